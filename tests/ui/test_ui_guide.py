"""使用手册: its pictures are the scenes', its quoted words are the program's, and the scenes can be played."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.guide import sheet, words
from tests.guide.county import County
from tests.guide.drawing import draw
from tests.guide.scenes import SCENES, Scene
from tests.guide.stage import SIZE

TEXT = sheet.GUIDE.read_text(encoding="utf-8")


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> County:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return County(tmp_path)


def play(scenes: list[Scene], county: County, folder: Path) -> None:
    made = draw(scenes, county, folder)
    assert [path.stem for path in made] == [name for scene in scenes for name in scene.pictures]
    assert {(picture.width(), picture.height()) for picture in map(QImage, map(str, made))} == {SIZE}


def test_the_guide_shows_each_picture_of_the_scenes_once() -> None:
    drawn = [name for scene in SCENES for name in scene.pictures]
    assert sorted(sheet.pictures_named(TEXT)) == sorted(drawn)
    assert TEXT.count("![") == len(drawn), "a picture is written so that it is found"


def test_what_the_guide_quotes_from_the_screen_is_in_the_program() -> None:
    found = words.shown()
    assert [one for one in words.quoted(TEXT) if one not in found] == []


def test_the_page_holds_its_pictures_and_no_markup_from_the_text(tmp_path: Path) -> None:
    (tmp_path / "01-a.png").write_bytes(b"picture")
    made = sheet.page("# 手册\n\n![图](pictures/01-a.png)\n\n<script>alert(1)</script>\n", tmp_path)
    assert 'src="data:image/png;base64,cGljdHVyZQ=="' in made
    assert "<script>" not in made
    assert "http" not in made


def test_a_scene_plays_in_the_real_program(qapp: QApplication, county: County, tmp_path: Path) -> None:
    play([scene for scene in SCENES if scene.pictures[0] == "31-import"], county, tmp_path / "pictures")


@pytest.mark.long
def test_every_scene_plays_in_the_real_program(qapp: QApplication, county: County, tmp_path: Path) -> None:
    play(SCENES, county, tmp_path / "pictures")
