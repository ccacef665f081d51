"""How text is cut to be found by character, and where in a text stands what was typed."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xunjian.db.search.index import expression
from xunjian.rules.searching import LONGEST, holds, marks, plain, spread, terms

RARE = "\U0002c029\U00030edd\ue123"
"""𬀩 of Unicode 8, 𰻝 of Unicode 13, and a private character of an old input method."""


def shown(text: str, typed: str) -> list[str]:
    return [text[span.start : span.end] for span in marks(text, terms(typed))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("校服款，SF-02", "校 服 款 sf 02"),
        ("Ａ１２ａ", "a12a"),
        ("㎡①", "m21"),
        ("Café", "cafe"),
        ("葛\U000e0100", "葛"),
        (RARE, " ".join(RARE)),
        ("〔2026〕31号", "2026 31 号"),
        (" \n，\x00\ud800", ""),
    ],
)
def test_text_is_cut_into_characters_and_latin_words(text: str, words: str) -> None:
    assert spread(text) == words


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("收取饮水费150元，饮水", "饮水", ["饮水", "饮水"]),
        ("收取饮水费150元", "15", ["15"]),
        ("收取饮水费150元", "费1", []),
        ("收取饮水费150元", "50", []),
        ("每人15元，未经家长", "元未经", ["元，未经"]),
        ("号码ＡＢ００１２", "ab0012", ["ＡＢ００１２"]),
        ("饮水费服务费", "水费 服务", ["水费服务"]),
        ("哈哈哈", "哈哈", ["哈哈哈"]),
        ("王" + RARE, RARE[:2], [RARE[:2]]),
    ],
)
def test_what_was_typed_is_marked(text: str, typed: str, found: list[str]) -> None:
    assert shown(text, typed) == found
    assert holds(text, terms(typed)) is bool(found)


def test_every_piece_has_to_be_there() -> None:
    assert holds("三年级收取饮水费", terms("饮水 年级"))
    assert not holds("三年级收取饮水费", terms("饮水 校服"))


def test_what_was_pasted_is_cut() -> None:
    assert sum(map(len, terms(plain("饮水费" * 1_000)))) <= LONGEST
    assert plain("饮\x00水\ud800\n") == "饮 水  "


LETTERS = st.text(alphabet="饮水费校，。 A1ｂ\n㎡é", max_size=20)


@given(LETTERS, LETTERS)
def test_the_index_and_the_marks_agree(text: str, typed: str) -> None:
    """What FTS5 finds and what Python finds in the same text is the same."""
    wanted = terms(typed)
    if not wanted:
        return
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (words, content = '', tokenize = 'ascii')")
        connection.execute("INSERT INTO t (rowid, words) VALUES (1, ?)", (spread(text),))
        found = connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression(wanted),)).fetchall()
    assert bool(found) is holds(text, wanted)


@given(st.text(max_size=30))
def test_any_text_finds_itself(text: str) -> None:
    assert holds(text, terms(plain(text)))
