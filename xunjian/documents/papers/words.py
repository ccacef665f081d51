"""Words that all papers write alike: sentences, lists of numbers, amounts, times, places to fill in by hand.

An amount of a finding is ￥1,280.00 on every paper, in sentences and in tables; what a paper's amounts come to stands
in capitals as well (金额写￥小写，合计另写大写). Prices and rates stay as people wrote them: 每人15元.
"""

from collections.abc import Iterable
from datetime import date, time

from xunjian.rules.money import capitals, table
from xunjian.rules.numbers import DocumentNumber
from xunjian.rules.workdays import paper_date, weekday

LEVEL_1 = "一二三四五六七八九十"
DATE_TO_WRITE = "　　　年　　月　　日"
TIME_TO_WRITE = f"{DATE_TO_WRITE}　　时　　分"
_COUNTED = "零一两三四五六七八九十"
_FEWEST_IN_RANGE = 3


def sentence(text: str) -> str:
    """Return the text ended by a mark that ends a sentence; '' stays so."""
    text = text.strip()
    return text if not text or text[-1] in "。！？…；" else f"{text}。"


def numbers(given: Iterable[int]) -> str:
    """Return 1、2 or, for three and more in a row, 1—3."""
    groups: list[list[int]] = []
    for number in sorted(set(given)):
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    shown = []
    for group in groups:
        shown += [f"{group[0]}—{group[-1]}"] if len(group) >= _FEWEST_IN_RANGE else [str(number) for number in group]
    return "、".join(shown)


def counted(number: int) -> str:
    """Return how many as words: 两 (份), 十, 12."""
    return _COUNTED[number] if number < len(_COUNTED) else str(number)


def amount(fen: int) -> str:
    """Return an amount in figures: ￥1,280.00."""
    return f"￥{table(fen)}"


def total(fen: int) -> str:
    """Return a total in figures and capitals: ￥1,910.00（大写：壹仟玖佰壹拾元整）."""
    return f"{amount(fen)}（大写：{capitals(fen)}）"


def by_day(day: date) -> str:
    """Return a deadline with its weekday: 2026年9月22日（星期二，含当日）前."""
    return f"{paper_date(day)}（{weekday(day)}，含当日）前"


def paper_time(at: time) -> str:
    """Return e.g. 9时5分, and 15时 on the hour."""
    return f"{at.hour}时{at.minute}分" if at.minute else f"{at.hour}时"


def span_of_time(day: date, begin: time, end: time) -> str:
    """Return e.g. 2026年9月8日9时10分至11时40分."""
    return f"{paper_date(day)}{paper_time(begin)}至{paper_time(end)}"


def contact(name: str, phone: str) -> str:
    """Return the note below the date (GB/T 9704-2012, 7.3.6), '' if neither is known."""
    given = [part for part in (f"联系人：{name}" if name else "", f"联系电话：{phone}" if phone else "") if part]
    return f"（{'，'.join(given)}）" if given else ""


def number(prefix: str, year: int, serial: int | None) -> str:
    """Return a document number, or the place for it on a draft."""
    return f"{prefix}〔{year}〕　　号" if serial is None else str(DocumentNumber(prefix, year, serial))
