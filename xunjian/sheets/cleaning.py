"""Repairing the text of a cell: only what is certain, and never in silence."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from xunjian.sheets.cells import ERROR_VALUES

_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACE = re.compile("[^\\S\n]+")
_AROUND_BREAK = re.compile(r" ?(?:\r\n?|\n|\u2028|\u2029)\s*")
_HAN = "[\u3007\u3400-\u9fff\U00020000-\U0003ffff]"
_BETWEEN_HAN = re.compile(f"(?<={_HAN}) (?={_HAN})")
# What a converter leaves behind: the character it was unsure of, then its reading with a tone mark, as in 學(xué).
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_PINYIN_RESIDUE = re.compile(f"(?<={_HAN})(?:[（(](?=[a-zêü]*[{_TONES}])[a-zêü{_TONES}]{{1,8}}[)）])+")
_FULL_WIDTH = {code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}
_BRACKETS = str.maketrans("()", "（）")
_HAS_FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
# A converter that read 公 for 国; the same word also names an office of the State Council, so it is only shown.
_SLIP = re.compile(r"国办(?=$|.{0,4}[中小学幼])")

# Characters of 通用规范汉字表 that a converter would change, though they are right in names and places (乾县, 李昇).
_STANDARD = frozenset("乾剋吒夥徵於昇氾爇甦甯祕脩苧蒐薳薹釐陞麽")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text to keep, what was repaired on the way, why it cannot be kept, and what a person should look at."""

    text: str
    repairs: tuple[str, ...] = ()
    problem: str = ""
    hint: str = ""

    def then(self, text: str, repair: str) -> "Cleaned":
        """Return this with another text, naming the repair if it changed anything."""
        return self if text == self.text else replace(self, text=text, repairs=(*self.repairs, repair))

    def refused(self, problem: str) -> "Cleaned":
        """Return this as a value that is not taken."""
        return replace(self, text="", problem=problem)


@lru_cache(maxsize=1 << 14)  # lists repeat themselves: types, places, dates
def clean_text(text: str) -> Cleaned:
    """Repair text of any field; line breaks stay as single ``\\n`` for whoever knows what they part."""
    if _is_plain(text):
        return Cleaned(text)
    # Fonts hold some characters twice; the doubles (兼容汉字) would look the same and be found by nobody.
    cleaned = Cleaned(text).then(unicodedata.normalize("NFC", text), "统一字形")
    cleaned = cleaned.then(_AROUND_BREAK.sub("\n", cleaned.text), "整理换行")
    cleaned = cleaned.then(_INVISIBLE.sub("", cleaned.text), "去掉看不见的字符")
    cleaned = cleaned.then(_AROUND_BREAK.sub("\n", _SPACE.sub(" ", cleaned.text)).strip(), "去掉多余的空格")
    if cleaned.text in ERROR_VALUES:
        return Cleaned("", problem="公式出错，没有值")
    cleaned = cleaned.then(cleaned.text.translate(_FULL_WIDTH), "全角转半角")
    cleaned = cleaned.then(_PINYIN_RESIDUE.sub("", cleaned.text), "删去夹杂的拼音")
    cleaned = cleaned.then(simplified(cleaned.text), "繁体转简体")
    if _SLIP.search(cleaned.text):
        return replace(cleaned, hint="“国办”可能是“公办”转换错了")
    return cleaned


@lru_cache(maxsize=1 << 14)
def clean_words(text: str) -> Cleaned:
    """Repair text that is one run of words: no line breaks, no spaces between Chinese characters."""
    cleaned = clean_text(text)
    cleaned = cleaned.then(cleaned.text.replace("\n", " "), "合并换行")
    return cleaned.then(_BETWEEN_HAN.sub("", cleaned.text), "去掉多余的空格")


def clean_name(text: str) -> Cleaned:
    """Repair the name of a school; lists write its brackets in either width."""
    cleaned = clean_words(text)
    if cleaned.text.isascii():
        return cleaned
    return cleaned.then(cleaned.text.translate(_BRACKETS), "括号统一为全角")


def clean_people(text: str) -> Cleaned:
    """Repair the names in a cell; those on lines of their own are joined by ``、``."""
    cleaned = clean_text(text)
    cleaned = cleaned.then(cleaned.text.replace("\n", "、"), "合并换行")
    return cleaned.then(_BETWEEN_HAN.sub("", cleaned.text), "去掉多余的空格")


def simplified(text: str) -> str:
    """Return `text` in simplified characters; characters that are standard in names stay as they are."""
    if _is_gb2312(text):
        return text
    return "".join(map(_simplified_character, text))


def _is_plain(text: str) -> bool:
    """Whether nothing in `text` can want repair: the fast way for nearly every cell of a sheet."""
    return (
        _is_gb2312(text)
        and text.isprintable()
        and text == text.strip()
        and "#" not in text
        and " " not in text
        and "\u3000" not in text
        and "办" not in text
        and not _HAS_FULL_WIDTH.search(text)
        and not _PINYIN_RESIDUE.search(text)
    )


def _is_gb2312(text: str) -> bool:
    """Whether `text` is free of traditional characters for certain; GB 2312 holds simplified ones only."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _simplified_character(character: str) -> str:
    if character in _STANDARD or character.isascii():
        return character
    return str(_converter().convert(character))


@cache
def _converter() -> Any:
    from opencc import OpenCC  # only lists with traditional characters pay for its dictionaries

    return OpenCC("t2s")
