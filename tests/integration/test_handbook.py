"""What a bureau starts with and hands out: the whole library, read back as it was shipped."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock
from sqlalchemy import select

from tests.workspaces import Scene
from xunjian import settings
from xunjian.db.schema.reference import Bureau, DocumentPrefix, Holiday
from xunjian.errors import UserError
from xunjian.reference.bases import load_bases
from xunjian.reference.checklists import AREAS, load_library
from xunjian.reference.holidays import calendar_of, load_years
from xunjian.rules.basis import Ownership, Stage
from xunjian.services.bureau import handbook
from xunjian.services.bureau.founding import NOTICE, NewBureau, found_bureau
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import numbering
from xunjian.settings import Name
from xunjian.workspace import Workspace

COUNTY = NewBureau("庐州区教育局", "庐教督改", "340199", office="教育督导室", phone="0551-62550177")


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Workspace]:
    workspace = found_bureau(tmp_path / "教育局 2026", COUNTY)
    yield workspace
    workspace.close()


@pytest.fixture
def book(bureau: Workspace) -> Handbook:
    with bureau.store.read() as session:
        return handbook.read(session)


# Founding


def test_a_bureau_knows_its_name_and_its_prefix(bureau: Workspace) -> None:
    with bureau.store.read() as session:
        row = session.scalars(select(Bureau)).one()
        assert (row.uid, row.name, row.region_code) == (bureau.store.bureau, "庐州区教育局", "340199")
        assert numbering.prefix(session, NOTICE, date(2026, 11, 24)) == "庐教督改"
    assert (bureau.is_bureau, bureau.is_trial, bureau.team) == (True, False, None)


@pytest.mark.parametrize("bad", [NewBureau(" ", "庐教督改"), NewBureau("庐州区教育局", "")])
def test_without_name_or_prefix_nothing_is_made(tmp_path: Path, bad: NewBureau) -> None:
    with pytest.raises(UserError, match="局名和发文代字都要填"):
        found_bureau(tmp_path / "新", bad)
    assert not (tmp_path / "新").exists()


def test_a_folder_with_a_workspace_is_left_alone(bureau: Workspace) -> None:
    before = (bureau.folder / "xunjian.db").read_bytes()
    with pytest.raises(UserError, match="已经有一个工作库"):
        found_bureau(bureau.folder, COUNTY)
    assert (bureau.folder / "xunjian.db").read_bytes() == before


def test_the_prefix_in_force_on_the_day_counts(bureau: Workspace) -> None:
    with bureau.store.write() as session:
        session.add(
            DocumentPrefix(
                uid="0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f", kind=NOTICE, prefix="庐督改", valid_from=date(2027, 1, 1)
            )
        )
    with bureau.store.read() as session:
        assert numbering.prefix(session, NOTICE, date(2026, 12, 31)) == "庐教督改"
        assert numbering.prefix(session, NOTICE, date(2027, 1, 1)) == "庐督改"
        with pytest.raises(UserError, match="还没有设发文代字"):
            numbering.prefix(session, "receipt", date(2027, 1, 1))


# The library


def test_what_was_shipped_is_read_back_whole(book: Handbook) -> None:
    library, bases = load_library(), load_bases()
    assert {entry.item.code: entry.item for entry in book.entries} == dict(library.items)
    for code in library.items:
        shipped = {clause.key: clause for clause in bases.articles_for(code)}
        assert {clause.key: clause for clause in book.bases.articles_for(code)} == shipped, code
    assert book.calendar == calendar_of(load_years())


def test_items_come_in_the_order_of_the_library(book: Handbook) -> None:
    assert [entry.item.code for entry in book.entries] == list(load_library().items)
    assert tuple(book.areas) == AREAS


def test_items_keep_their_names_when_the_program_starts_again(bureau: Workspace, book: Handbook) -> None:
    bureau.close()
    again = Workspace.open(bureau.folder)
    with again.store.read() as session:
        assert handbook.read(session).by_uid.keys() == book.by_uid.keys()
    again.close()


def test_only_what_is_asked_for_is_asked(book: Handbook) -> None:
    primary = {entry.item.code for entry in book.entries_for(["SF", "JD"], [Stage.PRIMARY], Ownership.PUBLIC)}
    assert {code[:2] for code in primary} == {"SF", "JD"}
    assert "SF-20" not in primary
    assert book.entries_for([], [Stage.PRIMARY], Ownership.PUBLIC) == ()
    assert book.entries_for(["??"], [Stage.PRIMARY], Ownership.PUBLIC) == ()


def test_a_deleted_holiday_is_a_working_day_again(bureau: Workspace) -> None:
    with bureau.store.write() as session:
        row = session.scalars(select(Holiday).where(Holiday.day == date(2026, 10, 7))).one()
        row.deleted = True
    with bureau.store.read() as session:
        assert handbook.read(session).calendar.is_working_day(date(2026, 10, 7))


# The workspace


HOLD = """
import sys
from pathlib import Path
from xunjian.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""
LOOK = """
import json, sys
from pathlib import Path
from sqlalchemy import select
from xunjian.db.schema.reference import Bureau
from xunjian.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]), writing=False)
with workspace.store.read() as session:
    print(json.dumps([session.scalars(select(Bureau)).one().name, workspace.is_bureau]))
"""


def test_another_process_that_writes_is_refused_and_one_that_reads_is_not(bureau: Workspace) -> None:
    folder = bureau.folder
    bureau.close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    try:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(UserError, match="正被另一个巡检窗口或命令用着"):
            Workspace.open(folder)
        beside = Workspace.open(folder, writing=False)
        with beside.store.read() as session:
            assert session.scalars(select(Bureau.name)).one() == "庐州区教育局"
        beside.close()
    finally:
        holder.stdin.close()
        holder.wait(20)
        holder.stdout.close()
    Workspace.open(folder).close()


def test_reading_beside_the_writer_sees_what_was_saved(bureau: Workspace) -> None:
    with bureau.store.write() as session:
        session.scalars(select(Bureau)).one().name = "庐州区教育体育局"
    seen = subprocess.run(
        [sys.executable, "-c", LOOK, bureau.folder], capture_output=True, check=True, env=dict(os.environ)
    )
    assert json.loads(seen.stdout) == ["庐州区教育体育局", True]


def test_a_folder_without_a_workspace_is_refused_and_left_empty(tmp_path: Path) -> None:
    for writing in (True, False):
        with pytest.raises(UserError, match="这里没有工作库"):
            Workspace.open(tmp_path, writing=writing)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_opened_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "xunjian.db").write_bytes(b"SQLite format 3\x00" + b"\x07" * 4096)
    for _ in range(2):
        with pytest.raises(UserError) as refused:
            Workspace.open(tmp_path)
        assert "正被另一个" not in refused.value.what


def test_a_folder_that_cannot_be_written_is_told(bureau: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object, **__: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    bureau.close()
    with monkeypatch.context() as patched:
        patched.setattr(FileLock, "acquire", deny)
        with pytest.raises(UserError, match="写不进去"):
            Workspace.open(bureau.folder)


def test_unfinished_files_of_an_interrupted_run_are_cleared(bureau: Workspace) -> None:
    bureau.close()
    (bureau.folder / "tmp" / ".half.part").write_bytes(b"x")
    again = Workspace.open(bureau.folder)
    assert list(again.temporary.iterdir()) == []
    again.close()


def test_the_date_is_pinned_in_trial_workspaces_alone(
    bureau: Workspace, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUNJIAN_TODAY", "2020-02-29")
    assert scene.workspace.today() == date(2020, 2, 29)
    assert bureau.today() != date(2020, 2, 29)


def test_who_acts_is_remembered(scene: Scene) -> None:
    scene.workspace.act_as(scene.people[2])
    scene.workspace.close()
    again = Workspace.open(scene.workspace.folder)
    assert (again.person, again.team, again.is_bureau, again.is_trial) == (scene.people[2], scene.team, False, True)
    again.close()


def test_settings_stay_on_the_machine(scene: Scene) -> None:
    with scene.workspace.store.read() as session:
        before = session.info["as_of"]
    with scene.workspace.store.write() as session:
        settings.put(session, Name.TEXT_SIZE, "large")
        settings.put(session, Name.TEXT_SIZE, "huge")
    with scene.workspace.store.read() as session:
        assert settings.get(session, Name.TEXT_SIZE) == "huge"
        assert settings.get(session, Name.THEME) is None
        assert session.info["as_of"] == before
