"""The one search: schools, findings, papers and people, whatever is typed."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.visiting import Visiting
from tests.workspaces import TODAY
from xunjian.db.schema.reference import School
from xunjian.db.uids import new_uid
from xunjian.services import schools
from xunjian.services.search import paging
from xunjian.services.search.finding import find
from xunjian.services.search.hits import Found, Hit, Kind
from xunjian.services.search.searcher import Searcher


class Asking:
    """A searcher on a visit's workspace."""

    def __init__(self, visiting: Visiting) -> None:
        self.visiting = visiting
        self.searcher = Searcher(visiting.workspace)

    def find(self, typed: str, limit: int = 8) -> Found:
        found = self.searcher.find(typed, limit)
        assert found.behind == 0
        return found

    def hits(self, typed: str, kind: Kind, limit: int = 8) -> tuple[Hit, ...]:
        return next((group.hits for group in self.find(typed, limit).groups if group.kind is kind), ())

    def titles(self, typed: str, kind: Kind) -> list[str]:
        return [hit.title for hit in self.hits(typed, kind)]


@pytest.fixture
def asking(visiting: Visiting, monkeypatch: pytest.MonkeyPatch) -> Asking:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    visiting.problem("SF-02", fact="三年级以“饮水服务费”名义\n向学生统一收费。")
    return Asking(visiting)


def marked(hit: Hit) -> list[str]:
    return [hit.title[span.start : span.end] for span in hit.marks]


def test_a_finding_leads_to_its_item_and_shows_what_was_typed(asking: Asking) -> None:
    (hit,) = asking.hits("服务", Kind.FINDING)
    assert hit.title == "三年级以“饮水服务费”名义 向学生统一收费。"
    assert marked(hit) == ["服务"]
    assert (hit.visit, hit.item) == (asking.visiting.uid, asking.visiting.entry("SF-02").uid)
    assert (hit.lead, hit.note) == ("SF-02", "长江路小学　今天")


def test_a_correction_is_found_at_once_and_the_old_text_never(asking: Asking) -> None:
    assert asking.hits("饮水", Kind.FINDING)
    asking.visiting.record("SF-02", fact="按月收取空调费。")
    assert asking.hits("饮水", Kind.FINDING) == ()
    assert marked(*asking.hits("空调", Kind.FINDING)) == ["空调"]
    asking.visiting.undo()
    assert asking.hits("饮水", Kind.FINDING)
    asking.visiting.remove("SF-02")
    assert asking.hits("饮水", Kind.FINDING) == ()


def test_an_index_that_is_behind_shows_no_old_text(asking: Asking) -> None:
    asking.find("饮水")
    asking.visiting.record("SF-02", fact="按月收取空调费。")
    index, _ = asking.searcher._opened()
    with asking.visiting.read() as session:
        assert find(session, index, "饮水", today=TODAY).groups == ()


def test_a_school_among_the_words_narrows_the_findings(asking: Asking) -> None:
    other = Visiting.begin(asking.visiting.scene, school="红星小学")
    other.problem("SF-02", fact="向学生收取饮水费。")
    assert len(asking.hits("饮水", Kind.FINDING)) == 2
    for typed in ("红星 饮水", "饮水 红星小学", "hxxx 饮水"):
        assert [hit.note for hit in asking.hits(typed, Kind.FINDING)] == ["红星小学　今天"], typed
    assert asking.hits("红星 空调", Kind.FINDING) == ()


def test_schools_by_name_initials_and_code(asking: Asking) -> None:
    for typed in ("红星", "hx", "HXXX", "红xx", "2134010202", "ｈｘ"):
        assert asking.titles(typed, Kind.SCHOOL)[0] == "红星小学", typed
    assert marked(asking.hits("hx", Kind.SCHOOL)[0]) == ["红", "星"]
    assert marked(asking.hits("星小", Kind.SCHOOL)[0]) == ["星小"]


def test_schools_that_begin_so_come_first(asking: Asking) -> None:
    with asking.visiting.write() as session:
        session.add_all(School(uid=new_uid(), name=f"庐州第{number}实验小学") for number in range(30))
        session.add(School(uid=new_uid(), name="实验小学"))
        session.flush()
        schools.refresh_search(session)
    group = next(group for group in asking.find("实验小学").groups if group.kind is Kind.SCHOOL)
    assert group.hits[0].title == "实验小学"
    assert len(group.hits) == 8
    assert group.more
    assert asking.titles("sy", Kind.SCHOOL)[0] == "实验小学"


def test_papers_by_number(asking: Asking) -> None:
    issued = asking.visiting.issue()
    number = "庐教督改〔2026〕31号"
    for typed in ("31", "〔2026〕31", "[2026]31", "第31号", number, "庐教督改31"):
        assert asking.titles(typed, Kind.PAPER) == [number], typed
    assert asking.titles("3", Kind.PAPER) == [number]
    assert asking.titles("〔2025〕31", Kind.PAPER) == []
    assert marked(*asking.hits("31", Kind.PAPER)) == ["31"]
    asking.visiting.void(issued)
    assert asking.hits("31", Kind.PAPER)[0].note.startswith("已作废")


def test_people_by_name_and_initials(asking: Asking) -> None:
    assert asking.titles("李", Kind.PERSON) == asking.titles("lm", Kind.PERSON) == ["李敏"]
    assert asking.hits("李敏", Kind.PERSON)[0].note == "庐州区教育局"


def test_nothing_is_found_for_nothing(asking: Asking) -> None:
    for typed in ("", "  ", "，。“”", "*", '"', "红兴"):
        assert asking.find(typed).groups == ()


def test_there_are_no_more_than_asked_for(asking: Asking) -> None:
    for code in ("SF-03", "SF-04", "SF-05"):
        asking.visiting.problem(code, fact="饮水")
    group = next(group for group in asking.find("饮水", 3).groups if group.kind is Kind.FINDING)
    assert (len(group.hits), group.more) == (3, True)
    assert not next(group for group in asking.find("饮水", 4).groups if group.kind is Kind.FINDING).more


def test_a_fact_is_never_markup(asking: Asking) -> None:
    asking.visiting.record("SF-02", fact="<b>饮水</b>&amp;")
    assert asking.titles("饮水", Kind.FINDING) == ["<b>饮水</b>&amp;"]


SYNTAX = st.sampled_from(
    ["AND", "OR", "NOT", "NEAR(", "*", "^", ":", "-", '"', "'", "(", "words:", "饮水", "费", "%", "_"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=30), st.lists(SYNTAX, max_size=8).map(" ".join), st.text(alphabet="\x00\ud800\"*'( 饮水A1")
    )
)
def test_whatever_is_typed_is_text(asking: Asking, typed: str) -> None:
    found = asking.find(typed)
    for hit in (hit for group in found.groups for hit in group.hits):
        assert all(0 <= span.start < span.end <= len(hit.title) for span in hit.marks)


def test_findings_of_all_visits_are_leafed_through(asking: Asking) -> None:
    scene = asking.visiting.scene
    days = [TODAY - timedelta(days=number) for number in range(1, 4)]
    for day in days:
        earlier = Visiting.begin(scene, school="红星小学", day=day)
        for code in ("SF-01", "SF-03"):
            earlier.record(code, fact=f"{day:%m%d} {code}")
    asking.find("x")
    index, _ = asking.searcher._opened()
    listed = paging.listed(index)
    with asking.visiting.read() as session:
        rows = paging.first_rows(session, index, 100)
        assert listed.count == len(rows) == 7
        assert [row.day for row in rows] == sorted((row.day for row in rows), reverse=True)
        assert [listed.page(session, index, start, 2) for start in (0, 3, 6, 7)] == [
            rows[:2],
            rows[3:5],
            rows[6:],
            [],
        ]
