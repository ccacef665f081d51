"""The sentences of a 整改通知书."""

from collections.abc import Sequence

from xunjian.documents.composer.fonts import Role, Span
from xunjian.documents.papers import words
from xunjian.documents.papers.notice_facts import Finding, Measure, Notice
from xunjian.documents.papers.words import numbers, sentence
from xunjian.rules.papers import PaperKind
from xunjian.rules.workdays import paper_date

TITLE = PaperKind.RECTIFICATION_NOTICE.value
CONSEQUENCES = (
    "逾期未整改或整改不到位的，我局将视情通报批评、约谈，并按有关规定追究责任；涉嫌违纪违法的，移送有关机关处理。"
)


def filed_title(notice: Notice) -> str:
    """Return the title of a notice in the form of a document: 庐川县教育局关于对…限期整改的通知."""
    return f"{notice.bureau}关于对{notice.school}{notice.filed_under}限期整改的通知"


def opening(notice: Notice) -> str:
    """Return why, under which plan and when the school was visited."""
    plan = f"根据《{notice.plan}》，" if notice.plan else ""
    purpose = f"为{notice.purpose}，" if notice.purpose else ""
    visit = f"我局检查组于{paper_date(notice.visited_on)}对{notice.you}进行了检查。"
    return f"{purpose}{plan}{visit}经查，{notice.you}存在以下问题："


def finding(position: int, one: Finding) -> tuple[Span, ...]:
    """Return title, fact, scale, violated bases and evidence of a finding."""
    severity = f"（{one.severity}）" if one.severity else ""
    citations = f"上述情况不符合{'、'.join(one.citations)}的规定。" if one.citations else ""
    handling = f"依{'、'.join(one.handled_under)}的规定，应予纠正。" if one.handled_under else ""
    evidence = f"证据：{numbers(one.evidence)}。" if one.evidence else ""
    return (
        Span(f"{position}."),
        Span(sentence(one.title.rstrip("。 ") + severity), Role.SUBHEADING),
        Span(f"{sentence(one.fact)}{_scale(one)}{citations}{handling}{''.join(one.transfers)}{evidence}"),
    )


def measure(position: int, one: Measure) -> str:
    """Return for which findings, what, who and until when."""
    target = f"针对问题{numbers(one.findings)}：" if one.findings else ""
    who = f"责任人：{one.responsible}" if one.responsible else ""
    until = f"{paper_date(one.due)}（含当日）前完成" if one.due else ""
    terms = "，".join(part for part in (who, until) if part)
    return f"{position}.{target}{sentence(one.text)}{terms}{'。' if terms else ''}"


def deadline(notice: Notice) -> tuple[Span, ...]:
    """Return until when the whole must be put right, as a date and in workdays, and where to report."""
    return due(notice.measures, f"我局{notice.report_office}", copies=notice.copies, refunds=notice.refunds)


def due(measures: Sequence[Measure], to: str, *, copies: int, refunds: bool, what: str = "整改") -> tuple[Span, ...]:
    """Return the last deadline of the measures, counted from the day after service, and the report that is due `to`."""
    proofs = "退费签领表、照片等佐证材料" if refunds else "照片等佐证材料"
    report = f"将{what}报告（附{proofs}，加盖公章）一式{words.counted(copies)}份报{to}。"
    dated = [(one.due, one.workdays) for one in measures if one.due]
    if not dated:
        return (Span(f"请完成{what}后{report}"),)
    last, workdays = max(dated, key=lambda pair: pair[0])
    period = f"（自送达次日起{workdays}个工作日内）" if workdays else ""
    return Span("请于"), Span(words.by_day(last), Role.HEADING), Span(f"{period}完成{what}，并{report}")


def objection(notice: Notice) -> str:
    """Return until when the school may object in writing."""
    return f"如对所列问题有异议，可于收到本通知书之日起{notice.objection_days}日内向我局书面提出。"


def suggestions_opening(you: str) -> str:
    """Return what sets suggestions apart from requirements."""
    return f"以下事项供{you}改进工作参考，不作为整改要求："


def signers(notice: Notice) -> tuple[str, ...]:
    """Return the inspectors with the leader named as such."""
    return tuple(f"{name}（组长）" if number == 0 else name for number, name in enumerate(notice.inspectors))


def _scale(one: Finding) -> str:
    people = f"{one.people}人" if one.people is not None else ""
    amount = f"金额{words.amount(one.amount_fen)}" if one.amount_fen is not None else ""
    parts = [part for part in (people, amount) if part]
    return f"涉及{'、'.join(parts)}。" if parts else ""
