"""Desks with real databases, and an oracle that knows only what each person had on the screen and did.

The oracle holds acts: somebody gave a register a value while certain earlier acts lay before them. It knows no
commits, no parents and no hashes. An act stands until somebody who had it before them acts on the same register;
two standing acts with different values are a conflict. A desk knows the acts that were done there or brought there.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count, permutations
from typing import Any

from sqlalchemy import select, text

from tests.ledgers import Ledgers
from xunjian.db import canonical, integrity, merge, places
from xunjian.db.commits import Commit
from xunjian.db.conflicts import list_conflicts, set_resolved
from xunjian.db.history import commits_of
from xunjian.db.schema.visit import Evidence, Finding, MeasureFinding, Step, Visit
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError

SOURCE = merge.Source("bundle", "sha256", "{}")

Value = Any
"""What a register holds as people see it: a plain value, a tuple for a group, None for nothing."""
Place = tuple[str, str]
"""A register of a record: record uid and register name."""

REGISTERS: dict[type[Any], dict[str, tuple[str, ...]]] = {
    Visit: {"kind": ("kind",), "note": ("note",), "received": ("received_by", "received_post")},
    Finding: {
        "visit": ("visit",),
        "fact": ("fact",),
        "statement": ("statement",),
        "amount": ("amount", "amount_basis"),
        "period": ("period_from", "period_to"),
        "fixed_on_spot": ("fixed_on_spot",),
        "step": ("step",),
    },
    MeasureFinding: {"visit": ("visit",), "measure": ("measure",), "finding": ("finding",)},
}
for _registers in REGISTERS.values():
    _registers["deleted"] = ("deleted",)


@dataclass(frozen=True, eq=False)
class Act:
    """Somebody gave a register a value with `seen`, all that had led to their screen, before them."""

    place: Place
    value: Value
    seen: frozenset["Act"]
    case: str
    save: str | None
    """The reason that the save was signed with; None for another tool."""


@dataclass(frozen=True)
class Form:
    """A record on somebody's screen: its values, and the acts that had led to each."""

    uid: str
    as_of: int
    shown: Mapping[str, Value]
    history: Mapping[str, frozenset[Act]]


def standing(acts: Iterable[Act]) -> set[Act]:
    """Return the acts that nobody has answered who had them on the screen."""
    held = set(acts)
    return held - {earlier for act in held for earlier in act.seen}


def values(acts: Iterable[Act]) -> set[Value]:
    """Return the different values that stand."""
    return {act.value for act in standing(acts)}


@dataclass
class Desk:
    """One machine: its database, and what the people at it can know."""

    place: places.Place
    store: Store
    acts: dict[Place, set[Act]] = field(default_factory=lambda: defaultdict(set))
    forms: list[Form] = field(default_factory=list)

    def history(self, place: Place) -> frozenset[Act]:
        """Return the acts on a register that are known here."""
        return frozenset(self.acts.get(place, ()))

    def uids(self) -> list[str]:
        """Return the records that are known here, in a lasting order."""
        return list(dict.fromkeys(uid for uid, _ in self.acts))

    def digest(self) -> str:
        with self.store.connection(writing=False) as connection:
            return integrity.digest(connection)

    def commits(self) -> list[Commit]:
        with self.store.connection(writing=False) as connection:
            return [commit for _, commit in commits_of(connection)]


class World:
    """Several desks of one bureau, and everything that their people did."""

    def __init__(self, ledgers: Ledgers, desks: int) -> None:
        self.ledgers = ledgers
        self.models: dict[str, type[Any]] = {}
        self.cases: dict[str, str] = {}
        self.records: dict[str, Mapping[str, str]] = {}
        self._numbers = count()
        self.desks = [self.new_desk() for _ in range(desks)]

    def new_desk(self) -> Desk:
        """Return an empty desk with a replica uid of its own."""
        store = self.ledgers.new()
        return Desk(self.ledgers.last_place(), store)

    def close(self) -> None:
        self.ledgers.close()

    # What people see

    def screen(self, desk: Desk, uid: str) -> dict[str, Value]:
        """Return what a record shows here, nothing in every register where it is not here."""
        with desk.store.read() as session:
            return self._values_of(session.get(self.models[uid], uid), uid)

    def read(self, desk: Desk, uid: str) -> Form:
        """Open a record as a form."""
        with desk.store.read() as session:
            shown = self._values_of(session.get(self.models[uid], uid), uid)
            as_of = session.info["as_of"]
        return Form(uid, as_of, shown, {name: desk.history((uid, name)) for name in shown})

    def _values_of(self, row: Any, uid: str) -> dict[str, Value]:
        registers = REGISTERS[self.models[uid]]
        return {
            name: _seen_value([getattr(row, column, None) for column in group]) for name, group in registers.items()
        }

    # What people do

    def add(self, desk: Desk, model: type[Any], case: str, typed: Mapping[str, Value], uid: str | None = None) -> str:
        """Add a record, or, under a derived uid, say again what another machine may have said."""
        uid = uid or new_uid()
        self.models[uid] = model
        self.cases[uid] = case
        self.save(desk, self.read(desk, uid), typed)
        return uid

    def tick(self, desk: Desk, case: str, finding: str, form: Form | None = None) -> str:
        """Say that a measure answers a finding: the same record on every machine."""
        measure = derived_uid(case, "measure")
        uid = derived_uid(case, measure, finding)
        typed = {"visit": case, "measure": measure, "finding": finding, "deleted": False}
        if uid in self.models:
            self.save(desk, form or self.read(desk, uid), typed)
        else:
            self.add(desk, MeasureFinding, case, typed, uid)
        return uid

    def save(self, desk: Desk, form: Form, typed: Mapping[str, Value], *, whole: bool = False) -> None:
        """Save what was typed into a form; `whole` writes back all its fields, as forms do."""
        now = self.screen(desk, form.uid)
        changed = {name: value for name, value in typed.items() if value != form.shown[name] and value != now[name]}
        forbidden = any(len(values(form.history[name])) > 1 for name in changed)
        save = self._name_of_save()
        written = {**form.shown, **typed} if whole else typed
        try:
            with desk.store.write(by="person", reason=save, as_of=form.as_of) as session:
                self._write(session, form.uid, written)
        except UserError:
            assert forbidden
            return
        assert not forbidden
        for name, value in changed.items():
            self._note(desk, (form.uid, name), value, form.history[name], save)

    def _write(self, session: Any, uid: str, written: Mapping[str, Value]) -> None:
        model = self.models[uid]
        columns = {
            column: member
            for name, value in written.items()
            for column, member in zip(REGISTERS[model][name], _members(model, name, value), strict=True)
        }
        row = session.get(model, uid)
        if row is None:
            if model is MeasureFinding:
                columns.pop("deleted", None)
            session.add(model(uid=uid, **columns))
        for column, member in columns.items() if row is not None else ():
            setattr(row, column, member)

    def resolve(self, desk: Desk, form: Form, name: str, value: Value) -> None:
        """Decide a conflict that was on the screen."""
        save = self._name_of_save()
        with desk.store.write(
            by="reviewer", reason=save, as_of=form.as_of, resolving=frozenset({(form.uid, name)})
        ) as session:
            set_resolved(session, form.uid, name, _json_value(self.models[form.uid], name, value))
        self._note(desk, (form.uid, name), value, form.history[name], save)

    def step(self, desk: Desk, finding: str) -> None:
        """Take a step on a finding: a record, and the register that names it."""
        form = self.read(desk, finding)
        if len(values(form.history["step"])) > 1:
            return
        save = self._name_of_save()
        uid = new_uid()
        with desk.store.write(by="person", reason=save) as session:
            session.add(Step(uid=uid, visit=self.cases[finding], finding=finding, kind="verified"))
            session.get_one(Finding, finding).step = uid
        self._note_record(desk, uid, self.cases[finding], {"finding": finding, "kind": "verified"}, save)
        self._note(desk, (finding, "step"), uid, form.history["step"], save)

    def photograph(self, desk: Desk, case: str, sha256: str) -> str:
        """Add a record that is written once."""
        save, uid = self._name_of_save(), new_uid()
        with desk.store.write(by="person", reason=save) as session:
            session.add(Evidence(uid=uid, visit=case, sha256=sha256))
        self._note_record(desk, uid, case, {"sha256": sha256, "visit": case}, save)
        return uid

    def another_tool(self, desk: Desk, uid: str, statements: Iterable[str], typed: Mapping[str, Value]) -> None:
        """Run raw SQL that leaves `typed` in the row; the tool had no more before it than the row."""
        now = self.screen(desk, uid)
        answered = {
            name: {act for act in standing(desk.history((uid, name))) if act.value == now[name]} for name in typed
        }
        model = self.models[uid]
        columns = {
            column: _stored(member)
            for name, value in typed.items()
            for column, member in zip(REGISTERS[model][name], _members(model, name, value), strict=True)
        }
        with desk.store._engine.connect() as connection, connection.begin():
            for statement in statements:
                connection.execute(text(statement), {"uid": uid, **columns})
        with desk.store.write(by="person"):
            """Whatever another tool left is found when the next write begins."""
        for name, value in typed.items():
            if value != now[name]:
                seen = frozenset(answered[name].union(*(act.seen for act in answered[name])))
                self._note(desk, (uid, name), value, seen, None)

    def set_by_another_tool(self, desk: Desk, uid: str, name: str, value: Value) -> None:
        settings = ", ".join(f"{column} = :{column}" for column in REGISTERS[self.models[uid]][name])
        statement = f"UPDATE {self._table(uid)} SET {settings} WHERE uid = :uid"  # noqa: S608
        self.another_tool(desk, uid, [statement], {name: value})

    def delete_by_another_tool(self, desk: Desk, uid: str) -> None:
        statement = f"DELETE FROM {self._table(uid)} WHERE uid = :uid"  # noqa: S608
        self.another_tool(desk, uid, [statement], {"deleted": True})

    def replace_by_another_tool(self, desk: Desk, uid: str, typed: Mapping[str, Value]) -> None:
        registers = REGISTERS[self.models[uid]]
        filled = [column for name in typed for column in registers[name]]
        names, places = ", ".join(["uid", *filled]), ", ".join(f":{column}" for column in ["uid", *filled])
        insert = f"INTO {self._table(uid)} ({names}) VALUES ({places})"
        gone = f"DELETE FROM {self._table(uid)} WHERE uid = :uid"  # noqa: S608
        # REPLACE is SQLite's own, and fires no trigger for the row that it takes away.
        statements = (gone, f"INSERT {insert}") if desk.store.is_shared else (f"REPLACE {insert}",)
        self.another_tool(desk, uid, statements, {name: typed.get(name) for name in registers})

    def _table(self, uid: str) -> str:
        return str(self.models[uid].__tablename__)

    def _name_of_save(self) -> str:
        return f"save {next(self._numbers)}"

    def _note(self, desk: Desk, place: Place, value: Value, seen: frozenset[Act], save: str | None) -> None:
        desk.acts[place].add(Act(place, value, seen, self.cases[place[0]], save))

    def _note_record(self, desk: Desk, uid: str, case: str, row: Mapping[str, str], save: str) -> None:
        self.cases[uid] = case
        self.records[uid] = row
        self._note(desk, (uid, "_row"), uid, frozenset(), save)

    # What travels

    def export(self, desk: Desk, cases: Collection[str] | None = None) -> list[Commit]:
        """Return the commits of some cases, or of all."""
        with desk.store.connection(writing=False) as connection:
            wanted = None if cases is None else [("visit", case) for case in cases]
            return [commit for _, commit in commits_of(connection, wanted)]

    def carry(
        self, source: Desk, target: Desk, commits: list[Commit], without: Collection[tuple[str, str]] = ()
    ) -> None:
        """Merge commits of `source`; `without` names saves (reason, case) whose lines got lost on the way."""
        lost = set(without)
        cases = {commit.case[1] for commit in commits}
        brought: dict[Place, set[Act]] = {
            place: {act for act in acts if act.case in cases and (act.save, act.case) not in lost}
            for place, acts in source.acts.items()
        }
        whole = all(
            act.seen <= acts | target.history(place)
            for place, acts in brought.items()
            for act in acts - target.history(place)
        )
        lines = [commit.line() for commit in commits if (commit.reason, commit.case[1]) not in lost]
        before = None if whole else target.digest()
        try:
            self._take(source, target, lines)
        except merge.Refused:
            assert not whole
            assert target.digest() == before
            return
        assert whole
        for place, acts in brought.items():
            if acts:
                target.acts[place] |= acts

    def _take(self, source: Desk, target: Desk, lines: list[bytes]) -> int:
        """Merge lines that come from `source`; return the number of the import."""
        bundle = replace(SOURCE, sender=source.store.replica)
        with target.store.connection(writing=True) as connection:
            return merge.apply(connection, merge.stage(connection, lines), bundle).import_id

    def give(self, source: Desk, target: Desk, cases: Collection[str] | None = None) -> None:
        """Carry whole cases, or everything."""
        self.carry(source, target, self.export(source, cases))

    def dry_run(self, source: Desk, target: Desk) -> merge.Report:
        """Return what a merge would report, and see to it that it left nothing."""
        before = target.digest()
        lines = [commit.line() for commit in self.export(source)]
        with target.store.connection(writing=True) as connection:
            savepoint = connection.begin_nested()
            report = merge.apply(connection, merge.stage(connection, lines), SOURCE)
            savepoint.rollback()
        assert target.digest() == before
        return report

    def clone(self, desk: Desk, place: int) -> None:
        """Put a copy of a whole disk, replica uid and all, in the place of another desk."""
        self.desks[place].store.close()
        desk.store.close()
        copy = self.ledgers.copy(desk.place)
        desk.store = self.ledgers.open(desk.place)
        acts: dict[Place, set[Act]] = defaultdict(set, {key: set(held) for key, held in desk.acts.items()})
        self.desks[place] = Desk(copy, self.ledgers.open(copy), acts)

    # What must hold

    def check(self, desk: Desk) -> None:
        """Every row, every conflict and every operation of a desk is what its people did, no more and no less."""
        self._check_rows(desk)
        expected = {place: found for place, acts in desk.acts.items() if len(found := values(acts)) > 1}
        assert self.conflicts(desk) == expected
        said = Counter((place, self._text(place, act.value)) for place, acts in desk.acts.items() for act in acts)
        logged = Counter(
            ((op.uid, op.register), op.value if op.register != "_row" else op.uid)
            for commit in desk.commits()
            for op in commit.operations
        )
        assert logged == said

    def _check_rows(self, desk: Desk) -> None:
        with desk.store.read() as session:
            # All rows of a table in one statement; the session hands them out again by uid while they are held.
            tables: list[type[Any]] = [*REGISTERS, Step, Evidence]
            _held = [session.scalars(select(model)).all() for model in tables]
            for uid in desk.uids():
                if uid in self.records:
                    model = Step if "kind" in self.records[uid] else Evidence
                    row = session.get_one(model, uid)
                    assert all(getattr(row, column) == value for column, value in self.records[uid].items())
                    continue
                for name, shown in self._values_of(session.get_one(self.models[uid], uid), uid).items():
                    assert shown in (values(desk.history((uid, name))) or {None})

    def conflicts(self, desk: Desk) -> dict[Place, set[Value]]:
        """Return the conflicts that the desk lists, with their values."""
        with desk.store.connection(writing=False) as connection:
            listed = list_conflicts(connection)
        return {
            (conflict.uid, conflict.register): {
                _from_json(self.models[conflict.uid], conflict.register, side.value) for side in conflict.sides
            }
            for conflict in listed
        }

    def faults(self, desk: Desk) -> list[str]:
        with desk.store.connection(writing=True) as connection:
            return integrity.faults(connection, deep=True)

    def check_all_ends(self, seed: int) -> None:
        """Everybody merges everybody, twice, in orders of their own, and one desk case by case: all end the same."""
        chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self._check_orders(chance)
        for _ in range(2):
            for target in chance.sample(self.desks, len(self.desks)):
                for source in chance.sample(self.desks, len(self.desks)):
                    self.give(source, target)
        fresh = self.new_desk()
        cases = sorted(set(self.cases.values()))
        for case in chance.sample(cases, len(cases)):
            self.give(self.desks[0], fresh, [case])
        self.desks.append(fresh)
        for desk in self.desks:
            self.check(desk)
            assert self.faults(desk) == []
        assert len({desk.digest() for desk in self.desks}) == 1

    def _check_orders(self, chance: random.Random) -> None:
        """What the desks now hold gives the same ledger in every order and twice (more than three: in two orders)."""
        bundles = [(desk, self.export(desk)) for desk in self.desks]
        orders = list(permutations(bundles))
        digests = set()
        for order in orders if len(orders) <= 6 else chance.sample(orders, 2):
            ledger = self.new_desk()
            for source, commits in (*order, *order):
                self.carry(source, ledger, commits)
            self.check(ledger)
            digests.add(ledger.digest())
            ledger.store.close()
        assert len(digests) == 1

    def _text(self, place: Place, value: Value) -> str:
        uid, name = place
        return uid if name == "_row" else canonical.encode_text(_json_value(self.models[uid], name, value))


def _seen_value(members: list[Any]) -> Value:
    plain = [member.isoformat() if isinstance(member, date) else member for member in members]
    if len(plain) == 1:
        return plain[0]
    return None if all(member is None for member in plain) else tuple(plain)


def _members(model: type[Any], name: str, value: Value) -> list[Any]:
    columns = REGISTERS[model][name]
    plain = [None] * len(columns) if value is None else list(value) if len(columns) > 1 else [value]
    return [date.fromisoformat(member) if name == "period" and member else member for member in plain]


def _stored(member: Any) -> Any:
    return member.isoformat() if isinstance(member, date) else int(member) if isinstance(member, bool) else member


def _json_value(model: type[Any], name: str, value: Value) -> Any:
    columns = REGISTERS[model][name]
    return value if value is None or len(columns) == 1 else dict(zip(columns, value, strict=True))


def _from_json(model: type[Any], name: str, value: Any) -> Value:
    columns = REGISTERS[model][name]
    return value if value is None or len(columns) == 1 else tuple(value[column] for column in columns)
