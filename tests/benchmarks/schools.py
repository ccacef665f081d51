"""Importing 20,000 schools, against the floor: reading the same cells and one bare INSERT of the same rows."""

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measuring import Watch, alone
from xunjian.progress import Unwatched
from xunjian.services import schools
from xunjian.services.bureau.founding import NewBureau, found_bureau

ROWS = 20_000
TITLES = ("序号", "学校标识码", "学校名称", "所属乡镇", "办学类型", "办学性质", "校长", "联系电话", "在校生数")


def make_list(path: Path) -> None:
    """Write the list of an invented province."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("学校名单")
        sheet.write_row(0, 0, TITLES)
        for number in range(ROWS):
            name = f"第{number + 1}{'小学' if number % 3 else '初级中学'}"
            kind = "小学" if number % 3 else "初级中学"
            sheet.write_row(
                number + 1,
                0,
                (number + 1, f"21{34000000 + number}", name, f"乡镇{number % 400}", kind, "公办", "何静",
                 f"5500 {number % 10000:04}", 100 + number % 2000),
            )  # fmt: skip


def import_all(watch: Watch, folder: Path) -> None:
    """Import the list as a bureau does."""
    workspace = found_bureau(folder / "bureau", NewBureau("庐州区教育局", "庐教督改", trial=True))
    with watch.timing("read and preview"), workspace.store.read() as session:
        plan = schools.plan_import(session, folder / "list.xlsx")
    with watch.timing("write"), workspace.store.write(reason=schools.IMPORTED) as session:
        done = schools.apply_import(session, plan, Unwatched())
    with watch.timing("search by initials"), workspace.store.read() as session:
        found = schools.search(session, "d1")
    with watch.timing("the same list again: preview"), workspace.store.read() as session:
        again = schools.plan_import(session, folder / "list.xlsx")
    assert done.new == len(again.preview.unchanged) == ROWS
    assert found
    workspace.close()


def floor(watch: Watch, folder: Path) -> None:
    """Do the least that anybody must: read the cells, insert the rows."""
    from python_calamine import CalamineWorkbook

    with watch.timing("floor: read"):
        rows = CalamineWorkbook.from_path(str(folder / "list.xlsx")).get_sheet_by_index(0).to_python()
    with watch.timing("floor: insert"):
        connection = sqlite3.connect(folder / "floor.db")
        connection.execute(f"CREATE TABLE school ({', '.join(f'c{n}' for n in range(len(TITLES)))})")
        marks = ", ".join("?" * len(TITLES))
        connection.executemany(f"INSERT INTO school VALUES ({marks})", rows)  # noqa: S608
        connection.commit()
        connection.close()


def main() -> None:
    """Measure both."""
    print(f"Import of {ROWS:,} schools")
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_list(folder / "list.xlsx")
        alone(import_all, folder)
        alone(floor, folder)


if __name__ == "__main__":
    main()
