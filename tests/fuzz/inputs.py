"""Inputs by their number: the same number is the same input, so whatever failed can be looked at again.

Below the signature every input is signed anew, so that the signature holds and what lies behind it is reached.
"""

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyrage
from pyrage import x25519

from tests.bundles import BUREAU
from tests.fuzz import corpus, drafts
from tests.fuzz.corpus import (
    BUREAU_MACHINE,
    LAPTOP,
    MACHINES,
    MATE,
    NEW_PHOTO,
    PHOTO,
    SCAN,
    TEAM,
    Draft,
    Machine,
    signer,
)
from tests.fuzz.strange import edited, respelled, scrambled, text_of
from tests.fuzz.zips import Archive, Member, broken
from xunjian.bundle.format import MEDIA_TYPE
from xunjian.bundle.keys import SUITE, Signer

SHARES = {
    "envelope": 10,
    "zip": 25,
    "manifest": 25,
    "bytes of lines": 11,
    "JSON of lines": 8,
    "commits": 13,
    "signatures of commits": 2,
    "photos": 2,
    "invitation": 1,
    "whole way": 3,
}
"""Of a hundred inputs; the whole way is any of the layers behind the signature, through the envelope and committed."""

_TURNS = [layer for layer, share in SHARES.items() for _ in range(share)]


@dataclass(frozen=True)
class Content:
    """What a bundle brings."""

    head: bytes
    lines: tuple[bytes, ...]
    photos: tuple[bytes, ...]


@dataclass
class Parcel:
    """A bundle before it is packed."""

    machine: Machine = LAPTOP
    signs: Signer | None = None
    """Who signs, if it is not the machine that the manifest names."""
    kind: str = "report"
    ops: bytes = b""
    proofs: bytes | None = None
    photos: list[bytes] = field(default_factory=lambda: [PHOTO, SCAN, NEW_PHOTO])
    keys: bytes | None = None
    edit: Callable[[dict[str, Any]], Any] = lambda head: head
    """What becomes of the honest manifest before it is signed."""
    pack: Callable[[list[Member]], list[Member]] = lambda members: members
    """What becomes of the members after it is signed."""

    @property
    def lines(self) -> tuple[bytes, ...]:
        return tuple(self.ops.split(b"\n")[:-1])

    def texts(self) -> dict[str, bytes]:
        """Return the content of every file that the manifest declares."""
        count = self.ops.count(b"\n")
        texts = {"ops.jsonl": self.ops, "ops.sig": b"\n" * count if self.proofs is None else self.proofs}
        if self.keys is not None:
            texts["keys.json"] = self.keys
        texts["说明.txt"] = "这是巡检的数据包。".encode("utf-8-sig")
        return texts | {f"blobs/{hashlib.sha256(photo).hexdigest()}": photo for photo in self.photos}

    def head(self) -> dict[str, Any]:
        """Return an honest manifest of what is inside."""
        return {
            "format": [1, 0],
            "needs_reader": [1, 0],
            "suite": SUITE,
            "bundle": corpus.uid("bundle"),
            "part": [1, 1],
            "kind": self.kind,
            "bureau": BUREAU,
            "bureau_name": "庐州区教育局",
            "trial": True,
            "from": self.machine.sender(),
            "to": None if self.kind == "report" else {"team": TEAM, "name": "第一组"},
            "made_at": "2026-09-18T08:30:00Z",
            "app": "1.0.0",
            "schema": 1,
            "counts": {
                "commits": self.ops.count(b"\n"),
                "cases": [
                    {"kind": "visit", "uid": corpus.VISIT, "commits": 12},
                    {"kind": "all", "uid": BUREAU, "commits": 3},
                ],
                "visits": 1,
                "findings": 2,
                "documents": 0,
                "photos": len(self.photos),
            },
            "held": [hashlib.sha256(PHOTO).hexdigest()] if self.kind == "task" else [],
            "files": [
                {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                for name, content in self.texts().items()
            ],
        }

    def members(self) -> tuple[bytes, list[Member]]:
        """Return the signed manifest and what goes into the ZIP."""
        head = text_of(self.edit(self.head()))
        several = {
            "mimetype": MEDIA_TYPE,
            "manifest.json": head,
            "manifest.sig": (self.signs or self.machine.keys.signer).sign(head),
            **self.texts(),
        }
        return head, self.pack(
            [Member(name.encode(), content, deflated=name == "ops.jsonl") for name, content in several.items()]
        )


@dataclass(frozen=True)
class Input:
    """One input, and what it must have been if it is taken."""

    number: int
    layer: str
    receiver: str
    """`bureau`, `laptop`, or `nobody` for what makes a workspace of its own."""
    data: bytes
    content: Content
    is_file: bool = False
    """Whether `data` is a file as it lies on a stick, not the ZIP within its envelope."""
    whole: bool = False
    """Whether it goes the whole way, into the ledger and out again."""
    fits: bool = False
    """Whether nothing but the lines decides if it is taken."""
    ends_whole: bool = True
    """Whether the last line has its end."""
    never: bool = False
    """Whether it is signed by a key that nobody admitted."""


def layer_of(number: int) -> str:
    """Return the layer that this input is made in."""
    return _TURNS[number * 37 % len(_TURNS)]


def made(number: int) -> Input:
    """Return the input of this number."""
    chance = random.Random(number)  # noqa: S311 - a test's choice
    return _MAKERS[layer_of(number)](number, chance)


def enveloped(inner: bytes, receiver: str) -> bytes:
    """Put a ZIP into an envelope that the receiver can open."""
    machine = {"bureau": BUREAU_MACHINE, "laptop": LAPTOP}[receiver]
    return bytes(pyrage.encrypt(inner, [x25519.Identity.from_str(machine.keys.identities[0]).to_public()]))


def _joined(lines: Sequence[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


_LINES = {
    "report": corpus.welded(corpus.WRITTEN.report),
    "task": corpus.welded(corpus.TASK),
    "enrol": corpus.welded(corpus.INVITATION),
}
_DRAFTS: dict[str, Sequence[Draft]] = {"report": corpus.WRITTEN.report, "task": corpus.TASK, "enrol": corpus.INVITATION}
_OPS = {kind: _joined(lines) for kind, lines in _LINES.items()}
_RECEIVERS = {"report": "bureau", "task": "laptop", "enrol": "nobody"}


def _parcel(chance: random.Random) -> Parcel:
    """Return an honest bundle: mostly the group's report for the bureau, or the bureau's task for the group."""
    if chance.random() < 0.8:
        return Parcel(ops=_OPS["report"])
    return Parcel(
        BUREAU_MACHINE, kind="task", ops=_OPS["task"], proofs=_joined([corpus.proof(line) for line in _LINES["task"]])
    )


def _input(number: int, layer: str, parcel: Parcel, **known: Any) -> Input:
    head, members = parcel.members()
    inner = Archive(members).written()
    content = Content(head, parcel.lines, tuple(parcel.photos))
    ends_whole = parcel.ops.endswith(b"\n") or not parcel.ops
    return Input(number, layer, _RECEIVERS[parcel.kind], inner, content, ends_whole=ends_whole, **known)


def _envelope(number: int, chance: random.Random) -> Input:
    """Scramble what lies on the stick; nine of ten times in the first kilobyte, where the header is."""
    good = _input(number, "envelope", _parcel(chance), is_file=True, whole=True)
    data = enveloped(good.data, good.receiver)
    middle = len(data) if chance.random() < 0.3 else 400
    return replace(good, data=scrambled(data[:middle], chance) + data[middle:])


def _zip(number: int, chance: random.Random) -> Input:
    parcel = _parcel(chance)
    head, members = parcel.members()
    content = Content(head, parcel.lines, tuple(parcel.photos))
    data = broken(members, chance) if chance.random() < 0.6 else scrambled(Archive(members).written(), chance)
    return Input(number, "zip", _RECEIVERS[parcel.kind], data, content)


_INSTANTS = (
    "0001-01-01T00:00:00+08:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-08:00", "9999-12-31T23:59:59.999999Z",
    "2026-09-18T08:30:60Z", "2026-09-18T08:30:00", "1e9", 1_700_000_000, "2026-09-18 08:30:00Z",
    "2026-09-18T08:30:00.1234567Z",
)  # fmt: skip
_NAMES = ("", "\0", "a\0b", "\ud800", "a\nb", "\u202e", "长" * 200, "长" * 201, "<b>", "../x", "{}", "%s")
_NUMBERS = (0, -1, 1, 999, 1000, 2**31, 2**53 - 1, 2**53, 1.0, "1", None, True)


def _edit_manifest(chance: random.Random) -> Callable[[dict[str, Any]], Any]:
    def edit(head: dict[str, Any]) -> Any:
        for _ in range(chance.choice((1, 1, 2))):
            if chance.random() < 0.5:
                return edited(json.loads(json.dumps(head)), chance)
            _aimed(head, chance)
        return head

    return edit


def _aimed(head: dict[str, Any], chance: random.Random) -> None:
    """Set one member to what a guard is there for."""
    other = chance.choice(MACHINES).sender()
    match chance.randrange(10):
        case 0:
            head["made_at"] = chance.choice(_INSTANTS)
        case 1:
            head["from"][chance.choice(("name", "team", "seat", "replica", "key"))] = chance.choice(
                (*_NAMES, *_NUMBERS, TEAM)
            )
        case 2:
            head["from"] = other | {chance.choice(tuple(other)): head["from"].get(chance.choice(tuple(other)))}
        case 3:
            head[chance.choice(("bureau_name", "app", "suite", "kind"))] = chance.choice(
                (*_NAMES, "report", "task", "enrol")
            )
        case 4:
            head[chance.choice(("format", "needs_reader"))] = [
                chance.choice((0, 1, 1, 2)),
                chance.choice((0, 1, 7, 2**53)),
            ]
        case 5:
            head["counts"][chance.choice(tuple(head["counts"]))] = chance.choice(
                (*_NUMBERS, [], (head["counts"]["cases"] or []) * 300)
            )
        case 6:
            chance.choice(head["files"])[chance.choice(("name", "size", "sha256"))] = chance.choice(
                (*_NUMBERS, *_NAMES, "ops.sig")
            )
        case 7:
            chance.choice((chance.shuffle, lambda files: files.pop(), lambda files: files.append(files[0])))(
                head["files"]
            )
        case 8:
            head["held"] = chance.choice((["0" * 64] * 3, ["x"], [hashlib.sha256(NEW_PHOTO).hexdigest()], "0" * 64))
        case _:
            head["part"] = [chance.choice(_NUMBERS), chance.choice(_NUMBERS)]


_ROGUE = signer("rogue")
_ROGUES = (
    Machine("laptop", replace(LAPTOP.keys, signer=_ROGUE), TEAM),
    Machine("bureau", replace(BUREAU_MACHINE.keys, signer=_ROGUE)),
    Machine("laptop", replace(LAPTOP.keys, signer=MATE.keys.signer), TEAM),
    Machine("laptop", replace(LAPTOP.keys, signer=corpus.STRANGER.keys.signer), TEAM),
)
"""Keys that nobody admitted, or for another laptop, under an honest certificate or none."""


def _manifest(number: int, chance: random.Random) -> Input:
    if chance.random() < 0.05:
        named = chance.choice((*_ROGUES, LAPTOP, MATE))
        parcel = Parcel(named, None if named in _ROGUES else _ROGUE, ops=_OPS["report"])
        parcel.edit = _with_its_sender(_edit_manifest(chance)) if chance.random() < 0.5 else parcel.edit
        return _input(number, "manifest", parcel, never=True)
    return _input(number, "manifest", _manifest_parcel(chance))


def _with_its_sender(edit: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """Let an edit change anything but who sends: a name that fits the key would make the signature honest."""

    def kept(head: dict[str, Any]) -> Any:
        sender = json.loads(json.dumps(head["from"]))
        changed = edit(head)
        return changed | {"from": sender} if isinstance(changed, dict) else changed

    return kept


def _manifest_parcel(chance: random.Random) -> Parcel:
    return replace(_parcel(chance), edit=_edit_manifest(chance))


def _scrambled_lines(chance: random.Random) -> Parcel:
    parcel = _parcel(chance)
    return replace(parcel, ops=scrambled(parcel.ops, chance), proofs=None)


def _edited_lines(chance: random.Random) -> Parcel:
    parcel = _parcel(chance)
    lines = list(_LINES[parcel.kind])
    for place in chance.sample(range(len(lines)), chance.choice((1, 1, 2))):
        value = json.loads(lines[place])
        lines[place] = respelled(value, chance) if chance.random() < 0.1 else text_of(edited(value, chance))
    return replace(parcel, ops=_joined(lines), proofs=None)


def _edited_commits(chance: random.Random) -> Parcel:
    parcel = _parcel(chance)
    if chance.random() < 0.2:
        parcel.machine = (
            BUREAU_MACHINE if parcel.kind == "task" else chance.choice((MATE, corpus.STRANGER, BUREAU_MACHINE))
        )
    several = corpus.copied(_DRAFTS[parcel.kind])
    drafts.edit(several, chance)
    ops = _joined(corpus.welded(several))
    return replace(parcel, ops=scrambled(ops, chance) if chance.random() < 0.05 else ops, proofs=None)


def _edited_proofs(chance: random.Random) -> Parcel:
    parcel = _parcel(chance)
    lines = _LINES[parcel.kind]
    proofs = [corpus.proof(line) if chance.random() < 0.5 else b"" for line in lines]
    match chance.randrange(4):
        case 0:
            chance.shuffle(proofs)
        case 1:
            proofs[chance.randrange(len(proofs))] = chance.choice(
                (b"0" * 128, b"f" * 127, b"F" * 128, b"\r", "é".encode(), b" ")
            )
        case 2:
            return replace(parcel, proofs=scrambled(_joined(proofs), chance))
        case _:
            proofs[chance.randrange(len(proofs))] = corpus.LAPTOP.keys.signer.sign(lines[0]).hex().encode()
    return replace(parcel, proofs=_joined(proofs))


def _edited_photos(chance: random.Random) -> Parcel:
    """Change photos beside a manifest that names the old ones, or let it name others, or neither."""
    parcel = _parcel(chance)

    def swap(members: list[Member]) -> list[Member]:
        blobs = [member for member in members if member.name.startswith(b"blobs/")]
        one, other = chance.choice(blobs), chance.choice(blobs)
        match chance.randrange(5):
            case 0:
                one.content = scrambled(one.content, chance)
            case 1:
                one.content, other.content = other.content, one.content
            case 2:
                members.remove(one)
            case 3:
                one.name = chance.choice((one.name.upper(), other.name, b"blobs/" + b"0" * 64, b"blobs/../x", b"x"))
            case _:
                members.append(Member(b"blobs/" + b"1" * 64, b"more"))
        return members

    match chance.randrange(3):
        case 0:
            return replace(parcel, pack=swap)
        case 1:
            photos = [chance.randbytes(chance.choice((0, 1, 100, 70_000))) for _ in range(chance.choice((0, 1, 4)))]
            return replace(parcel, photos=photos + [PHOTO] * chance.choice((0, 1)))
        case _:
            return replace(parcel, edit=_edit_files(chance))


def _edit_files(chance: random.Random) -> Callable[[dict[str, Any]], Any]:
    def edit(head: dict[str, Any]) -> Any:
        file = chance.choice(head["files"])
        match chance.randrange(4):
            case 0:
                file["sha256"] = chance.choice(("0" * 64, chance.choice(head["files"])["sha256"], "x", None))
            case 1:
                file["size"] += chance.choice((-1, 1, 60 * 2**20, 2**40))
            case 2:
                head["files"].append(
                    dict(file) | {"name": chance.choice(("blobs/" + "0" * 64, "blobs/x", "x", "说明.txt"))}
                )
            case _:
                head["counts"]["photos"] += chance.choice((-1, 1, 2**31))
        return head

    return edit


def _invitation(number: int, chance: random.Random) -> Input:
    """Anybody can make an enrolment file: it is signed by the key that is in it."""
    card = {name: getattr(corpus.CARD, name) for name in ("key", "recipient", "recovery")}
    group = corpus.group_card(TEAM)
    handed: Any = {
        "bureau": card,
        "group": {
            "card": {name: getattr(group, name) for name in group.__struct_fields__},
            "identity": corpus.identity(TEAM),
            "joining": corpus.joining(TEAM).seed.hex(),
        },
        "expires": "2099-12-31",
    }
    parcel = Parcel(BUREAU_MACHINE, kind="enrol", ops=_OPS["enrol"], photos=[])
    match chance.randrange(4):
        case 0:
            handed = edited(json.loads(json.dumps(handed)), chance)
        case 1:
            parcel.edit = _edit_manifest(chance)
        case _:
            several = corpus.copied(_DRAFTS["enrol"])
            drafts.edit(several, chance)
            parcel.ops = _joined(corpus.welded(several))
    parcel.keys = text_of(handed)
    if chance.random() < 0.1:
        parcel.keys = scrambled(parcel.keys, chance)
    return _input(number, "invitation", parcel, is_file=True, whole=number % 1_000 < 100)


_BEHIND: dict[str, Callable[[random.Random], Parcel]] = {
    "manifest": _manifest_parcel,
    "bytes of lines": _scrambled_lines,
    "JSON of lines": _edited_lines,
    "commits": _edited_commits,
    "signatures of commits": _edited_proofs,
    "photos": _edited_photos,
}
_FITTING = frozenset({"bytes of lines", "JSON of lines", "commits"})


def _behind(layer: str) -> Callable[[int, random.Random], Input]:
    return lambda number, chance: _input(number, layer, _BEHIND[layer](chance), fits=layer in _FITTING)


def _whole_way(number: int, chance: random.Random) -> Input:
    layer = chance.choice(("manifest", "JSON of lines", "commits", "commits", "signatures of commits", "photos"))
    inner = _input(number, "whole way", _BEHIND[layer](chance), fits=layer in _FITTING, is_file=True, whole=True)
    return replace(inner, data=enveloped(inner.data, inner.receiver))


_MAKERS: dict[str, Callable[[int, random.Random], Input]] = {
    **{layer: _behind(layer) for layer in _BEHIND},
    "envelope": _envelope,
    "zip": _zip,
    "manifest": _manifest,
    "invitation": _invitation,
    "whole way": _whole_way,
}
