"""Reports of laptops as the lines of their bundles, made without a ledger: many, large and always the same."""

from collections.abc import Iterator
from itertools import count

from tests.ledgers import BUREAU
from xunjian.db import canonical
from xunjian.db.commits import Commit, Operation, Parent, hash_of
from xunjian.db.uids import derived_uid

FINDINGS = 1_000
FINDINGS_A_VISIT = 50
SHARED = 10
"""Findings that a laptop and its neighbour both hold, and in which both change the same field."""

WALL = "2026-09-18T02:11:05.123Z"
EDITS = (("severity", "A"), ("statement", "学校称已向家长说明"))


class _Author:
    """A machine that numbers its commits case by case."""

    def __init__(self, name: str) -> None:
        self._replica = derived_uid(BUREAU, name)
        self._cases: dict[str, tuple[Iterator[int], bytes | None]] = {}

    def commit(self, visit: str, *operations: Operation) -> bytes:
        numbers, prev = self._cases.setdefault(visit, (count(1), None))
        case = ("visit", visit)
        line = Commit(self._replica, case, next(numbers), prev, "李敏", WALL, "1.0", 1, None, operations).line()
        self._cases[visit] = (numbers, hash_of(line))
        return line


def report(number: int, findings: int = FINDINGS) -> list[bytes]:
    """Return the lines of laptop `number`: about four commits and eight registers a finding.

    Numbers 2n and 2n + 1 are neighbours: the lines that made their shared findings are in both reports.
    """
    pair, own = _Author(f"pair {number // 2}"), _Author(f"laptop {number}")
    return [
        *_findings(pair, own, f"pair {number // 2}", SHARED, clash=f"第{number}台电脑改的事实"),
        *_findings(own, own, f"laptop {number}", findings - SHARED, clash="改过的事实"),
    ]


def _findings(maker: _Author, editor: _Author, name: str, findings: int, *, clash: str) -> Iterator[bytes]:
    made: list[tuple[str, str, Parent]] = []
    for place in range(findings):
        visit, finding = (derived_uid(BUREAU, f"{name} {what}") for what in (place // FINDINGS_A_VISIT, f"f{place}"))
        if place % FINDINGS_A_VISIT == 0:
            yield maker.commit(visit, _operation("visit", visit, "kind", "special"))
        fields = {
            "amount": {"amount": place, "amount_basis": "每人15元"},
            "fact": f"收取饮水费{place}",
            "item": BUREAU,
            "school": BUREAU,
            "visit": visit,
        }
        operations = [_operation("finding", finding, register, value) for register, value in fields.items()]
        yield (line := maker.commit(visit, *operations))
        made.append((visit, finding, (hash_of(line), list(fields).index("fact"))))
    for visit, finding, fact in made:
        yield editor.commit(visit, _operation("finding", finding, "fact", clash, fact))
    for turn, value in EDITS:
        for visit, finding, _ in made:
            yield editor.commit(visit, _operation("finding", finding, turn, value))


def _operation(table: str, uid: str, register: str, value: object, *parents: Parent) -> Operation:
    return Operation(table, uid, register, canonical.encode_text(value), parents)
