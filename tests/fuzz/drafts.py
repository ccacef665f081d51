"""Edits of commits that know what a commit is: everything else is made to fit again afterwards, hashes included."""

import random
from collections.abc import Callable
from typing import Any

from tests.bundles import BUREAU
from tests.fuzz.corpus import FINDING, MACHINES, OTHER_VISIT, SCHOOL, VISIT, WRITTEN, Draft, uid
from tests.fuzz.strange import VALUES
from xunjian.db.registers import LoggedTable, logged_tables
from xunjian.db.types import Day, Flag, Instant, Structure, Whole

Edit = Callable[[list[Draft], random.Random], None]

CASES: tuple[Any, ...] = (
    ["visit", VISIT], ["visit", OTHER_VISIT], ["visit", FINDING], ["school", SCHOOL], ["school", VISIT],
    ["all", BUREAU], ["bureau", BUREAU], ["complaint", VISIT], ["complaint", uid("complaint")],
    ["purge", VISIT], ["visit"], "visit", None,
)  # fmt: skip
NAMES: tuple[Any, ...] = (
    "_row",
    "note",
    "step",
    "deleted",
    "uid",
    "x" * 64,
    "x" * 65,
    "长",
    "1x",
    "a b",
    'a"b',
    "",
    None,
    7,
)
UIDS: tuple[Any, ...] = (
    VISIT, FINDING, SCHOOL, BUREAU, uid("step"), uid("third step"), uid("fresh"), uid("fresh").upper(), "x", None
)  # fmt: skip
KINDS = ("recorded", "notified", "fixed", "closed", "reopened", "unknown", None, 7, ["closed"])


_BEFORE = tuple(draft for draft in WRITTEN.here if draft not in WRITTEN.report)
"""What the bureau has beside the report: operations that an honest writer could have read."""


def _any_op(drafts: list[Draft], chance: random.Random) -> list[Any]:
    return chance.choice(chance.choice(drafts).ops)


def _like(op: list[Any], drafts: list[Draft]) -> list[tuple[Draft, int]]:
    """Return all operations on the same register."""
    return [
        (draft, place) for draft in (*drafts, *_BEFORE) for place, one in enumerate(draft.ops) if one[1:3] == op[1:3]
    ]


def _swap_member(place: int) -> Edit:
    def swap(drafts: list[Draft], chance: random.Random) -> None:
        one, other = _any_op(drafts, chance), _any_op(drafts, chance)
        one[place], other[place] = other[place], one[place]

    return swap


def _set_member(place: int, values: tuple[Any, ...]) -> Edit:
    def put(drafts: list[Draft], chance: random.Random) -> None:
        _any_op(drafts, chance)[place] = chance.choice(values)

    return put


def _set_of_line(name: str, values: tuple[Any, ...]) -> Edit:
    def put(drafts: list[Draft], chance: random.Random) -> None:
        chance.choice(drafts).body[name] = chance.choice(values)

    return put


def _drop_parent(drafts: list[Draft], chance: random.Random) -> None:
    parents = _any_op(drafts, chance)[4]
    if parents:
        parents.pop(chance.randrange(len(parents)))


def _add_parent(drafts: list[Draft], chance: random.Random) -> None:
    """Mostly one that fits: another operation on this register, which may also come later or be itself."""
    op = _any_op(drafts, chance)
    found = _like(op, drafts) if chance.random() < 0.8 else [(chance.choice(drafts), chance.choice((0, 0, 1, 65_535)))]
    op[4].append(chance.choice(found))


def _add_false_parent(drafts: list[Draft], chance: random.Random) -> None:
    names = ("0" * 64, "F" * 64, "f" * 63, "", None, chance.choice(drafts))
    _any_op(drafts, chance)[4].append((chance.choice(names), chance.choice((0, -1, 65_535, 65_536, True, "0", 2**60))))


def _edit_again(drafts: list[Draft], chance: random.Random) -> None:
    """Go on from any operation, as a person does who saw it: the same register gets another value."""
    op = _any_op(drafts, chance)
    parents = [one for one in _like(op, drafts) if chance.random() < 0.5]
    drafts.append(Draft(dict(chance.choice(drafts).body), [[*op[:3], chance.choice((op[3], *VALUES)), parents]]))


def _double_line(drafts: list[Draft], chance: random.Random) -> None:
    drafts.insert(chance.randrange(len(drafts) + 1), chance.choice(drafts))


def _drop_line(drafts: list[Draft], chance: random.Random) -> None:
    if len(drafts) > 1:
        drafts.pop(chance.randrange(len(drafts)))


def _move_line(drafts: list[Draft], chance: random.Random) -> None:
    drafts.insert(chance.randrange(len(drafts)), drafts.pop(chance.randrange(len(drafts))))


def _shuffle(drafts: list[Draft], chance: random.Random) -> None:
    chance.shuffle(drafts)


def _double_op(drafts: list[Draft], chance: random.Random) -> None:
    draft = chance.choice(drafts)
    table, record, register, value, parents = chance.choice(chance.choice(drafts).ops)
    draft.ops.append([table, record, register, value, list(parents)])


def _drop_op(drafts: list[Draft], chance: random.Random) -> None:
    ops = chance.choice(drafts).ops
    ops.pop(chance.randrange(len(ops)))
    if not ops and chance.random() < 0.8:
        drafts[:] = [draft for draft in drafts if draft.ops]
    if not drafts:
        drafts.append(Draft({}, []))


def _split_line(drafts: list[Draft], chance: random.Random) -> None:
    """Write a commit as two: the same operations under other names."""
    draft = chance.choice(drafts)
    middle = len(draft.ops) // 2
    if middle:
        drafts.append(Draft(dict(draft.body), draft.ops[middle:]))
        del draft.ops[middle:]


def _other_table(drafts: list[Draft], chance: random.Random) -> None:
    """Give all operations of a record another table: what conflicts then is only the ledger."""
    record, table = _any_op(drafts, chance)[1], chance.choice(sorted(logged_tables()))
    for draft in drafts:
        for op in draft.ops:
            op[0] = table if op[1] == record else op[0]


def _other_case(drafts: list[Draft], chance: random.Random) -> None:
    case = chance.choice(CASES)
    for draft in drafts:
        if chance.random() < 0.5:
            draft.body["case"] = case


def _other_writer(drafts: list[Draft], chance: random.Random) -> None:
    replica = chance.choice([machine.replica for machine in MACHINES] + [uid("nobody")])
    for draft in drafts:
        if chance.random() < 0.5:
            draft.body["replica"] = replica


def _add_record(drafts: list[Draft], chance: random.Random) -> None:
    """Write a new record of any table, with values that mostly fit."""
    table = logged_tables()[chance.choice(sorted(logged_tables()))]
    record = chance.choice((uid(f"fresh {chance.randrange(3)}"), uid("void"), VISIT, FINDING))
    registers = chance.sample(table.registers, chance.randint(1, len(table.registers)))
    ops = [[table.name, record, one.name, _value(table, one.name, chance), []] for one in registers]
    body = chance.choice(drafts).body | {"case": chance.choice(CASES[:8])}
    drafts.insert(chance.randrange(len(drafts) + 1), Draft(body, ops))


def _value(table: LoggedTable, register: str, chance: random.Random) -> Any:
    known = table.by_name[register]
    members = {name: _member(kind, chance) for name, kind in known.columns if chance.random() < 0.8 or not known.sparse}
    return members if known.grouped else next(iter(members.values()))


def _member(kind: object, chance: random.Random) -> Any:
    if chance.random() < 0.1:
        return chance.choice(VALUES)
    fitting: dict[type, tuple[Any, ...]] = {
        Whole: (0, -5, 2**53 - 1), Flag: (True, False), Structure: ([], {"a": [1]}, ["x"]),
        Day: ("2026-09-18", "0001-01-01", "9999-12-31"),
        Instant: ("2026-09-18T02:11:05.123Z", "0001-01-01T00:00:00.000Z"),
    }  # fmt: skip
    return chance.choice((None, *fitting.get(type(kind), ("文字", "\u0001", VISIT, "0" * 64, "../../etc/passwd", "é"))))


def _play_steps(drafts: list[Draft], chance: random.Random) -> None:
    """Let a finding's steps clash: known ones, unknown ones, some that come later, some that are no steps."""
    for place in range(chance.randint(1, 4)):
        step = uid(f"played {chance.randrange(5)}")
        body, visit = dict(drafts[0].body), {"finding": FINDING, "kind": chance.choice(KINDS), "visit": VISIT}
        shown = chance.choice((step, step, uid(f"played {place}"), *VALUES[:3], "", "x", uid("step")))
        change = [
            "finding",
            FINDING,
            "step",
            shown,
            [one for one in _like(["", FINDING, "step"], drafts) if chance.random() < 0.3],
        ]
        drafts.append(Draft(body, [["step", step, "_row", visit, []], change] if chance.random() < 0.7 else [change]))


def _many_ops(drafts: list[Draft], chance: random.Random) -> None:
    count = chance.choice((2, 50, 300) if chance.random() < 0.999 else (65_535, 65_536))
    new = [["finding", uid("many"), f"r{place}", place, []] for place in range(count)]
    drafts.append(Draft(dict(drafts[0].body), new))


def _deep_history(drafts: list[Draft], chance: random.Random) -> None:
    """Edit one register again and again, each time going on from the last."""
    op = _any_op(drafts, chance)
    found = _like(op, drafts)
    for number in range(chance.choice((3, 10, 40))):
        drafts.append(Draft(dict(drafts[0].body), [[*op[:3], f"第{number}次", found[-1:]]]))
        found.append((drafts[-1], 0))


def _many_parents(drafts: list[Draft], chance: random.Random) -> None:
    """Write a register many times side by side, then once for all."""
    op, body = _any_op(drafts, chance), dict(drafts[0].body)
    start = len(drafts)
    drafts += [
        Draft(body | {"seq": place}, [[*op[:3], f"并排{place % 3}", []]]) for place in range(chance.choice((3, 12)))
    ]
    drafts.append(Draft(body, [[*op[:3], "定了", [(one, 0) for one in drafts[start:]]]]))


def _unknown_member(drafts: list[Draft], chance: random.Random) -> None:
    name = chance.choice(("zzz", "A", "é", "长", "\U0001f600", "\uffee", "", "op", "ops ", "\x01"))
    chance.choice(drafts).body[name] = chance.choice(VALUES)


_COUNTS = (0, 1, -1, 2**31 - 1, 2**31, 2**53, True, 1.0, "1", None)
EDITS: tuple[Edit, ...] = (
    _swap_member(0), _swap_member(1), _swap_member(2), _swap_member(3), _swap_member(4),
    _set_member(0, (*logged_tables(), *NAMES)), _set_member(1, UIDS), _set_member(2, NAMES),
    _set_member(3, VALUES), _set_member(3, VALUES), _set_member(4, (None, {}, "x", 7)),
    _set_of_line("case", CASES), _set_of_line("replica", UIDS), _set_of_line("seq", _COUNTS),
    _set_of_line("schema", _COUNTS), _set_of_line("prev", ("0" * 64, "f" * 63, "F" * 64, None, 7, [])),
    *(_set_of_line(name, VALUES) for name in ("actor", "wall", "app", "reason")),
    _drop_parent, _drop_parent, _add_parent, _add_parent, _add_false_parent, _edit_again, _edit_again,
    _double_line, _drop_line, _move_line, _move_line, _shuffle, _shuffle, _double_op, _drop_op, _split_line,
    _other_table, _other_case, _other_writer, _add_record, _add_record, _play_steps, _play_steps,
    _many_ops, _deep_history, _many_parents, _unknown_member,
)  # fmt: skip


def edit(drafts: list[Draft], chance: random.Random) -> None:
    """Make one to four edits."""
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4))):
        try:
            chance.choice(EDITS)(drafts, chance)
        except (IndexError, TypeError, AttributeError, ValueError):
            # An edit of what an earlier edit has left without parents, operations or lines.
            continue
