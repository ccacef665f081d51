"""Photos that come by themselves: the phone's folder, the camera program after F8, and sorting them one by one."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.visit_scene import Visiting, show, start
from tests.workspaces import TODAY, Scene, group_scene
from xunjian.services import photo_folders
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import MessageDialog
from xunjian.ui.pages.photos import camera, folder_watch, incoming
from xunjian.ui.pages.photos.triage_dialog import TriageDialog
from xunjian.ui.pages.settings.folders_panel import FoldersPanel
from xunjian.ui.pages.visit import visit_photos
from xunjian.ui.widgets.buttons import KeyButton

Key = Qt.Key
Open = Callable[[], Visiting]


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    folder = tmp_path / "手机"
    folder.mkdir()
    return folder


@pytest.fixture
def shots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the camera program, which is there and opens."""
    monkeypatch.setattr(camera, "open_camera", lambda: True)
    return tmp_path / "Camera"


@pytest.fixture
def scene(tmp_path: Path, phone: Path, shots: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A laptop with both folders chosen; a look takes a fraction of the time that it takes people."""
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    for module, name, seconds in (
        (incoming, "STEADY", 0.1),
        (incoming, "PATIENCE", 0.3),
        (folder_watch, "_SOON", 0.05),
        (folder_watch, "_PAUSE", 0.2),
    ):
        monkeypatch.setattr(module, name, seconds)
    made = group_scene(tmp_path / "group")
    with made.workspace.store.write() as session:
        photo_folders.choose_phone(session, phone)
        photo_folders.choose_camera(session, shots)
    yield made
    made.workspace.close()


@pytest.fixture
def enter(qapp: QApplication, qtbot: QtBot, jobs: Jobs, scene: Scene) -> Iterator[Open]:
    """Opens the visit, as often as a test wants."""
    shown: list[Visiting] = []

    def enter() -> Visiting:
        for one in shown:
            one.window.hide()
        visit = shown[0].visit if shown else start(scene)
        shown.append(show(qapp, scene, jobs, visit, qtbot.addWidget, (1366, 768)))
        return shown[-1]

    yield enter
    qtbot.waitUntil(lambda: not jobs.busy)
    for one in shown:
        one.window.hide()


def photo(shade: int) -> bytes:
    content = io.BytesIO()
    Image.new("L", (64, 48), shade).save(content, "JPEG")
    return content.getvalue()


def put(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(names):
        (folder / name).write_bytes(photo(20 * number + len(list(folder.iterdir()))))


def says(at: Visiting) -> str:
    bar = at.page.pane.arrivals.waiting
    return bar.accessibleName() if bar.isVisible() else ""


def names(at: Visiting, code: str) -> set[str]:
    found = at.find(code)
    return {one.file_name for one in found.photos} if found is not None else set()


def wait_for(qtbot: QtBot, at: Visiting, number: int) -> None:
    qtbot.waitUntil(lambda: f"来了 {number} 张照片" in says(at))


def test_good_ones_are_attached_once_each_and_bad_ones_named_in_one_bar(enter: Open, qtbot: QtBot, phone: Path) -> None:
    at = enter()
    put(phone, "a.jpg", "b.jpg", "c.jpg")
    (phone / "twin.jpg").write_bytes((phone / "a.jpg").read_bytes())
    (phone / "cut.jpg").write_bytes(photo(200)[:200])
    (phone / "empty.jpg").write_bytes(b"")
    (phone / "d.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    wait_for(qtbot, at, 3)
    arrivals = at.page.pane.arrivals
    assert "先把这一项记为不符合" in says(at)
    assert not arrivals.assign.isVisible()
    qtbot.waitUntil(arrivals.spoiled.isVisible)
    qtbot.waitUntil(lambda: "3 张没有收" in arrivals.spoiled.accessibleName())
    for words in ("cut.jpg", "empty.jpg", "d.heic", "其他内容没事"):
        assert words in arrivals.spoiled.accessibleName()
    arrivals.spoiled.advise.click()
    (advice,) = arrivals.spoiled.findChildren(MessageDialog)
    for words in ("d.heic", "HEIC", "可能没传完", "其他内容没事", "重新传一次", "兼容性最佳"):
        assert words in advice.accessibleDescription()
    advice.accept()
    at.press(Key.Key_2)
    assert arrivals.assign.text() == "归到 SF-01"
    arrivals.assign.click()
    assert says(at) == ""
    qtbot.waitUntil(lambda: len(names(at, "SF-01")) == 3)
    next(one for one in arrivals.spoiled.findChildren(KeyButton) if one.text() == "知道了").click()
    assert not arrivals.spoiled.isVisible()
    again = enter()
    put(phone, "e.jpg")
    wait_for(qtbot, again, 1)


def test_a_photo_that_is_mended_leaves_the_bar_of_bad_ones(enter: Open, qtbot: QtBot, phone: Path) -> None:
    at = enter()
    (phone / "a.jpg").write_bytes(photo(1)[:200])
    qtbot.waitUntil(at.page.pane.arrivals.spoiled.isVisible)
    (phone / "a.jpg").write_bytes(photo(1))
    wait_for(qtbot, at, 1)
    assert not at.page.pane.arrivals.spoiled.isVisible()


def test_what_came_before_the_visit_was_opened_today_is_found(enter: Open, qtbot: QtBot, phone: Path) -> None:
    put(phone, "a.jpg")
    wait_for(qtbot, enter(), 1)


def test_after_f8_photos_go_to_the_item_at_which_they_were_taken(enter: Open, qtbot: QtBot, shots: Path) -> None:
    at = enter()
    at.press(Key.Key_2)
    at.press(Key.Key_F8)
    at.go_to("SF-02")
    at.press(Key.Key_2)
    put(shots, "1.jpg")
    qtbot.waitUntil(lambda: names(at, "SF-01") == {"1.jpg"})
    assert names(at, "SF-02") == set()
    # The record is there a moment before the page shows it.
    qtbot.waitUntil(lambda: at.page.tools.undo.text() == "撤销：SF-01 加 1 张照片")
    at.press(Key.Key_F8)
    put(shots, "2.jpg")
    qtbot.waitUntil(lambda: names(at, "SF-02") == {"2.jpg"})
    assert says(at) == ""


def test_a_photo_still_on_its_way_at_the_next_f8_goes_to_the_item_before(
    enter: Open, qtbot: QtBot, shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit_photos, "_BEFORE", 0.0)
    at = enter()
    at.press(Key.Key_2)
    at.press(Key.Key_F8)
    at.go_to("SF-02")
    at.press(Key.Key_2)
    put(shots, "1.jpg")
    QTest.qWait(20)
    at.press(Key.Key_F8)
    qtbot.waitUntil(lambda: names(at, "SF-01") | names(at, "SF-02") == {"1.jpg"})
    assert names(at, "SF-02") == set()


def test_photos_of_the_camera_that_nobody_asked_for_wait_in_the_bar(enter: Open, qtbot: QtBot, shots: Path) -> None:
    at = enter()
    at.press(Key.Key_2)
    put(shots, "1.jpg")
    qtbot.waitUntil(lambda: says(at).startswith("照相程序来了 1 张照片"))
    assert names(at, "SF-01") == set()


def test_a_camera_without_a_known_folder_says_where_to_choose_one(enter: Open, shots: Path) -> None:
    at = enter()
    at.press(Key.Key_2)
    at.press(Key.Key_F8)
    assert "照相程序存照片的文件夹" in at.page.pane.foot.bar.accessibleName()


def triage(at: Visiting, qtbot: QtBot) -> TriageDialog:
    at.page.pane.arrivals.triage.click()
    (dialog,) = at.page.pane.findChildren(TriageDialog)
    QTest.qWaitForWindowActive(dialog)
    qtbot.waitUntil(lambda: not dialog.canvas.image.isNull())
    return dialog


def test_photos_are_sorted_one_by_one_by_keyboard(enter: Open, qtbot: QtBot, jobs: Jobs, phone: Path) -> None:
    at = enter()
    at.press(Key.Key_2)
    at.go_to("SF-02")
    at.press(Key.Key_2)
    put(phone, "a.jpg", "b.jpg", "c.jpg")
    wait_for(qtbot, at, 3)
    dialog = triage(at, qtbot)
    assert dialog.target.currentText().startswith("SF-02")
    order = [one.path.name for one in dialog._arrivals]
    at.press(Key.Key_1)
    at.press(Key.Key_3)
    at.press(Key.Key_Up)
    at.press(Key.Key_1)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert (names(at, "SF-02"), names(at, "SF-01")) == ({order[0]}, {order[2]})
    assert says(at) == ""
    at.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert names(at, "SF-01") == set()
    at.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, at, 2)
    at.press(Key.Key_Left)
    assert dialog._state.text().startswith("已归到 SF-02")
    at.press(Key.Key_1)  # is decided already
    at.press(Key.Key_Right)
    at.press(Key.Key_3)
    assert len(list(phone.iterdir())) == 3
    dialog.reject()
    wait_for(qtbot, at, 1)
    again = enter()
    QTest.qWait(600)
    assert says(again) == ""  # one was passed over, one is there, one was taken off


def test_folders_are_chosen_in_the_settings(scene: Scene, qtbot: QtBot, tmp_path: Path, phone: Path) -> None:
    panel = FoldersPanel(scene.workspace)
    qtbot.addWidget(panel)
    assert panel.phone.shown.text() == str(phone)
    panel.phone.put(tmp_path)
    panel.camera.clear.click()
    with scene.workspace.store.read() as session:
        assert (photo_folders.phone(session), photo_folders.camera(session)) == (tmp_path, None)
    assert panel.camera.clear.isHidden()
