"""Who may bring what: judged by the author of a commit; what goes beyond it waits for somebody at the bureau."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace as changed

from tests import bundles
from tests.bundles import commit, entry
from tests.exchanging import World, change, digest, facts, forged, imports, inner_of, sealed_for, sent, visit
from xunjian.bundle import keys as bundle_keys
from xunjian.bundle import reading
from xunjian.bundle.keys import Certificate, Signer, commit_message
from xunjian.bundle.refusals import Forged as Refused
from xunjian.bundle.refusals import TooNew
from xunjian.db import integrity
from xunjian.db.commits import Commit, Operation, hash_of
from xunjian.db.schema.reference import Person
from xunjian.db.schema.visit import Step
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.progress import Unwatched
from xunjian.services.bundles import exchange, holding, scope
from xunjian.services.bundles.holding import HeldForReview
from xunjian.services.bureau import enrolments
from xunjian.services.bureau.enrolment import join
from xunjian.services.keys import keyring, laptop_keys
from xunjian.workspace import Workspace


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    for workspace in world.opened:
        workspace.close()


@pytest.fixture
def laptop(world: World) -> Workspace:
    world.enrol(numbers=(31, 60))
    return world.laptop()


def lines(*commits: Commit) -> bytes:
    return b"".join(one.line() + b"\n" for one in commits)


def written(workspace: Workspace, table: str, value: dict[str, Any], *, case: tuple[str, str], uid: str = "") -> Commit:
    """Return a commit that the workspace could have written by hand."""
    operation = Operation(table, uid or new_uid(), "_row", json.dumps(value, separators=(",", ":")), ())
    return replace(commit(1), replica=workspace.store.replica, case=case, operations=(operation,))


def named(workspace: Workspace, name: str) -> Commit:
    """Return a commit that makes a person: what only the bureau does."""
    operation = Operation("person", new_uid(), "name", json.dumps(name, ensure_ascii=False), ())
    case = ("all", workspace.store.bureau)
    return replace(commit(1), replica=workspace.store.replica, case=case, operations=(operation,))


def merge(world: World, path: Path, *, into: Workspace | None = None) -> Any:
    return exchange.merge_bundle(into or world.bureau, path, Unwatched())


def people(workspace: Workspace) -> list[str | None]:
    with workspace.store.read() as session:
        return sorted((row.name for row in session.query(Person)), key=str)


# Signatures and certificates


def test_a_key_that_nobody_admitted_is_refused(world: World, laptop: Workspace) -> None:
    before = digest(world.bureau)
    stranger = Signer.new()
    own = keyring.keys_of(laptop).certificate
    assert own is not None
    self_made = bundle_keys.GroupCard(new_uid(), own.group.team, own.group.recipient, stranger.key)
    for certificate in (None, own, Certificate.issue(self_made, stranger, stranger.key)):
        forgery = forged(laptop, ops=lines(commit(1)))
        forgery.signer = stranger
        told = {"key": stranger.key, "certificate": msgspec.to_builtins(certificate)}
        forgery.manifest["from"] |= told
        with pytest.raises(Refused, match="不能收"):
            merge(world, sent(forgery, world.stick / "a.xjb", world.bureau))
    assert (digest(world.bureau), imports(world.bureau)) == (before, 0)


def test_a_group_cannot_speak_for_another_group_or_for_the_bureau(world: World, laptop: Workspace) -> None:
    world.enrol("第二组")
    other = world.laptop("第二组")
    for said in ({"team": other.team}, {"team": None}):
        forgery = forged(laptop, ops=lines(commit(1)))
        forgery.manifest["from"] |= said
        with pytest.raises(Refused, match="写的组和签名的组不一样"):
            merge(world, sent(forgery, world.stick / "a.xjb", world.bureau))
    task = forged(laptop, manifest={"kind": "task"}, ops=lines(named(world.bureau, "假的")))
    with pytest.raises(Refused, match="任务包只有局里能做"):
        merge(world, sent(task, world.stick / "a.xjb", laptop), into=laptop)


def test_a_report_altered_and_sealed_again_is_refused(world: World, laptop: Workspace) -> None:
    """The public age key seals for everybody; only the signature says who wrote it."""
    visit(laptop, world.schools[0])
    inner = inner_of(world.report(laptop, "a.xjb"), laptop)
    head = json.loads(bundles.rewritten(inner) and _member(inner, "manifest.json"))
    head["counts"]["visits"] = 99
    altered = bundles.rewritten(inner, manifest_json=json.dumps(head).encode())
    with pytest.raises(Refused, match="签名对不上"):
        merge(world, sealed_for(world.bureau, world.stick / "b.xjb", altered))


def _member(inner: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(inner)) as archive:
        return archive.read(name)


# What a group may write


def test_what_only_the_bureau_writes_waits_and_passes_after_a_look(world: World, laptop: Workspace) -> None:
    path = sent(forged(laptop, ops=lines(named(laptop, "自己加的人"))), world.stick / "a.xjb", world.bureau)
    before = digest(world.bureau)
    assert exchange.preview(world.bureau, path).objection == "改了只有局里能改的内容 1 处"
    with pytest.raises(HeldForReview, match="改了只有局里能改的内容") as caught:
        merge(world, path)
    assert (digest(world.bureau), imports(world.bureau)) == (before, 0)
    [waiting] = holding.waiting(world.bureau)
    assert (waiting.id, waiting.name, waiting.sender) == (caught.value.held, "a.xjb", "第一组")
    assert exchange.preview_held(world.bureau, waiting.id).report.new_records == {"person": 1}
    assert exchange.admit_held(world.bureau, waiting.id).report.new_commits == 1
    assert "自己加的人" in people(world.bureau)
    assert holding.waiting(world.bureau) == []
    assert not any((world.bureau.folder / "held").iterdir())
    assert merge(world, path).note is not None


@pytest.mark.parametrize(
    ("table", "value", "case", "may"),
    [
        ("step", {"kind": "confirmed"}, "visit", True),
        ("step", {"kind": "closed"}, "visit", False),
        ("step", {"kind": "extension_granted"}, "visit", False),
        ("step", {"kind": "a_later_kind"}, "visit", False),
        ("step", {}, "visit", False),
        ("number_void", {"prefix": "庐教督改", "serial": 31, "year": 2026}, "all", True),
        ("number_block", {"first": 1, "last": 999}, "all", False),
        ("number_block", {"first": 1, "last": 999}, "visit", False),
        ("legal_basis", {"code": "X"}, "all", False),
        ("a_later_table", {"a": 1}, "visit", True),
        ("a_later_table", {"a": 1}, "all", False),
    ],
)
def test_rights_by_table_and_by_kind_of_step(
    world: World, laptop: Workspace, table: str, value: dict[str, Any], case: str, may: bool
) -> None:
    where = (case, world.bureau.store.bureau if case == "all" else new_uid())
    ops = lines(written(laptop, table, dict(sorted(value.items())), case=where))
    path = sent(forged(laptop, ops=_canonical(ops)), world.stick / "a.xjb", world.bureau)
    if may:
        assert merge(world, path).report.new_commits == 1
    else:
        with pytest.raises(HeldForReview):
            merge(world, path)


def _canonical(ops: bytes) -> bytes:
    return b"".join(msgspec.json.encode(msgspec.json.decode(line), order="sorted") + b"\n" for line in ops.splitlines())


def test_case_bureau_is_the_bureaus(world: World, laptop: Workspace) -> None:
    secret = written(laptop, "number_block", {"first": 1}, case=("bureau", world.bureau.store.bureau))
    with pytest.raises(HeldForReview):
        merge(world, sent(forged(laptop, ops=lines(secret)), world.stick / "a.xjb", world.bureau))


# Who wrote it


def test_the_bureaus_step_comes_back_with_a_report_and_passes_at_a_restored_bureau(
    world: World, laptop: Workspace
) -> None:
    """The bureau closes a finding, its ledger is lost and restored from before: the group's report heals it."""
    uid = visit(laptop, world.schools[0])
    merge(world, world.report(laptop, "1.xjb"))
    world.bureau.close()
    backup = world.folder / "backup"
    shutil.copytree(world.bureau.folder, backup)
    world.bureau = world.keep(Workspace.open(world.bureau.folder))
    with world.bureau.store.write() as session:
        session.add(Step(uid=new_uid(), visit=uid, kind="closed"))
        session.add(Person(uid=new_uid(), name="后来的人"))
    assert laptop.team is not None
    merge(world, world.task("t.xjb", laptop.team), into=laptop)
    mate = world.laptop(member="王强")
    merge(world, world.report(laptop, "2.xjb"), into=mate)

    restored = world.keep(Workspace.open(backup))
    merge(world, world.report(mate, "3.xjb"), into=restored)
    merge(world, world.report(laptop, "4.xjb"), into=restored)
    with restored.store.read() as session:
        assert [row.kind for row in session.query(Step)] == ["closed"]
    with restored.store.connection(writing=True) as connection:
        assert integrity.faults(connection, deep=True) == []


def test_a_bureaus_commit_without_its_signature_waits(world: World, laptop: Workspace) -> None:
    claimed = replace(commit(1), replica=world.bureau.store.replica)
    path = sent(forged(laptop, ops=lines(claimed)), world.stick / "a.xjb", world.bureau)
    with pytest.raises(HeldForReview, match="写明是局里改的，没有局里的签名"):
        merge(world, path)


@pytest.mark.parametrize("good", [True, False])
def test_a_signature_over_another_commit_proves_nothing(world: World, laptop: Workspace, good: bool) -> None:
    one = named(world.bureau, "局里加的")
    name = hash_of(one.line())
    bureau = keyring.keys_of(world.bureau).signer
    signature = bureau.sign(commit_message(name) if good else name)
    forgery = forged(laptop, ops=lines(one), proofs=signature.hex().encode() + b"\n")
    path = sent(forgery, world.stick / "a.xjb", world.bureau)
    if good:
        assert merge(world, path).report.new_records == {"person": 1}
    else:
        with pytest.raises(HeldForReview):
            merge(world, path)


def test_another_groups_commit_waits_and_the_groups_own_mates_pass(world: World, laptop: Workspace) -> None:
    world.enrol("第二组")
    other, mate = world.laptop("第二组"), world.laptop(member="王强")
    visit(other, world.schools[0], fact="第二组写的")
    merge(world, world.report(other, "2.xjb"))
    for writer, passes in ((mate, True), (other, False)):
        claimed = replace(commit(1), replica=writer.store.replica)
        path = sent(forged(laptop, ops=lines(claimed)), world.stick / "a.xjb", world.bureau)
        if passes:
            merge(world, path)
        else:
            with pytest.raises(HeldForReview, match="别的组写的"):
                merge(world, path)


def test_what_the_bureau_handed_on_comes_back_without_waiting(world: World, laptop: Workspace) -> None:
    world.enrol("第二组")
    other = world.laptop("第二组")
    visit(other, world.schools[0], fact="第二组写的")
    merge(world, world.report(other, "2.xjb"))
    world.bureau.close()
    backup = world.folder / "backup"
    shutil.copytree(world.bureau.folder, backup)
    world.bureau = world.keep(Workspace.open(world.bureau.folder))
    change(other, lambda row: setattr(row, "fact", "第二组改的"))
    merge(world, world.report(other, "3.xjb"))
    assert laptop.team is not None
    merge(world, world.task("t.xjb", laptop.team), into=laptop)
    change(laptop, lambda row: setattr(row, "severity", "A"))
    restored = world.keep(Workspace.open(backup))
    merge(world, world.report(laptop, "1.xjb"), into=restored)
    assert facts(restored) == ["第二组改的"]


def test_a_laptop_has_no_reviewer(world: World, laptop: Workspace) -> None:
    mate = world.laptop(member="王强")
    path = sent(forged(laptop, ops=lines(named(laptop, "自己加的人"))), world.stick / "a.xjb", mate)
    before = digest(mate)
    with pytest.raises(UserError, match="要局里的人先看") as caught:
        merge(world, path, into=mate)
    assert not isinstance(caught.value, HeldForReview)
    assert "交给局里" in caught.value.hint
    assert digest(mate) == before


# Revoked


def test_everything_of_a_revoked_group_waits_whole_also_what_its_photos_are(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=(10,))
    path = world.report(laptop, "a.xjb")
    merge(world, path)
    stop(world, laptop)
    visit(laptop, world.schools[1], photos=(20,))
    before, photos = digest(world.bureau), sorted(world.bureau.photos.hashes())
    with pytest.raises(HeldForReview, match="已经停用"):
        merge(world, world.report(laptop, "b.xjb"))
    assert digest(world.bureau) == before
    assert sorted(world.bureau.photos.hashes()) == photos
    [waiting] = holding.waiting(world.bureau)
    (world.stick / "b.xjb").unlink()
    merged = exchange.admit_held(world.bureau, waiting.id)
    assert (merged.photos, merged.missing_photos) == (1, ())
    assert len(facts(world.bureau)) == 2


def stop(world: World, laptop: Workspace) -> None:
    certificate = keyring.keys_of(laptop).certificate
    assert certificate is not None
    with world.bureau.store.write() as session:
        enrolments.revoke(session, certificate.group.enrolment)


def test_a_group_gets_new_keys_after_the_old_were_revoked(world: World, laptop: Workspace) -> None:
    again = world.laptop(member="王强")
    assert keyring.keys_of(again).identities == keyring.keys_of(laptop).identities
    stop(world, laptop)
    world.enrol(numbers=(31, 60))
    shutil.rmtree(world.folder / "第一组-王强", ignore_errors=True)
    fresh = world.keep(_join_again(world))
    assert keyring.keys_of(fresh).identities != keyring.keys_of(laptop).identities
    assert fresh.team is not None
    task = world.task("t.xjb", fresh.team)
    merge(world, task, into=fresh)
    with pytest.raises(UserError, match="不是给这台机器的"):
        merge(world, task, into=laptop)


def _join_again(world: World) -> Workspace:
    return join(world.folder / "fresh", world.stick / "第一组.xjgroup", member="李敏")


def test_commits_of_a_revoked_laptop_wait_also_in_a_mates_report(world: World, laptop: Workspace) -> None:
    mate = world.laptop(member="王强")
    visit(mate, world.schools[0], fact="甲")
    merge(world, world.report(mate, "1.xjb"))
    with world.bureau.store.write() as session:
        enrolments.revoke(session, keyring.keys_of(mate).signer.key)
    visit(mate, world.schools[1], fact="丢了以后写的")
    merge(world, world.report(mate, "2.xjb"), into=laptop)
    with pytest.raises(HeldForReview, match="停用的电脑写的"):
        merge(world, world.report(laptop, "3.xjb"))


# Task bundles


def test_a_task_holds_what_the_group_may_have_and_nothing_else(world: World, laptop: Workspace) -> None:
    world.enrol("第二组", schools=world.schools[1:])
    other = world.laptop("第二组")
    hidden = visit(other, world.schools[2], fact="别的学校的事")
    shared = visit(other, world.schools[1], fact="同一所学校的事", photos=(10,))
    merge(world, world.report(other, "2.xjb"))
    with world.bureau.store.write() as session:
        session.connection()
        session.add(Person(uid=new_uid(), name="新来的人"))
    assert laptop.team is not None
    path = world.task("t.xjb", laptop.team)
    inner = inner_of(path, laptop)
    ops = _member(inner, "ops.jsonl").decode()
    assert shared in ops
    for secret in (hidden, "别的学校的事", '"case":["bureau"'):
        assert secret not in ops
    merge(world, path, into=laptop)
    assert "新来的人" in people(laptop)
    assert facts(laptop) == ["同一所学校的事"]
    assert exchange.missing_photos(laptop) == []
    with pytest.raises(UserError, match="不是给这台机器的"):
        merge(world, path, into=other)


def test_the_bureau_says_what_it_holds_and_only_the_rest_travels(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=(10, 20))
    merge(world, world.report(laptop, "1.xjb"))
    lost = min(laptop.photos.hashes())
    world.bureau.photos.path(lost).unlink()
    assert laptop.team is not None
    first = world.task("t1.xjb", laptop.team)
    merge(world, first, into=laptop)
    visit(laptop, world.schools[1], photos=(30,))
    done = exchange.export_report(laptop, world.stick / "2.xjb", Unwatched())
    assert done.photos == 2
    merged = merge(world, world.stick / "2.xjb")
    assert (merged.photos, merged.missing_photos) == (2, ())
    merge(world, world.task("t2.xjb", laptop.team), into=laptop)
    assert exchange.export_report(laptop, world.stick / "3.xjb", Unwatched()).photos == 0
    assert exchange.export_report(laptop, world.stick / "4.xjb", Unwatched(), all_photos=True).photos == 3
    merge(world, first, into=laptop)
    assert exchange.export_report(laptop, world.stick / "5.xjb", Unwatched()).photos == 0


def test_tasks_are_the_bureaus_and_for_groups_with_keys(world: World, laptop: Workspace) -> None:
    assert laptop.team is not None
    with pytest.raises(UserError, match="任务包由局里做"):
        exchange.export_task(laptop, laptop.team, world.stick / "t.xjb")
    with pytest.raises(UserError, match="还没有入组文件"):
        exchange.export_task(world.bureau, new_uid(), world.stick / "t.xjb")


def test_parts_are_merged_in_any_order_each_by_itself(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=tuple(range(0, 250, 25)))
    done = exchange.export_report(laptop, world.stick / "组.xjb", Unwatched(), largest_part=70_000)
    assert len(done.paths) > 2
    for place, path in enumerate(reversed(done.paths), start=1):
        merged = merge(world, Path(path))
        assert bool(merged.missing_photos) == (place < len(done.paths))
    assert sorted(world.bureau.photos.hashes()) == sorted(laptop.photos.hashes())


# Replays, interruptions, newer writers


def test_a_hundred_replays_change_nothing(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0])
    path = world.report(laptop, "a.xjb")
    merge(world, path)
    before = digest(world.bureau)
    for _ in range(100):
        assert merge(world, path).report.new_commits == 0
    assert (digest(world.bureau), imports(world.bureau)) == (before, 1)


def test_a_stick_pulled_while_reading_leaves_the_ledger_as_it_was(
    world: World, laptop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(laptop, world.schools[0], photos=(10, 20))
    path = world.report(laptop, "a.xjb")
    before = digest(world.bureau)
    for place in range(1, 6):
        with monkeypatch.context() as patch:
            patch.setattr(reading.Guarded, "read", _fails_at(place, reading.Guarded.read))
            with pytest.raises(UserError, match=r"读不出来|损坏|没存进"):
                merge(world, path)
        assert (digest(world.bureau), imports(world.bureau)) == (before, 0)
        assert list(world.bureau.temporary.iterdir()) == []
    assert merge(world, path).report.new_commits == 1


def _fails_at(place: int, real: Callable[..., bytes]) -> Callable[..., bytes]:
    calls = iter(range(1, 1_000_000))

    def read(*arguments: Any) -> bytes:
        if next(calls) == place * place:
            raise OSError(5, "Input/output error")
        return real(*arguments)

    return read


def test_what_a_newer_program_wrote_is_kept_and_passed_on(world: World, laptop: Workspace) -> None:
    later = written(laptop, "a_later_table", {"a": [1, "二"]}, case=("visit", new_uid()))
    ops = _canonical(lines(later))
    assert b'"a_later_table"' in ops
    newer = {"format": [1, 3], "mood": "new"}
    forgery = forged(laptop, ops=ops, manifest=newer, declared=[entry("later.bin", b"later")])
    forgery.members.append((zipfile.ZipInfo("later.bin"), b"later"))
    merge(world, sent(forgery, world.stick / "a.xjb", world.bureau))
    exported = exchange.export_report(world.bureau, world.stick / "all.xjb", Unwatched())
    assert ops.strip() in _member(inner_of(Path(exported.path), world.bureau), "ops.jsonl").splitlines()
    with pytest.raises(TooNew):
        too_new = forged(laptop, ops=ops, manifest={"format": [2, 0], "needs_reader": [2, 0]})
        merge(world, sent(too_new, world.stick / "b.xjb", world.bureau))


def hostile(laptop: Workspace) -> dict[str, bytes]:
    """Return operations that no honest program writes, by what is wrong with them."""
    base = replace(commit(1), replica=laptop.store.replica)
    [op] = base.operations
    absent = Operation(op.table, op.uid, op.register, op.value, ((bytes(32), 0),))
    elsewhere = commit(2)
    crossed = Operation("visit", op.uid, "kind", '"x"', ((hash_of(elsewhere.line()), 0),))
    return {
        "unknown parent": lines(replace(base, operations=(absent,))),
        "parent in another register": lines(elsewhere, replace(base, operations=(crossed,))),
        "uid changes its table": lines(base, replace(base, seq=9, operations=(changed(op, table="finding"),))),
        "uid changes its case": lines(base, replace(base, case=("visit", new_uid()))),
        "no commit": b'{"a":1}\n',
        "absurd place": lines(base).replace(b",[]]", b',[["' + b"0" * 64 + b'",99999999999]]]'),
        "deep": b"[" * 100_000 + b"]" * 100_000 + b"\n",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "unknown parent",
        "parent in another register",
        "uid changes its table",
        "uid changes its case",
        "no commit",
        "absurd place",
        "deep",
    ],
)
def test_hostile_operations_behind_a_good_signature_are_refused_whole(
    world: World, laptop: Workspace, wrong: str
) -> None:
    before = digest(world.bureau)
    path = sent(forged(laptop, ops=hostile(laptop)[wrong]), world.stick / "a.xjb", world.bureau)
    for act in (exchange.preview, lambda workspace, file: exchange.merge_bundle(workspace, file, Unwatched())):
        with pytest.raises(UserError) as caught:
            act(world.bureau, path)
        assert not isinstance(caught.value, HeldForReview)
    assert (digest(world.bureau), imports(world.bureau)) == (before, 0)


def test_secrets_are_for_their_user_only(world: World, laptop: Workspace) -> None:
    assert (laptop.folder / laptop_keys.FILE).stat().st_mode & 0o777 == 0o600
    with world.bureau.store.connection(writing=False) as connection:
        assert scope.every_case(connection)
    assert laptop.keys is None or laptop.keys.recovery is None
