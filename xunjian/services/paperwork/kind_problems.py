"""What a kind of paper has in its way: it may not be given here, or it would order what it has no power to."""

from collections.abc import Sequence

from xunjian.rules.grounds import COUNTY_AUTHORITY
from xunjian.rules.papers import Choice, PaperKind, orders_refund, words_out_of_place
from xunjian.services.paperwork.notice_problems import Problem
from xunjian.services.visit.weighing import Printed


def of_choice(choice: Choice, kind: PaperKind) -> list[Problem]:
    """Return why a kind of paper may not be given, and which may; nothing where it may."""
    reason = choice.refused.get(kind)
    if reason is None:
        return []
    more = "" if kind is PaperKind.CORRECTION_ORDER else choice.refused.get(PaperKind.CORRECTION_ORDER, "")
    return [Problem(None, f"{reason}这次请用{choice.right.value}。{more}")]


def of_orders(kind: PaperKind, printed: Sequence[Printed]) -> list[Problem]:
    """Return which orders say what this kind of paper, or this bureau, has no power to say."""
    return [
        Problem(one.finding.item, f"{one.entry.item.code} {one.entry.item.title}：{text}")
        for one in printed
        for text in (*_out_of_place(kind, one), *_of_the_county(one))
    ]


def _out_of_place(kind: PaperKind, one: Printed) -> list[str]:
    found = dict.fromkeys(word for each in one.finding.measures for word in words_out_of_place(kind, each.text))
    return [f"整改要求里写了“{'、'.join(found)}”，{kind.value}不能写。"] if found else []


def _of_the_county(one: Printed) -> list[str]:
    """A city hands refunds at schools of compulsory education to the county, so it does not order them as well."""
    handed = any(transfer.authority == COUNTY_AUTHORITY for transfer in one.grounds.transfers)
    if not handed or not any(orders_refund(each.text) for each in one.finding.measures):
        return []
    return [f"责令退费由{COUNTY_AUTHORITY}办，文书已写明转交。请在整改要求里去掉退费。"]
