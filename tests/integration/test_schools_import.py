"""Lists of schools: taken once, never clearing, never over a person's correction; schools found by all their names."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import func, select

from xunjian.db.schema.reference import School, SchoolName
from xunjian.errors import Cancelled, UserError
from xunjian.paths import resource
from xunjian.progress import Unwatched
from xunjian.services import schools
from xunjian.services.bureau.founding import NewBureau, found_bureau
from xunjian.services.schools import IMPORTED, Imported
from xunjian.workspace import Workspace

COUNTY = resource("samples") / "庐州区中小学校名单.xlsx"
ADULT = Path(__file__).parents[1] / "data/全国成人高等学校名单-2025.xls"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return found_bureau(tmp_path_factory.mktemp("bureau") / "局", NewBureau("庐州区教育局", "庐教督改", "340199"))


@pytest.fixture
def bureau(founded: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    founded.close()
    shutil.copytree(founded.folder, tmp_path / "局")
    workspace = Workspace.open(tmp_path / "局")
    yield workspace
    workspace.close()


@pytest.fixture
def county(bureau: Workspace) -> Workspace:
    take(bureau, COUNTY)
    return bureau


def take(workspace: Workspace, path: Path, **options: bool) -> Imported:
    with workspace.store.read() as session:
        plan = schools.plan_import(session, path)
    with workspace.store.write(reason=IMPORTED) as session:
        return schools.apply_import(session, plan, Unwatched(), **options)


def a_list(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a list with the columns that its rows name."""
    titles = list(dict.fromkeys(title for row in rows for title in row))
    path = folder / f"名单{len(list(folder.glob('名单*')))}.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, titles)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [row.get(title, "") for title in titles])
    return path


def count(workspace: Workspace) -> int:
    with workspace.store.read() as session:
        return session.scalars(select(func.count()).select_from(School)).one()


def commit(workspace: Workspace) -> int:
    with workspace.store.read() as session:
        return int(session.info["as_of"])


def found(workspace: Workspace, text: str) -> list[str]:
    with workspace.store.read() as session:
        return [str(session.get_one(School, uid).name) for uid in schools.search(session, text)]


def school(workspace: Workspace, name: str) -> School:
    with workspace.store.read() as session:
        return session.scalars(select(School).where(School.name == name)).one()


def former(workspace: Workspace, uid: str) -> list[str]:
    with workspace.store.read() as session:
        rows = select(SchoolName.name).where(SchoolName.school == uid, SchoolName.kind == "former")
        return sorted(map(str, session.scalars(rows)))


@pytest.mark.parametrize(("path", "number"), [(COUNTY, 44), (ADULT, 248)])
def test_a_list_is_taken_whole_and_the_second_time_changes_nothing(bureau: Workspace, path: Path, number: int) -> None:
    assert take(bureau, path) == Imported(number, 0, 0, 0)
    assert count(bureau) == number
    before = commit(bureau)
    assert take(bureau, path) == Imported(0, 0, number, 0)
    assert commit(bureau) == before


def test_changed_cells_are_taken_and_blank_ones_clear_nothing(county: Workspace, tmp_path: Path) -> None:
    before = school(county, "长江路小学")
    code = str(before.code)
    changed = a_list(tmp_path, {"学校标识码": code, "学校名称": "长江路小学", "校长": "周文", "联系电话": ""})
    assert take(county, changed) == Imported(0, 1, 0, 0)
    after = school(county, "长江路小学")
    assert (after.uid, after.principal, after.phone) == (before.uid, "周文", before.phone)
    assert after.students == before.students


def test_a_renamed_school_keeps_its_former_name_and_is_found_by_it(county: Workspace, tmp_path: Path) -> None:
    before = school(county, "长江路小学")
    take(county, a_list(tmp_path, {"学校标识码": str(before.code), "学校名称": "滨湖第一小学"}))
    assert former(county, before.uid) == ["长江路小学"]
    for text in ("长江路小学", "长江路", "cjlxx", "滨湖第一", "bhdyxx"):
        assert found(county, text) == ["滨湖第一小学"], text


def test_a_school_renamed_twice_by_lists_that_tell_the_former_name(county: Workspace, tmp_path: Path) -> None:
    code, uid = str(school(county, "长江路小学").code), school(county, "长江路小学").uid
    for name, old in (("滨湖第一小学", "长江路小学"), ("滨湖实验学校", "滨湖第一小学")):
        again = a_list(tmp_path, {"学校标识码": code, "学校名称": name, "曾用名": old})
        take(county, again)
        assert take(county, again) == Imported(0, 0, 1, 0)
    assert former(county, uid) == ["滨湖第一小学", "长江路小学"]


def test_a_name_that_comes_and_goes_is_kept_once(county: Workspace, tmp_path: Path) -> None:
    code, uid = str(school(county, "长江路小学").code), school(county, "长江路小学").uid
    for name in ("滨湖第一小学", "长江路小学", "滨湖第一小学", "长江路小学"):
        take(county, a_list(tmp_path, {"学校标识码": code, "学校名称": name}), take_asked=True)
    assert former(county, uid) == ["滨湖第一小学", "长江路小学"]


def test_an_old_list_does_not_bring_an_old_name_back_unasked(county: Workspace, tmp_path: Path) -> None:
    code = str(school(county, "长江路小学").code)
    take(county, a_list(tmp_path, {"学校标识码": code, "学校名称": "滨湖第一小学"}))
    take(county, a_list(tmp_path, {"学校标识码": code, "学校名称": "长江路小学"}))
    assert school(county, "滨湖第一小学").code == code


def test_a_persons_correction_is_asked_about_and_only_then_gone_over(county: Workspace, tmp_path: Path) -> None:
    before = school(county, "长江路小学")
    with county.store.write(by="李敏", reason="改学校资料") as session:
        schools.edit(session, before.uid, principal="李明")
    newer = a_list(
        tmp_path, {"学校标识码": str(before.code), "学校名称": "长江路小学", "校长": "周文", "邮政编码": "230001"}
    )
    with county.store.read() as session:
        (update,) = schools.plan_import(session, newer).preview.updated
    assert [change.field for change in update.asked] == ["principal"]
    take(county, newer)
    assert (school(county, "长江路小学").principal, school(county, "长江路小学").postcode) == ("李明", "230001")
    take(county, newer, take_asked=True)
    assert school(county, "长江路小学").principal == "周文"


def test_blank_text_by_hand_clears(county: Workspace) -> None:
    uid = school(county, "长江路小学").uid
    with county.store.write() as session:
        schools.edit(session, uid, phone=" ")
    assert school(county, "长江路小学").phone is None
    with pytest.raises(TypeError), county.store.write() as session:
        schools.edit(session, uid, same_as=uid)


class StopsAt:
    """A person who presses 停 at one step."""

    def __init__(self, step: int) -> None:
        self._at = step

    def step(self, done: int, total: int, text: str = "") -> None:
        self.shown = done, total, text
        if done == self._at:
            raise Cancelled


@pytest.mark.parametrize("step", [0, 22, 43])
def test_stopped_half_way_nothing_is_written(bureau: Workspace, step: int) -> None:
    with bureau.store.read() as session:
        plan = schools.plan_import(session, COUNTY)
    before = commit(bureau)
    with pytest.raises(Cancelled), bureau.store.write(reason=IMPORTED) as session:
        schools.apply_import(session, plan, StopsAt(step))
    assert (count(bureau), commit(bureau), found(bureau, "")) == (0, before, [])


def test_a_plan_is_carried_out_once(bureau: Workspace) -> None:
    with bureau.store.read() as session:
        plan = schools.plan_import(session, COUNTY)
    with bureau.store.write(reason=IMPORTED) as session:
        schools.apply_import(session, plan, Unwatched())
    with pytest.raises(UserError, match="又有改动"), bureau.store.write(reason=IMPORTED) as session:
        schools.apply_import(session, plan, Unwatched())
    assert count(bureau) == 44


def test_rows_in_doubt_stop_the_import_and_are_named(county: Workspace, tmp_path: Path) -> None:
    doubtful = a_list(tmp_path, {"学校名称": "新开的小学"}, {"学校名称": "新开的小学"}, {"学校名称": "又一所小学"})
    with pytest.raises(UserError, match="有 2 行要先看一看：第 2 行“新开的小学”"):
        take(county, doubtful)
    assert count(county) == 44
    assert take(county, doubtful, skip_suspect=True) == Imported(1, 0, 0, 2)


@pytest.mark.parametrize("text", ["cjlxx", "CJLXX", "长江路小学", "长江", "长江lxx", "江路x", " 长江路小学 "])
def test_a_school_is_found_by_what_people_type(county: Workspace, text: str) -> None:
    assert "长江路小学" in found(county, text)


def test_every_reading_of_a_character_is_tried(bureau: Workspace, tmp_path: Path) -> None:
    take(bureau, a_list(tmp_path, {"学校名称": "长春路小学"}, {"学校名称": "厦门路小学"}, {"学校名称": "重庆路小学"}))
    assert found(bureau, "cclxx") == found(bureau, "zclxx") == ["长春路小学"]
    assert found(bureau, "xmlxx") == found(bureau, "smlxx") == ["厦门路小学"]
    assert found(bureau, "cqlxx") == found(bureau, "zqlxx") == ["重庆路小学"]


def test_codes_are_searched_too(county: Workspace) -> None:
    code = str(school(county, "长江路小学").code)
    assert found(county, code) == ["长江路小学"]
    assert "长江路小学" in found(county, code[-6:])
    with county.store.read() as session:
        assert schools.by_code(session, code).values["name"] == "长江路小学"
        with pytest.raises(UserError, match="没有标识码是 9999"):
            schools.by_code(session, "9999")


def test_names_that_begin_so_come_first(county: Workspace) -> None:
    first, *rest = found(county, "红")
    assert first.startswith("红")
    assert [name for name in rest if name.startswith("红")] == rest[: sum(name.startswith("红") for name in rest)]


def test_no_search_runs_from_one_name_into_the_next(bureau: Workspace, tmp_path: Path) -> None:
    take(bureau, a_list(tmp_path, {"学校名称": "滨湖实验学校", "曾用名": "长江路小学"}))
    assert found(bureau, "syxx") == found(bureau, "cjl") == ["滨湖实验学校"]
    assert found(bureau, "xxcj") == []


def test_nothing_found_is_an_empty_list(county: Workspace) -> None:
    assert found(county, "红興") == found(county, "zzzzz") == []
    assert len(found(county, "")) == 44
