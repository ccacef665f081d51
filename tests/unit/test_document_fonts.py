"""Which font prints which character, and what is printed where no font has it."""

import pytest

from xunjian.documents.composer.embedding import to_unicode
from xunjian.documents.composer.fonts import Glyphs, Role, Span, Typesetter, plain


def glyphs(text: str, role: Role = Role.BODY) -> Glyphs:
    return Typesetter().glyphs([Span(text, role)])


@pytest.mark.parametrize("character", list("0A“”（）〔〕￥a"))
@pytest.mark.parametrize("role", [Role.BODY, Role.SUBHEADING])
def test_figures_latin_and_the_weak_marks_of_fangsong_come_from_the_song(character: str, role: Role) -> None:
    assert glyphs(character, role).fonts == (Role.SONG,)


@pytest.mark.parametrize("role", [Role.HEADING, Role.TITLE])
def test_the_heavy_faces_keep_their_own_figures(role: Role) -> None:
    assert glyphs("2026", role).fonts == (role,) * 4


def test_what_fangsong_lacks_falls_back_character_by_character() -> None:
    assert glyphs("检①㎡查").fonts == (Role.BODY, Role.SONG, Role.SONG, Role.BODY)


def test_what_no_font_has_is_printed_as_its_code_and_reported_once() -> None:
    setter = Typesetter()
    assert setter.glyphs([Span("王𪎵，𪎵😀")]).text == "王〔U+2A3B5〕，〔U+2A3B5〕〔U+1F600〕"
    assert setter.missing == ["𪎵", "😀"]


def test_two_figures_fill_one_column() -> None:
    assert sum(glyphs("2026年12月").advances) == pytest.approx(2 + 1 + 1 + 1)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("甲\u200b乙\ufeff丙\u2060", "甲乙丙"),
        ("\u202e甲\u200f乙\u2069", "甲乙"),
        ("甲\x00\x1b[31m乙", "甲[31m乙"),
        ("甲\ufe0f\U000e0100", "甲"),
        ("甲\ud800乙", "甲乙"),
        ("甲\t乙\u00a0丙\u2003丁", "甲 乙 丙 丁"),
        ("甲\u3000乙", "甲\u3000乙"),
    ],
)
def test_what_has_no_shape_is_not_printed(typed: str, printed: str) -> None:
    assert plain(typed) == printed


def test_characters_beyond_the_bmp_are_named_by_two_surrogates() -> None:
    assert "<01> <D870DC29>" in to_unicode([0, ord("𬀩")])


def test_no_block_of_the_map_has_more_than_a_hundred_entries() -> None:
    cmap = to_unicode([0, *range(0x4E00, 0x4E00 + 255)])
    sizes = [int(line.split()[0]) for line in cmap.splitlines() if line.endswith("beginbfchar")]
    assert sizes == [100, 100, 55]
