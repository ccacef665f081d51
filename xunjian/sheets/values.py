"""Repairing the values of particular fields: codes, telephones, counts, dates and choices from a few words."""

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from xunjian.rules.school_codes import credit_code_problem, identifier_problem, ownership_of, type_of
from xunjian.sheets.cleaning import Cleaned, clean_text, clean_words

_NOTHING = frozenset({"-", "--", "—", "——", "/", "\\", "无", "暂无", "没有", "0"})
_SCIENTIFIC = re.compile(r"\d(?:\.(\d+))?[eE]\+?(\d+)")
_BREAKS = re.compile(r"[\n、,，;；/]+")


def clean_code(text: str) -> Cleaned:
    """Repair a 学校（机构）标识码: ten digits, with nothing to check them by but their class and province."""
    return _checked(_digits(text), identifier_problem)


def clean_credit_code(text: str) -> Cleaned:
    """Repair a 统一社会信用代码; one that a spreadsheet took for a number has lost its last three digits."""
    cleaned = _digits(text)
    cleaned = cleaned.then(cleaned.text.upper(), "小写转大写")
    if cleaned.problem or not cleaned.text:
        return cleaned
    if re.fullmatch(r"\d{15}000", cleaned.text):
        return cleaned.refused("18 位代码被表格当成数值，末三位已丢，请按证书重填")
    return _checked(cleaned, credit_code_problem)


def clean_region_code(text: str) -> Cleaned:
    """Repair a code of an administrative division: 6 digits, or 9 and 12 in statistics."""
    cleaned = _digits(text)
    if cleaned.problem or not cleaned.text or re.fullmatch(r"\d{6}|\d{9}|\d{12}", cleaned.text):
        return cleaned
    return cleaned.refused("区划代码应为 6 位数字")


def clean_postcode(text: str) -> Cleaned:
    """Repair a postcode; a leading zero that was lost with the text format comes back."""
    cleaned = _digits(text)
    if re.fullmatch(r"\d{5}", cleaned.text):
        return cleaned.then("0" + cleaned.text, "补回开头的 0")
    if cleaned.problem or not cleaned.text or re.fullmatch(r"\d{6}", cleaned.text):
        return cleaned
    return cleaned.refused("邮编应为 6 位数字")


def clean_number(text: str) -> Cleaned:
    """Repair the number of a licence or another mixed code."""
    return _digits(text, keep_dashes=True)


def _digits(text: str, *, keep_dashes: bool = False) -> Cleaned:
    """Repair a code: one run of ASCII, without the traces of having been a number or text marked by an apostrophe."""
    cleaned = clean_text(text)
    narrow = _narrow(cleaned.text)
    if narrow in _NOTHING:
        return Cleaned("")
    cleaned = cleaned.then(narrow, "全角转半角，去掉空格")
    cleaned = cleaned.then(re.sub("['’`]+" if keep_dashes else "['’`-]+", "", cleaned.text), "去掉符号")
    return _as_typed(cleaned)


def _as_typed(cleaned: Cleaned) -> Cleaned:
    """Undo what a spreadsheet does to long numbers: a trailing `.0`, scientific notation."""
    cleaned = cleaned.then(re.sub(r"^(\d+)\.0+$", r"\1", cleaned.text), "去掉末尾的 .0")
    scientific = _SCIENTIFIC.fullmatch(cleaned.text)
    if not scientific:
        return cleaned
    decimals, exponent = scientific[1] or "", int(scientific[2])
    if exponent > 20 or len(decimals.rstrip("0")) > exponent:
        return cleaned.refused("不是代码或号码")
    if len(decimals) < exponent:
        return cleaned.refused("科学计数法显示，后面的数字已丢，请把单元格改为文本重填")
    return cleaned.then(f"{Decimal(cleaned.text):f}".partition(".")[0], "还原科学计数法")


def clean_phones(text: str) -> Cleaned:
    """Repair telephone numbers; several in one cell, on lines or after any sign, are joined by ``、``."""
    cleaned = clean_text(text)
    if cleaned.problem:
        return cleaned
    parts = [_as_typed(Cleaned(_narrow_phone(part))) for part in _BREAKS.split(cleaned.text)]
    if lost := next((part.problem for part in parts if part.problem), ""):
        return cleaned.refused(lost)
    numbers = [part.text for part in parts if part.text and part.text not in _NOTHING]
    cleaned = cleaned.then("、".join(dict.fromkeys(numbers)), "整理电话")
    if any(re.fullmatch(r"(?!800)[235-9]\d{9,10}", number) for number in numbers):
        return Cleaned(cleaned.text, cleaned.repairs, hint="区号前面可能丢了 0")
    return cleaned


def _narrow_phone(part: str) -> str:
    return re.sub("[－—–‐‑−]+", "-", _narrow(part))


def _narrow(text: str) -> str:
    """Return `text` in half width and without blanks; twice, since a blank may have kept two characters apart."""
    return unicodedata.normalize("NFKC", "".join(unicodedata.normalize("NFKC", text).split()))


def clean_count(text: str) -> Cleaned:
    """Repair a number of people or classes; thousands separators and a counting word may stand with it."""
    cleaned = clean_words(text)
    if cleaned.problem:
        return cleaned
    narrow = unicodedata.normalize("NFKC", cleaned.text)
    if narrow in _NOTHING - {"0"}:
        return Cleaned("")
    cleaned = cleaned.then(re.sub(r"[\s,，]|(?<=\d)[人名个班]$", "", narrow), "去掉分隔和单位")
    cleaned = _as_typed(cleaned)
    if cleaned.problem or not cleaned.text or re.fullmatch(r"\d{1,6}", cleaned.text):
        return cleaned.then(str(int(cleaned.text)), "去掉开头的 0") if cleaned.text else cleaned
    return cleaned.refused("不是人数或班数")


@lru_cache
def clean_type(text: str) -> Cleaned:
    """Turn a word or code of 办学类型 into its code of GB/T 33782."""
    return _chosen(text, type_of, "看不出办学类型")


@lru_cache
def clean_ownership(text: str) -> Cleaned:
    """Turn a word of 办学性质 into `public` or `private`."""
    return _chosen(text, lambda words: ownership_of(words) or "", "看不出是公办还是民办")


@lru_cache
def clean_urban_rural(text: str) -> Cleaned:
    """Turn 城乡类型 into its code of GB/T 33782, table 5, or into 城区, 镇区, 乡村 where only that stands."""
    return _chosen(text, _urban_rural, "不认识的城乡类型")


_URBAN_RURAL = {
    "主城区": "111",
    "城乡结合区": "112",
    "镇中心区": "121",
    "镇乡结合区": "122",
    "特殊区域": "123",
    "乡中心区": "210",
    "村庄": "220",
}
_URBAN_RURAL_BROADLY = {"城区": "城区", "城市": "城区", "镇区": "镇区", "城镇": "镇区", "乡村": "乡村", "农村": "乡村"}


def _urban_rural(words: str) -> str:
    if words[:3] in _URBAN_RURAL.values() and not words[3:4].isdecimal():
        return words[:3]
    exact = next((code for word, code in _URBAN_RURAL.items() if word in words), "")
    return exact or next((broad for word, broad in _URBAN_RURAL_BROADLY.items() if word in words), "")


def _chosen(text: str, choose: Callable[[str], str], problem: str) -> Cleaned:
    cleaned = clean_words(text)
    narrow = unicodedata.normalize("NFKC", cleaned.text).removesuffix(".0")
    if cleaned.problem or narrow in _NOTHING | {""}:
        return replace(cleaned, text="")
    chosen = choose(narrow)
    return replace(cleaned, text=chosen) if chosen else cleaned.refused(problem)


def _checked(cleaned: Cleaned, problem_of: Callable[[str], str]) -> Cleaned:
    problem = problem_of(cleaned.text) if cleaned.text else ""
    return cleaned.refused(problem) if problem else cleaned


_YES = dict.fromkeys(("是", "有", "寄宿制", "寄宿", "全寄宿", "TRUE", "1", "Y", "√", "✓", "对"), "是")
_NO = dict.fromkeys(("否", "无", "没有", "非寄宿制", "走读", "不是", "FALSE", "0", "N", "×", "✗"), "否")


@lru_cache
def clean_boarding(text: str) -> Cleaned:
    """Repair 是否寄宿制 to 是 or 否; a number of boarders means 是, none of them 否."""
    cleaned = clean_words(text)
    narrow = unicodedata.normalize("NFKC", cleaned.text).upper().removesuffix(".0").removesuffix("人")
    if narrow.isascii() and narrow.isdigit():
        return replace(cleaned, text="是" if int(narrow) else "否")
    if cleaned.problem or narrow in {"", "-", "/", "—"}:
        return replace(cleaned, text="")
    word = (_YES | _NO).get(narrow)
    return replace(cleaned, text=word) if word else cleaned.refused("看不出是否寄宿制")


_DAY = re.compile(r"(?<!\d)(\d{4})\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2})\s*日?|\s*月?)(?!\d)")
_COMPACT_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_SERIAL = re.compile(r"([1-9]\d{4})(?:\.0+)?")
_FIRST_DAY = date(1899, 12, 30)  # day 0 of a spreadsheet, which counts a 29 February 1900 that never was


def clean_last_day(text: str) -> Cleaned:
    """Repair the last day of a period to ISO form; of `起—止` the end is taken, of a month its last day."""
    cleaned = clean_words(text)
    narrow = unicodedata.normalize("NFKC", cleaned.text)
    if cleaned.problem or narrow in _NOTHING | {"", "长期", "长期有效"}:
        return replace(cleaned, text="")
    if serial := _SERIAL.fullmatch(narrow):
        return cleaned.then((_FIRST_DAY + timedelta(days=int(serial[1]))).isoformat(), "数值还原为日期")
    found = _DAY.findall(narrow) or _COMPACT_DAY.findall(narrow)
    day = _last_day(*found[-1]) if found else None
    return cleaned.then(day.isoformat(), "统一日期写法") if day else cleaned.refused("不是日期")


def _last_day(year: str, month: str, day: str) -> date | None:
    try:
        last = calendar.monthrange(int(year), int(month))[1]
        return date(int(year), int(month), int(day or last))
    except (ValueError, calendar.IllegalMonthError):
        return None
