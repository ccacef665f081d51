"""Which font prints which character, and what is printed where no font has it."""

import pytest

from xunjian.documents.composer.embedding import to_unicode
from xunjian.documents.composer.fonts import Glyphs, Role, Span, Typesetter, plain, unprintable


def glyphs(text: str, role: Role = Role.BODY) -> Glyphs:
    return Typesetter().glyphs([Span(text, role)])


def roles(text: str, role: Role = Role.BODY) -> tuple[Role, ...]:
    """Return the role of the face that prints each character."""
    return tuple(face.role for face in glyphs(text, role).faces)


@pytest.mark.parametrize("character", list("0A“”（）〔〕￥a"))
@pytest.mark.parametrize("role", [Role.BODY, Role.SUBHEADING])
def test_figures_latin_and_the_weak_marks_of_fangsong_come_from_the_song(character: str, role: Role) -> None:
    assert roles(character, role) == (Role.SONG,)


@pytest.mark.parametrize("role", [Role.HEADING, Role.TITLE])
def test_the_heavy_faces_keep_their_own_figures(role: Role) -> None:
    assert roles("2026", role) == (role,) * 4


def test_what_fangsong_lacks_falls_back_character_by_character() -> None:
    assert roles("检①㎡查") == (Role.BODY, Role.SONG, Role.SONG, Role.BODY)


def test_what_no_font_has_is_printed_as_its_code_and_reported_once() -> None:
    setter = Typesetter()
    assert setter.glyphs([Span("王𪎵，𪎵😀")]).text == "王〔U+2A3B5〕，〔U+2A3B5〕〔U+1F600〕"
    assert setter.missing == ["𪎵", "😀"]


def test_what_no_font_has_is_known_before_anything_is_printed() -> None:
    assert unprintable("王𪎵，𬀩𪎵\n😀①") == ("𪎵", "😀")


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


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("\ue863\ue82b", "䶮龶"),
        ("\ue864", "龻"),
        ("\ue816\ue831", "𠂇𡗗"),
        ("\ue7c7", "ḿ"),
        ("\ue815", "⺁"),
        ("\ue000", "\ue000"),
    ],
)
def test_characters_of_older_systems_stand_at_their_places_of_today(typed: str, printed: str) -> None:
    assert plain(typed) == printed


def test_characters_beyond_the_bmp_are_named_by_two_surrogates() -> None:
    assert "<0001> <D870DC29>" in to_unicode({"𬀩": "0001"})


def test_no_block_of_the_map_has_more_than_a_hundred_entries() -> None:
    cmap = to_unicode({chr(0x4E00 + number): f"{number:04X}" for number in range(1, 256)})
    sizes = [int(line.split()[0]) for line in cmap.splitlines() if line.endswith("beginbfchar")]
    assert sizes == [100, 100, 55]
