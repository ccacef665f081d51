"""What several papers say alike: who inspects, what is proof, who refused to sign; every string as it is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from xunjian.rules.ink import Ink


@dataclass(frozen=True)
class Inspector:
    """A person of the group; `certificate` is the number of an enforcement certificate, `post` such as 组长."""

    name: str
    post: str = ""
    certificate: str = ""

    @property
    def printed(self) -> str:
        """The name with what is known about it: 周文（组长，执法证号：皖A0001）."""
        number = f"执法证号：{self.certificate}" if self.certificate else ""
        more = "，".join(part for part in (self.post, number) if part)
        return f"{self.name}（{more}）" if more else self.name


@dataclass(frozen=True)
class Exhibit:
    """A line in the list of evidence; its position, counted from 1, is the number that findings refer to."""

    name: str
    kind: str = "照片"
    taken_on: date | None = None
    taken_by: str = ""
    sheets: int = 1
    findings: tuple[int, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """That somebody would not sign or accept: why, on which day, and who saw it."""

    reason: str
    day: date
    witnesses: tuple[str, ...] = ()
    photos: int = 0


class Side(StrEnum):
    """For whom somebody signs; the value is the printed word."""

    SCHOOL = "被检查单位"
    GROUP = "检查组"
    WITNESS = "见证人"


@dataclass(frozen=True)
class Signer:
    """Somebody who signed on the screen, when, by the clock there, and the SHA-256 of the ink."""

    side: Side
    name: str
    post: str
    ink: str
    signed_on: date
    signed_at: time


@dataclass(frozen=True)
class OnScreen:
    """What was signed or refused on the screen: a confirmation on the spot, which replaces no signature on paper.

    `over` is the SHA-256 of the content that was shown, in canonical JSON; `agreed` is None where nobody chose.
    """

    over: str
    signers: tuple[Signer, ...] = ()
    agreed: bool | None = None
    refusal: Refusal | None = None

    def of(self, side: Side) -> tuple[Signer, ...]:
        """Return who signed for one side, in the order in which they did."""
        return tuple(one for one in self.signers if one.side is side)


Inks = Mapping[str, Ink]
"""Ink by its SHA-256."""


def mark(*, draft: bool, trial: bool) -> str:
    """Return what stands across every page in light grey, or ''."""
    return ("演示" if trial else "") + ("草稿" if draft else "")
