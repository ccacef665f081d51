"""What was signed on the screen, as it goes into the places to sign on, and what is said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from xunjian.documents import checkcode
from xunjian.documents.papers import words
from xunjian.documents.papers.facts import Inks, OnScreen, Refusal, Side, Signer
from xunjian.rules.ink import Ink

NO_INKS: Inks = MappingProxyType({})
CONFIRMS = "屏上手写签名只作现场确认，正式文书以纸面签名和盖章为准。"


@dataclass(frozen=True)
class Written:
    """Ink for the places of a form: of each inspector, of the school, of the witness of a refusal."""

    group: tuple[Ink | None, ...] = ()
    school: Ink | None = None
    school_words: str = ""
    """Who signed for the school, and when."""
    agreed: bool | None = None
    refusal: Refusal | None = None
    witness: Ink | None = None
    note: str = ""
    """What ink on a screen is good for, and over which content it was given; '' where there is none."""


NOTHING = Written()


def written(names: Sequence[str], signed: OnScreen | None, inks: Inks) -> Written:
    """Return what goes where on a form that `names` sign for the group; KeyError for ink that is not among `inks`."""
    if signed is None:
        return NOTHING
    school, witness = _first(signed, Side.SCHOOL), _first(signed, Side.WITNESS)
    return Written(
        group=tuple(_of_names(names, signed.of(Side.GROUP), inks)),
        school=inks[school.ink] if school else None,
        school_words=_named(school) if school else "",
        agreed=signed.agreed,
        refusal=signed.refusal,
        witness=inks[witness.ink] if witness else None,
        note=f"{CONFIRMS}\n所示内容摘要：{_digest(signed.over)}" if signed.signers else "",
    )


def _first(signed: OnScreen, side: Side) -> Signer | None:
    return next(iter(signed.of(side)), None)


def _of_names(names: Sequence[str], signers: Sequence[Signer], inks: Mapping[str, Ink]) -> list[Ink | None]:
    """Return the ink of each name; of two people of one name, the first who signed has the first place."""
    left = list(signers)
    found: list[Ink | None] = []
    for name in names:
        one = next((signer for signer in left if signer.name == name), None)
        if one is not None:
            left.remove(one)
        found.append(inks[one.ink] if one else None)
    return found


def _named(signer: Signer) -> str:
    post = f"（{signer.post}）" if signer.post else ""
    return f"{signer.name}{post}\n{words.paper_time(signer.signed_at)}屏上签"


def _digest(sha256: str) -> str:
    return checkcode.grouped(checkcode.of_hash(sha256))
