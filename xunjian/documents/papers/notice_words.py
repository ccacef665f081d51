"""The sentences of a 整改通知书."""

from collections.abc import Iterable

from xunjian.documents.composer.fonts import Role, Span
from xunjian.documents.papers.notice_facts import Finding, Measure, Notice
from xunjian.rules.money import on_paper
from xunjian.rules.workdays import paper_date, weekday

TITLE = "整改通知书"
LEVEL_1 = "一二三四五六七八九十"
CONSEQUENCES = (
    "逾期未整改或整改不到位的，我局将视情通报批评、约谈，并按有关规定追究责任；涉嫌违纪违法的，移送有关机关处理。"
)
_COPIES = "零一两三四五六七八九十"
_FEWEST_IN_RANGE = 3


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
    evidence = f"证据：{_numbers(one.evidence)}。" if one.evidence else ""
    return (
        Span(f"{position}."),
        Span(_sentence(one.title.rstrip("。 ") + severity), Role.SUBHEADING),
        Span(f"{_sentence(one.fact)}{_scale(one)}{citations}{handling}{''.join(one.transfers)}{evidence}"),
    )


def measure(position: int, one: Measure) -> str:
    """Return for which findings, what, who and until when."""
    target = f"针对问题{_numbers(one.findings)}：" if one.findings else ""
    who = f"责任人：{one.responsible}" if one.responsible else ""
    until = f"{paper_date(one.due)}（含当日）前完成" if one.due else ""
    terms = "，".join(part for part in (who, until) if part)
    return f"{position}.{target}{_sentence(one.text)}{terms}{'。' if terms else ''}"


def deadline(notice: Notice) -> tuple[Span, ...]:
    """Return until when the whole must be put right, as a date and in workdays, and where to report."""
    report = f"将整改报告（附{_proofs(notice)}，加盖公章）一式{_copies(notice.copies)}份报我局{notice.report_office}。"
    due = [(one.due, one.workdays) for one in notice.measures if one.due]
    if not due:
        return (Span(f"请完成整改后{report}"),)
    last, workdays = max(due, key=lambda pair: pair[0])
    period = f"（{workdays}个工作日内）" if workdays else ""
    until = Span(f"{paper_date(last)}（{weekday(last)}，含当日）前", Role.HEADING)
    return Span("请于"), until, Span(f"{period}完成整改，并{report}")


def objection(notice: Notice) -> str:
    """Return until when the school may object in writing."""
    return f"如对所列问题有异议，可于收到本通知书之日起{notice.objection_days}日内向我局书面提出。"


def suggestions_opening(notice: Notice) -> str:
    """Return what sets suggestions apart from requirements."""
    return f"以下事项供{notice.you}改进工作参考，不作为整改要求："


def contact(notice: Notice) -> str:
    """Return the note below the date (GB/T 9704-2012, 7.3.6)."""
    name = f"联系人：{notice.contact}" if notice.contact else ""
    phone = f"联系电话：{notice.phone}" if notice.phone else ""
    return f"（{'，'.join(part for part in (name, phone) if part)}）"


def signers(notice: Notice) -> tuple[str, ...]:
    """Return the inspectors with the leader named as such."""
    return tuple(f"{name}（组长）" if number == 0 else name for number, name in enumerate(notice.inspectors))


def _scale(one: Finding) -> str:
    people = f"{one.people}人" if one.people is not None else ""
    amount = f"金额{on_paper(one.amount_fen)}" if one.amount_fen is not None else ""
    parts = [part for part in (people, amount) if part]
    return f"涉及{'、'.join(parts)}。" if parts else ""


def _proofs(notice: Notice) -> str:
    return "退费签领表、照片等佐证材料" if notice.refunds else "照片等佐证材料"


def _copies(number: int) -> str:
    return _COPIES[number] if number < len(_COPIES) else str(number)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in "。！？…；" else f"{text}。"


def _numbers(numbers: Iterable[int]) -> str:
    """Return 1、2 or, for three and more in a row, 1—3."""
    groups: list[list[int]] = []
    for number in sorted(set(numbers)):
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    shown = []
    for group in groups:
        shown += [f"{group[0]}—{group[-1]}"] if len(group) >= _FEWEST_IN_RANGE else [str(number) for number in group]
    return "、".join(shown)
