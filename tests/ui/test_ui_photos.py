"""Photos large: captions in place, rectangles over faces by mouse and keyboard, the clock, the badge in the strip."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.visit_scene import Visiting, show, start
from tests.workspaces import TODAY, Scene, group_scene
from xunjian.rules.covers import Cover
from xunjian.services.visit.photo_views import Photo
from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.photos.photo_dialog import PhotoDialog
from xunjian.ui.pages.photos.pictures import Picture

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    made = group_scene(tmp_path / "group")
    yield made
    made.workspace.close()


@pytest.fixture
def at(qapp: QApplication, qtbot: QtBot, jobs: Jobs, scene: Scene, tmp_path: Path) -> Iterator[Visiting]:
    """A visit with a problem and two photos, one of them with a clock that is days off."""
    made = show(qapp, scene, jobs, start(scene), qtbot.addWidget, (1366, 768))
    made.press(Key.Key_2)
    files = [photo_file(tmp_path, "a.jpg", "2026:11:02 09:30:00"), photo_file(tmp_path, "b.jpg", "")]
    made.page.pane.foot.offer([Picture(path.name, path) for path in files])
    qtbot.waitUntil(lambda: not jobs.busy and len(photos(made)) == 2)
    yield made
    qtbot.waitUntil(lambda: not jobs.busy)
    made.window.hide()


def photo_file(folder: Path, name: str, taken: str) -> Path:
    """Write a photo, 400 wide and 300 high, that says when it was taken."""
    exif = Image.Exif()
    exif[0x0110] = "X100"
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    content = io.BytesIO()
    Image.effect_noise((400, 300), 40).convert("RGB").save(content, "JPEG", exif=exif)
    path = folder / name
    path.write_bytes(content.getvalue())
    return path


def photos(at: Visiting) -> tuple[Photo, ...]:
    return at.finding("SF-01").photos


def large(at: Visiting, qtbot: QtBot) -> PhotoDialog:
    """Open the first photo large, by keyboard."""
    at.page.pane.foot.strip.setFocus()
    QTest.keyClick(at.page.pane.foot.strip, Key.Key_Home)
    at.press(Key.Key_Return)
    dialog = at.page.pane.foot._dialog
    assert dialog is not None
    QTest.qWaitForWindowActive(dialog)
    qtbot.waitUntil(lambda: not dialog.canvas.image.isNull())
    return dialog


def covers(at: Visiting, place: int = 0) -> tuple[Cover, ...]:
    return photos(at)[place].shown_covers


def point(dialog: PhotoDialog, across: int, down: int) -> QPoint:
    """Return where ‰ of the picture are on the canvas."""
    frame = dialog.canvas._frame()
    return QPoint(
        frame.left() + round(frame.width() * across / 1000), frame.top() + round(frame.height() * down / 1000)
    )


def drag(dialog: PhotoDialog, begin: tuple[int, int], end: tuple[int, int]) -> None:
    canvas, (first, last) = dialog.canvas, (point(dialog, *begin), point(dialog, *end))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(canvas, QPoint((first.x() + last.x()) // 2, (first.y() + last.y()) // 2))
    QTest.mouseMove(canvas, last)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=last)


def close_to(cover: Cover, expected: tuple[int, int, int, int]) -> bool:
    return all(abs(one - other) <= 6 for one, other in zip(cover, expected, strict=True))


def test_a_rectangle_is_drawn_moved_and_resized_by_mouse(at: Visiting, qtbot: QtBot) -> None:
    dialog = large(at, qtbot)
    drag(dialog, (100, 200), (300, 500))
    (drawn,) = covers(at)
    assert close_to(drawn, (100, 200, 200, 300))
    drag(dialog, (150, 300), (350, 400))
    assert close_to(covers(at)[0], (300, 300, 200, 300))
    drag(dialog, (500, 600), (600, 700))
    assert close_to(covers(at)[0], (300, 300, 300, 400))
    drag(dialog, (700, 100), (701, 101))
    assert len(covers(at)) == 1
    dialog.reject()


def test_a_rectangle_is_placed_by_keyboard_alone(at: Visiting, qtbot: QtBot) -> None:
    dialog = large(at, qtbot)
    at.press(Key.Key_Insert)
    assert covers(at) == (Cover(400, 400, 200, 200),)
    for _ in range(3):
        at.press(Key.Key_Left)
    at.press(Key.Key_Up, CTRL)
    at.press(Key.Key_Right, SHIFT)
    assert covers(at) == (Cover(400, 400, 200, 200),)
    qtbot.waitUntil(lambda: covers(at) == (Cover(370, 399, 210, 200),), timeout=2000)
    assert at.page.tools.undo.text().endswith("SF-01 移动打码")
    at.press(Key.Key_Delete)
    assert covers(at) == ()
    at.press(Key.Key_Z, CTRL)
    at.press(Key.Key_Z, CTRL)
    assert covers(at) == (Cover(400, 400, 200, 200),)
    assert dialog.isVisible()
    at.press(Key.Key_Right)  # nothing is chosen: on to the next photo
    assert dialog.photo.file_name == "b.jpg"
    at.press(Key.Key_Escape)
    assert not dialog.isVisible()


def test_what_is_moved_is_saved_when_the_photo_is_left(at: Visiting, qtbot: QtBot) -> None:
    dialog = large(at, qtbot)
    at.press(Key.Key_Insert)
    at.press(Key.Key_Down)
    dialog.reject()
    assert covers(at) == (Cover(400, 410, 200, 200),)


def test_the_strip_shows_the_covered_copy_and_the_badge(at: Visiting, qtbot: QtBot) -> None:
    dialog = large(at, qtbot)
    drag(dialog, (0, 0), (1000, 1000))
    dialog.reject()
    first, second = (at.page.pane.foot.strip.entries.entry(row) for row in range(2))
    assert first.covered
    assert is_black(first.image)
    assert "已打码" in first.caption
    assert not second.covered
    assert not is_black(second.image)


def is_black(image: QImage) -> bool:
    return not image.isNull() and image.pixelColor(image.width() // 2, image.height() // 2).lightness() == 0


def test_a_caption_is_written_in_place_and_is_one_step(at: Visiting, qtbot: QtBot) -> None:
    dialog = large(at, qtbot)
    dialog.caption.setFocus()
    at.type("公示栏")
    qtbot.waitUntil(lambda: photos(at)[0].caption == "公示栏", timeout=2000)
    at.type("全景")
    at.press(Key.Key_Left)  # moves the cursor, not the photo
    at.press(Key.Key_Return)
    assert photos(at)[0].caption == "公示栏全景"
    assert dialog.canvas.hasFocus()
    at.press(Key.Key_Z, CTRL)
    assert photos(at)[0].caption is None
    assert dialog.caption.text() == ""
    dialog.reject()


def test_a_clock_that_is_off_is_a_note_and_no_refusal(at: Visiting, qtbot: QtBot) -> None:
    first, second = (at.page.pane.foot.strip.entries.entry(row) for row in range(2))
    assert (first.late, second.late) == (True, False)
    dialog = large(at, qtbot)
    assert "照片上的时间是 11月2日 09:30" in dialog._tell.text()
    dialog._step(1)
    assert "照片上的时间" not in dialog._tell.text()
    dialog.reject()


def test_an_issued_finding_is_read_not_drawn_on(at: Visiting, qtbot: QtBot, jobs: Jobs) -> None:
    foot = at.page.pane.foot
    foot.show_photos(photos(at), code="SF-01", writable=False)
    dialog = large(at, qtbot)
    drag(dialog, (100, 200), (300, 500))
    assert covers(at) == ()
    assert dialog.cover.isHidden()
    assert dialog.caption.isHidden()
    dialog.reject()


def test_small_pictures_are_kept_and_a_broken_one_is_made_again(at: Visiting, qtbot: QtBot, jobs: Jobs) -> None:
    kept = sorted((at.scene.workspace.folder / "thumbnails").rglob("*.jpg"))
    assert len(kept) == 2
    kept[0].write_bytes(b"")
    again = show(QApplication.instance(), at.scene, jobs, at.visit, qtbot.addWidget, (1366, 768))  # type: ignore[arg-type]
    again.go_to("SF-01")
    qtbot.waitUntil(lambda: not jobs.busy)
    strip = again.page.pane.foot.strip
    assert all(not strip.entries.entry(row).image.isNull() for row in range(2))
    again.window.hide()
