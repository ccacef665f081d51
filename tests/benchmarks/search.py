"""Finding two characters among a million findings, and leafing through all of them.

XUNJIAN_FINDINGS says how many; a visit holds ten. The rows are put into the tables without a log, for only reading is
measured. Milliseconds are CPU of this process, the median of several; what runs in it alone is said.
"""

import os
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, text

from tests.benchmarks.measuring import Watch, alone, peak_memory
from tests.ledgers import BUREAU
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Finding
from xunjian.db.search.following import Following
from xunjian.db.search.index import SearchIndex
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid
from xunjian.rules.searching import terms
from xunjian.services import schools
from xunjian.services.search import finding, paging

FINDINGS = 1_000_000
A_VISIT = 10
SCHOOLS = 5_000
TODAY = date(2026, 11, 24)
FACTS = (
    "2026年9月2日，你校七年级向{n}名学生收取校服款，未开具财政票据，只出具自制收据（号码00{n}至00{m}）。",
    "2026年9月，三年级以“饮水服务费”名义向学生统一收取每人{m}元，未经家长自愿选择，收费项目未列入公示栏。",
    "校门口收费公示栏所列项目和标准为2024年秋季学期内容，监督电话停机，第{n}次检查仍未更换。",
    "学校利用周末组织九年级{n}名学生集体补课，按每人{m}元收取资料费，由家委会代收后交年级组长保管。",
    "食堂账目未单独核算，{n}元菜款以白条入账，伙食委员会没有家长代表，公示的菜价与进货单不一致。",
)
TYPED = {
    "两个字，五分之一里有": "补课",
    "两个字，都有但不相邻": "学收",
    "两个字，没有": "罕见",
    "四个字": "饮水服务",
    "一个字": "费",
    "两段": "补课 资料费",
    "数字开头": "12",
    "号码": "0012345",
    "学校和一段": "第31小学 补课",
}


def main(count: int | None = None) -> None:
    """Print what searching and leafing cost."""
    findings = count or int(os.environ.get("XUNJIAN_FINDINGS", FINDINGS))
    print(f"Search among {findings:,} findings of {findings // A_VISIT:,} visits")
    with TemporaryDirectory() as name:
        fill(Path(name), findings)
        alone(measure, Path(name))


def fill(folder: Path, findings: int) -> None:
    """Make the ledger."""
    store = Store.create(folder / "ledger.db", bureau=BUREAU)
    with store.write() as session:
        session.add_all(
            School(uid=derived_uid(BUREAU, str(number)), name=f"第{number}小学", code=f"2134{number:06}")
            for number in range(SCHOOLS)
        )
        session.flush()
        schools.refresh_search(session)
    with store.connection(writing=True) as connection:
        for trigger in ("mark_visit_insert", "mark_finding_insert"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        chance = random.Random(31)  # noqa: S311 - the same texts every time
        for first in range(0, findings // A_VISIT, 1_000):
            _add_visits(connection, chance, range(first, min(first + 1_000, findings // A_VISIT)))
    store.close()


def _add_visits(connection: Connection, chance: random.Random, numbers: range) -> None:
    visits = [
        (new_uid(), derived_uid(BUREAU, str(number % SCHOOLS)), (TODAY - timedelta(days=number % 3_000)).isoformat())
        for number in numbers
    ]
    rows = [
        (new_uid(), visit, school, chance.choice(FACTS).format(n=chance.randrange(10_000), m=chance.randrange(90_000)))
        for visit, school, _ in visits
        for _ in range(A_VISIT)
    ]
    cursor = connection.connection.cursor()
    cursor.executemany("INSERT INTO visit (uid, school, day) VALUES (?, ?, ?)", visits)
    cursor.executemany("INSERT INTO finding (uid, visit, school, fact) VALUES (?, ?, ?, ?)", rows)


def measure(watch: Watch, folder: Path) -> None:
    """Build the index, ask it, leaf through it, and let it follow one edit."""
    store, index = Store.open(folder / "ledger.db"), SearchIndex(folder / "search.db")
    following = Following(index)
    with watch.timing("build, in all"):
        slowest = build(store, following)
    print(f"  索引 {index.count():,} 条，{size(folder / 'search.db') / 1e6:.0f} MB；一步最多 {slowest:.0f} ms")
    with store.read() as session:
        for name, typed in TYPED.items():
            found = index.findings(terms(typed), 100)
            first = cost(lambda typed=typed: index.findings(terms(typed), 100))  # type: ignore[misc]
            popup = cost(lambda typed=typed: finding.find(session, index, typed, today=TODAY))  # type: ignore[misc]
            print(f"  {name}“{typed}”：前 {len(found)} 条 {first:.2f} ms；整个搜索框 {popup:.2f} ms")
        print(f"  清单前 100 行 {cost(lambda: paging.first_rows(session, index, 100)):.2f} ms")
        with watch.timing("places of all findings"):
            listed = paging.listed(index)
        chance = random.Random(7)  # noqa: S311 - the same places every time
        jump = cost(lambda: listed.page(session, index, chance.randrange(listed.count), 100), times=200)
        print(f"  跳到任意一处，100 行 {jump:.2f} ms")
    print(f"  改一条，再找 {after_an_edit(store, following):.2f} ms（存盘本身不写索引）")
    store.close()
    index.close()
    print(f"  内存峰值 {peak_memory():.0f} MB")


def build(store: Store, following: Following) -> float:
    """Build the index and return the CPU milliseconds of the slowest step."""
    slowest, left = 0.0, 1
    while left:
        start = time.process_time()
        with store.read() as session:
            left = following.step(session.connection())
        slowest = max(slowest, (time.process_time() - start) * 1e3)
    return slowest


def after_an_edit(store: Store, following: Following) -> float:
    """Return what it costs to take in one saved change."""
    taken = []
    for number in range(5):
        with store.write(by="李敏") as session:
            session.add(Finding(uid=new_uid(), visit=derived_uid(BUREAU, "new"), fact=f"补记一条{number}"))
        start = time.process_time()
        with store.read() as session:
            following.step(session.connection())
        taken.append((time.process_time() - start) * 1e3)
    return median(taken)


def cost(act: Callable[[], object], times: int = 9) -> float:
    """Return the median of the CPU milliseconds."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        act()
        taken.append((time.process_time() - start) * 1e3)
    return median(taken)


def size(file: Path) -> int:
    """Return the bytes of a database with its journal."""
    return sum(path.stat().st_size for path in file.parent.glob(f"{file.name}*"))


if __name__ == "__main__":
    main()
