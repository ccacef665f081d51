"""The lists of a school's profile: its visits, problems and notices, and all of them in the order of time."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from xunjian import labels
from xunjian.db.queries.profile import Afterwards, PastDocument, PastFinding, PastVisit, Profile
from xunjian.rules.steps import State
from xunjian.ui.dates import short_day
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.schools.school_table import GivingTable
from xunjian.ui.pages.schools.school_words import count_words
from xunjian.ui.tables import Column, Mark, PagedModel
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.chips import CLOSED, IN_PROGRESS, TO_RECHECK, overdue
from xunjian.ui.widgets.facts import Happening

Row = TypeVar("Row", PastVisit, PastFinding, PastDocument)

_NEEDS = 500  # px of width for all columns

_MARKS = {
    State.RECTIFYING: IN_PROGRESS._replace(text=labels.STATE["rectifying"]),
    State.REPORTED: TO_RECHECK,
    State.CHECKED: TO_RECHECK,
    State.CLOSED: CLOSED,
    State.LOOKED_BACK: CLOSED,
    State.RELAPSED: Mark("alert-circle", labels.STATE["relapsed"], Tone.BAD),
}
_AFTERWARDS = {
    "served": ("通知书送达，涉及 {} 项", Tone.NEUTRAL),
    "reported_done": ("学校报来整改报告 {} 项，待复查", Tone.WAIT),
    "extension_granted": ("同意延期 {} 项", Tone.NEUTRAL),
    "rechecked": ("复查 {} 项", Tone.INFO),
    "closed": ("销号 {} 项", Tone.OK),
    "looked_back": ("回头看 {} 项，无反弹", Tone.OK),
    "relapsed": ("{} 项反弹", Tone.BAD),
}


class PastTable(GivingTable):
    """One kind of what happened at a school; its rows come whole, for one school never has many."""

    def __init__(self, name: str, columns: Sequence[Column[Any]], *, gives: str, opens: str) -> None:
        self._rows: Sequence[Any] = ()
        model = PagedModel[Any](columns, lambda numbers: [self._rows[number] for number in numbers])
        super().__init__(model, name, gives=gives, needs=_NEEDS)
        set_hints(
            self,
            Hint(("↑", "↓"), "换行"),
            Hint(("Enter",), opens),
            Hint(("Ctrl", "Tab"), "换页签"),
            Hint(("Esc",), "回名单"),
        )

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show the rows of another school."""
        self._rows = rows
        self._paged.show_ids(range(len(rows)))
        if rows:
            self.choose(0)

    def row(self, number: int) -> Any:
        """Return what stands in a row."""
        return self._rows[number]

    def choose_code(self, code: str) -> None:
        """Go to the newest problem with an item."""
        numbers = [number for number, row in enumerate(self._rows) if row.code == code]
        if numbers:
            self.choose(numbers[0])


def visit_columns(today: date) -> tuple[Column[PastVisit], ...]:
    """Return the columns of 历次检查."""
    return (
        Column("日期", lambda row: short_day(row.day, today), width=84),
        Column("检查", lambda row: row.campaign or "检查"),
        Column("检查组", lambda row: row.team, width=88, quiet=True),
        Column("问题", lambda row: count_words(row.problems), width=40, right=True),
        Column("未销号", lambda row: count_words(row.open_findings), width=48, right=True),
    )


def finding_columns(today: date) -> tuple[Column[PastFinding], ...]:
    """Return the columns of 问题."""
    return (
        Column("状态", lambda row: labels.STATE[row.state], width=88, mark=_state_mark),
        Column("问题", lambda row: f"{row.title}（{row.code}）" if row.code else row.fact),
        Column("检查日", lambda row: short_day(row.day, today), width=84, right=True),
        Column("到期", lambda row: short_day(row.due, today), width=84, right=True),
    )


def document_columns(today: date) -> tuple[Column[PastDocument], ...]:
    """Return the columns of 通知书."""
    return (
        Column("文号", lambda row: row.number),
        Column("签发", lambda row: short_day(row.issued_on, today), width=84, right=True),
        Column("问题", lambda row: count_words(row.findings), width=48, right=True),
        Column("", lambda _row: "", width=72, mark=lambda row: Mark("x", "已作废", Tone.NEUTRAL) if row.void else None),
    )


def _state_mark(row: PastFinding) -> Mark:
    if row.days_overdue:
        return overdue(row.days_overdue)
    return _MARKS.get(row.state, Mark("circle", labels.STATE[row.state], Tone.NEUTRAL))


def happenings(known: Profile, today: date) -> list[Happening]:
    """Return all that happened, the newest on top; the key names the visit that a line opens, if any."""
    dated = [(visit.day, _visited(visit, known, today)) for visit in known.visits]
    dated += [(step.day, _happened(step, today)) for step in known.afterwards if step.kind in _AFTERWARDS]
    dated.sort(key=lambda one: one[0], reverse=True)
    return [happening for _, happening in dated]


def _visited(visit: PastVisit, known: Profile, today: date) -> Happening:
    numbers = [
        document.short_number for document in known.documents if document.visit == visit.uid and not document.void
    ]
    what = "未发现问题" if visit.answered else "还没有查"
    tone = Tone.OK if visit.answered else Tone.NEUTRAL
    if visit.problems:
        what, tone = f"问题 {visit.problems} 项", Tone.BAD
        if numbers and not visit.open_findings:
            what, tone = f"{what}，已全部销号", Tone.OK
    return Happening(
        visit.uid, short_day(visit.day, today), f"{visit.campaign or '检查'}：{what}", "、".join(numbers), tone
    )


def _happened(step: Afterwards, today: date) -> Happening:
    words, tone = _AFTERWARDS[step.kind]
    return Happening("", short_day(step.day, today), words.format(step.findings), "", tone)
