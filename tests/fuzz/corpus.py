"""A bureau, two laptops of a group, one of another; what they wrote, and the keys that they sign with.

Everything follows from names: an input of the same number is the same on every machine. Only envelopes are not, for
they are encrypted with fresh keys.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.bundles import BUREAU
from tests.fuzz.strange import text_of
from xunjian.bundle.keys import BureauCard, Certificate, GroupCard, Keys, Signer, commit_message, recipient_of
from xunjian.db.uids import derived_uid

WALL = "2026-09-18T02:11:05.123Z"
PHOTO, SCAN, NEW_PHOTO = b"a photo", b"a scanned page", b"a photo that is new"


def uid(name: str) -> str:
    return derived_uid(BUREAU, name)


VISIT, SCHOOL, FINDING, TEAM = uid("visit"), uid("school"), uid("finding"), uid("first team")
OTHER_VISIT, OTHER_TEAM = uid("other visit"), uid("second team")


def signer(name: str) -> Signer:
    return Signer(hashlib.sha256(name.encode()).digest())


def identity(name: str) -> str:
    """Return a secret age key made of a name: its 32 bytes in Bech32 (BIP 173)."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    prefix, number = "age-secret-key-", int.from_bytes(hashlib.sha256(name.encode()).digest()) << 4
    data = [number >> 5 * place & 31 for place in reversed(range(52))]
    spread = [*(ord(one) >> 5 for one in prefix), 0, *(ord(one) & 31 for one in prefix), *data]
    check = _polymod([*spread, *[0] * 6]) ^ 1
    sums = [check >> 5 * place & 31 for place in reversed(range(6))]
    return (prefix + "1" + "".join(letters[one] for one in (*data, *sums))).upper()


def _polymod(values: Iterable[int]) -> int:
    total = 1
    for value in values:
        top, total = total >> 25, (total & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            total ^= factor if top >> place & 1 else 0
    return total


OFFICE = signer("bureau")
CARD = BureauCard(OFFICE.key, recipient_of(identity("bureau")), recipient_of(identity("recovery")))


@dataclass(frozen=True)
class Machine:
    """Who writes: a replica, its keys, and the group that admitted it."""

    name: str
    keys: Keys
    team: str | None = None

    @property
    def replica(self) -> str:
        return uid(self.name)

    def sender(self) -> dict[str, Any]:
        """Return what its manifests say under `from`."""
        said = {
            "replica": self.replica,
            "name": self.name,
            "key": self.keys.signer.key,
            "team": self.team,
            "seat": None,
        }
        certificate = self.keys.certificate
        if certificate is None:
            return said | {"certificate": None}
        group = {name: getattr(certificate.group, name) for name in GroupCard.__struct_fields__}
        return said | {"certificate": {"group": group, "signature": certificate.signature}}


def joining(team: str) -> Signer:
    return signer(f"joining {team}")


def group_card(team: str) -> GroupCard:
    bare = GroupCard(uid(f"keys {team}"), team, recipient_of(identity(team)), joining(team).key)
    signature = OFFICE.sign(bare.message(BUREAU)).hex()
    return GroupCard(bare.enrolment, bare.team, bare.recipient, bare.joining, signature)


def _laptop(name: str, team: str) -> Machine:
    own = signer(name)
    certificate = Certificate.issue(group_card(team), joining(team), own.key)
    return Machine(name, Keys(own, (identity(team),), CARD, certificate), team)


BUREAU_MACHINE = Machine("bureau", Keys(OFFICE, (identity("bureau"),), CARD))
LAPTOP, MATE = _laptop("laptop", TEAM), _laptop("mate", TEAM)
STRANGER = _laptop("stranger", OTHER_TEAM)
MACHINES = (BUREAU_MACHINE, LAPTOP, MATE, STRANGER)


@dataclass(eq=False)
class Draft:
    """A commit that is not hashed yet: its operations name other drafts as parents."""

    body: dict[str, Any]
    ops: list[list[Any]]


def copied(drafts: Iterable[Draft]) -> list[Draft]:
    """Return drafts that can be edited, naming each other as the originals do."""
    copies = {draft: Draft(dict(draft.body), []) for draft in drafts}
    for draft, copy in copies.items():
        for table, record, register, value, parents in draft.ops:
            named = [(copies.get(parent, parent), place) for parent, place in parents]
            copy.ops.append([table, record, register, value, named])
    return list(copies.values())


def welded(drafts: Iterable[Draft]) -> list[bytes]:
    """Return the lines of drafts, every parent named by the hash that its line has now.

    What names itself in a ring can have no true hash: there a made-up one stands.
    """
    lines: dict[Draft, bytes] = {}
    return [_line(draft, lines) for draft in drafts]


def _line(draft: Draft, lines: dict[Draft, bytes]) -> bytes:
    if draft not in lines:
        lines[draft] = b"ring"
        ops = [[*op[:4], _parents(op[4], lines), *op[5:]] for op in draft.ops]
        lines[draft] = text_of(draft.body | {"ops": ops})
    return lines[draft]


def _parents(parents: Any, lines: dict[Draft, bytes]) -> Any:
    if not isinstance(parents, list) or any(len(pair) != 2 for pair in parents):
        return parents
    named = [
        [hashlib.sha256(_line(parent, lines)).hexdigest() if isinstance(parent, Draft) else parent, place]
        for parent, place in parents
    ]
    sortable = all(isinstance(one, str) and isinstance(place, int) for one, place in named)
    return sorted(named) if sortable else named


class _Writing:
    """Drafts in the order in which they were written."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def add(self, machine: Machine, case: tuple[str, str], *ops: list[Any], **body: Any) -> Draft:
        number = self._numbers[machine.name, case[1]] = self._numbers.get((machine.name, case[1]), 0) + 1
        plain = {
            "actor": None, "app": "0.1.0", "case": list(case), "prev": None, "reason": None,
            "replica": machine.replica, "schema": 1, "seq": number, "wall": WALL,
        }  # fmt: skip
        self.drafts.append(Draft(plain | body, list(ops)))
        return self.drafts[-1]


def _fields(table: str, record: str, values: Mapping[str, Any]) -> list[list[Any]]:
    return [[table, record, register, value, []] for register, value in values.items()]


def _change(record: str, register: str, value: Any, *parents: tuple[Draft, int]) -> list[Any]:
    return ["finding", record, register, value, list(parents)]


def _row(table: str, record: str, **values: Any) -> list[Any]:
    return [table, record, "_row", {"visit": VISIT, **values}, []]


@dataclass(frozen=True)
class Written:
    """What lies in the bureau's ledger, and what the laptop's report brings; part of it the bureau has."""

    here: tuple[Draft, ...]
    report: tuple[Draft, ...]


def _written() -> Written:
    story, of_visit = _Writing(), ("visit", VISIT)
    story.add(BUREAU_MACHINE, ("all", BUREAU), *_fields("bureau", BUREAU, {"name": "庐州区教育局"}))
    story.add(BUREAU_MACHINE, ("school", SCHOOL), *_fields("school", SCHOOL, {"name": "长江路小学", "students": 900}))
    visit = {
        "school": SCHOOL, "team": TEAM, "day": "2026-09-18", "kind": "special", "areas": ["收费"], "started": WALL,
        "received": {"received_by": "何静", "received_post": "校长"},
    }  # fmt: skip
    seats = {"team": TEAM, "seat": 1, "kind": "notice", "year": 2026, "first": 31, "last": 40}
    story.add(
        BUREAU_MACHINE, ("all", BUREAU),
        *_fields("person", uid("person"), {"name": "李敏", "active": True}),
        *_fields("team", TEAM, {"name": "第一组", "number": 1}),
        *_fields("team_member", uid("member"), {"team": TEAM, "person": uid("person"), "rank": 1, "deleted": False}),
        *_fields("assignment", uid("assignment"), {"team": TEAM, "school": SCHOOL, "deleted": False}),
        ["number_block", uid("block"), "_row", seats, []],
    )  # fmt: skip
    begun = story.add(LAPTOP, of_visit, *_fields("visit", VISIT, visit))
    finding = {
        "visit": VISIT, "school": SCHOOL, "fact": "收取饮水费", "amount": {"amount": 1500, "amount_basis": "每人15元"},
        "period": {"period_from": "2026-03-01", "period_to": None}, "fixed_on_spot": False,
    }  # fmt: skip
    found = story.add(LAPTOP, of_visit, *_fields("finding", FINDING, finding))
    step = story.add(
        LAPTOP, of_visit,
        _row("step", uid("step"), finding=FINDING, kind="recorded", on_day="2026-09-18"),
        _change(FINDING, "step", uid("step")),
    )  # fmt: skip
    photo = hashlib.sha256(PHOTO).hexdigest()
    evidence = story.add(LAPTOP, of_visit, _row("evidence", uid("evidence"), owner=FINDING, sha256=photo, size=7))
    said = story.add(MATE, of_visit, _change(FINDING, "statement", "学校说已经退了"))
    corrected = story.add(BUREAU_MACHINE, of_visit, _change(FINDING, "fact", "收取饮水费和电费", (found, 2)))
    story.add(
        STRANGER, ("visit", OTHER_VISIT), *_fields("visit", OTHER_VISIT, {"team": OTHER_TEAM, "note": "没有问题"})
    )
    here = tuple(story.drafts)

    edited = story.add(LAPTOP, of_visit, _change(FINDING, "fact", "收取饮水费3个月", (found, 2)), actor=uid("person"))
    story.add(LAPTOP, of_visit, _change(FINDING, "statement", "学校说下周退", (said, 0)), reason="SF-02 记为不符合")
    story.add(LAPTOP, of_visit, *_fields("finding", uid("second finding"), {**finding, "fact": "没有公示收费"}))
    story.add(
        LAPTOP, of_visit,
        _row("step", uid("second step"), finding=FINDING, kind="notified", at=WALL),
        _change(FINDING, "step", uid("second step"), (step, 1)),
    )  # fmt: skip
    story.add(
        MATE, of_visit,
        _row("step", uid("third step"), finding=FINDING, kind="fixed", note="当场改了"),
        _change(FINDING, "step", uid("third step"), (step, 1)),
    )  # fmt: skip
    content = {"text": "退还饮水费", "responsible": "何静", "responsible_post": None}
    deadline = {"workdays": 5, "due_date": "2026-09-25", "deadline_reason": None}
    measure = {"visit": VISIT, "position": 1, "content": content, "deadline": deadline}
    story.add(
        LAPTOP, of_visit,
        *_fields("measure", uid("measure"), measure),
        *_fields("measure_finding", uid("link"), {"visit": VISIT, "measure": uid("measure"), "finding": FINDING}),
    )  # fmt: skip
    story.add(LAPTOP, of_visit, _change(FINDING, "fact", "收取饮水费和电费3个月", (edited, 0), (corrected, 0)))
    scan = hashlib.sha256(NEW_PHOTO).hexdigest()
    story.add(
        LAPTOP, of_visit,
        _row("evidence", uid("new evidence"), owner=FINDING, sha256=scan, taken_at=WALL),
        *_fields("answer", uid("answer"), {"visit": VISIT, "result": {"result": "fails", "reason": None}}),
    )  # fmt: skip
    story.add(LAPTOP, ("all", BUREAU), *_fields("number_void", uid("void"), {"reason": "打坏了"}))
    story.add(
        LAPTOP, of_visit,
        ["weather", uid("weather"), "sky", {"clouds": [1, 2]}, []], _change(FINDING, "mood", "好"),
        app="9.0", schema=7, mood={"é": [None, True]},
    )  # fmt: skip
    return Written(here, (begun, found, step, evidence, said, *story.drafts[len(here) :]))


WRITTEN = _written()
ON_LAPTOP = (*WRITTEN.here[:3], *WRITTEN.report[:4])
INVITATION = WRITTEN.here[:3]
TASK = (*WRITTEN.here[1:], *WRITTEN.report[5:8])
"""What the bureau hands to the group: half of it the laptop has."""


def proof(line: bytes) -> bytes:
    """Return the bureau's signature over a commit, as a line beside it."""
    return OFFICE.sign(commit_message(hashlib.sha256(line).digest())).hex().encode()
