"""The office's own fonts: known by their names, used where they serve, named where they do not."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pikepdf.pdfa
import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTCollection, TTFont

from tests.notices import NOTICE
from xunjian.documents.composer.faces import Faces, Role
from xunjian.documents.officefonts import NAMES, OfficeFonts, find
from xunjian.documents.papers.notice import render
from xunjian.paths import resource

CHINESE, ENGLISH = 0x0804, 0x0409


def named(role: Role, *names: str, language: int = CHINESE, permissions: int = 8) -> TTFont:
    """Return a font of a role's shape under another name, as an office's would be."""
    font: Any = TTFont(resource(f"fonts/{role.value}.ttf"))
    font["name"].names = [one for one in font["name"].names if one.nameID not in {1, 4, 16}]
    for name in names:
        for kind in (1, 4):
            font["name"].setName(name, kind, 3, 1, language)
    font["OS/2"].fsType = permissions
    return font


def cubic(name: str) -> TTFont:
    """Return a font with outlines of the other kind."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupCFF(name, {}, {".notdef": T2CharStringPen(500, None).getCharString()}, {})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": name})
    builder.setupOS2()
    builder.setupPost()
    font: TTFont = builder.font
    return font


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return fonts as an office has them: odd file names, a collection, one that may not be embedded."""
    place = tmp_path_factory.mktemp("fonts")
    (place / "inner").mkdir()
    named(Role.BODY, "仿宋_GB2312").save(place / "inner" / "x1.TTF")
    collection: Any = TTCollection()
    collection.fonts = [named(Role.HEADING, "新宋体"), named(Role.SONG, "SimSun", language=ENGLISH)]
    collection.save(place / "many.ttc")
    named(Role.SUBHEADING, "楷体_GB2312", permissions=2).save(place / "kai.ttf")
    cubic("SimHei").save(place / "hei.otf")
    (place / "broken.ttf").write_bytes(b"\x00\x01\x00\x00" + bytes(40))
    (place / "empty.ttf").touch()
    return place


def test_fonts_are_known_by_their_names(folder: Path) -> None:
    found = find([folder])
    assert found.names == {Role.BODY: "仿宋_GB2312", Role.SONG: "SimSun"}
    assert (found.faces[Role.SONG].path.name, found.faces[Role.SONG].index) == ("many.ttc", 1)


def test_what_is_missing_or_does_not_serve_is_named(folder: Path) -> None:
    assert find([folder]).lacking == {
        Role.TITLE: "没有装 方正小标宋简体",
        Role.SUBHEADING: "楷体_GB2312 不能用：字体不许嵌入文件",
        Role.HEADING: "SimHei 不能用：不是 TrueType 轮廓（多半是 .otf），文件里嵌不进去",
    }


def test_a_font_without_the_common_characters_does_not_serve(tmp_path: Path) -> None:
    font: Any = named(Role.BODY, "仿宋")
    for table in font["cmap"].tables:
        table.cmap = {code: glyph for code, glyph in table.cmap.items() if code not in {ord("检"), ord("查")}}
    font.save(tmp_path / "a.ttf")
    assert find([tmp_path]).lacking[Role.BODY] == "仿宋 不能用：缺 2 个常用字"


def test_the_better_name_wins(folder: Path, tmp_path: Path) -> None:
    named(Role.BODY, "仿宋").save(tmp_path / "a.ttf")
    assert find([tmp_path, folder]).names[Role.BODY] == "仿宋_GB2312"
    assert find([tmp_path]).names[Role.BODY] == "仿宋"


def test_what_was_read_is_remembered_until_a_file_changes(tmp_path: Path) -> None:
    fonts, memory = tmp_path / "fonts", tmp_path / "cache" / "fonts.json"
    fonts.mkdir()
    named(Role.BODY, "仿宋").save(fonts / "a.ttf")
    first = find([fonts], cache_file=memory)
    before = memory.stat().st_mtime_ns
    assert find([fonts], cache_file=memory).names == first.names
    assert memory.stat().st_mtime_ns == before
    named(Role.BODY, "别的字体").save(fonts / "a.ttf")
    assert Role.BODY in find([fonts], cache_file=memory).lacking
    memory.write_bytes(b"{")
    assert find([fonts], cache_file=memory).names == {}


def fonts_of(pdf: bytes) -> Sequence[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert pikepdf.pdfa.check(document, "3b").findings == []
        return [str(font.BaseFont).split("+")[1] for font in document.pages[0].Resources.Font.values()]


def test_a_notice_in_the_offices_fonts_says_the_same(folder: Path) -> None:
    found: OfficeFonts = find([folder])
    office = render(NOTICE, faces=Faces(found.faces)).pdf
    shipped = render(NOTICE).pdf
    assert office != shipped
    texts = []
    for pdf in (office, shipped):
        with pypdfium2.PdfDocument(pdf) as document:
            texts.append("".join("".join(page.get_textpage().get_text_range().split()) for page in document))
    assert texts[0] == texts[1]
    assert render(NOTICE).pdf == shipped


def test_figures_beside_the_offices_fangsong_are_its_own(folder: Path) -> None:
    faces = Faces(find([folder]).faces)
    place = faces.place("2", Role.BODY)
    assert place is not None
    assert place.face.path.name == "x1.TTF"


def test_what_the_offices_font_lacks_falls_back_to_the_shipped_ones(folder: Path) -> None:
    faces = Faces(find([folder]).faces)
    place = faces.place("①", Role.BODY)
    assert place is not None
    assert place.face.role is Role.SONG
    assert "NotoSerifSC-Black" in fonts_of(render(replace(NOTICE, school="①"), faces=faces).pdf)


def test_every_role_has_a_name_to_look_for() -> None:
    assert set(NAMES) == set(Role)
