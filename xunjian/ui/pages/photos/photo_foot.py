"""The photos of a finding at the foot of its pane: the strip, the ways in, and what was wrong with some."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.services.visit.photo_views import Photo as StoredPhoto
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.photos import camera, pictures
from xunjian.ui.pages.photos.photo_dialog import PhotoDialog
from xunjian.ui.pages.photos.photo_words import said_of
from xunjian.ui.pages.photos.pictures import Picture
from xunjian.ui.pages.photos.refusal_bar import RefusalBar
from xunjian.ui.pages.photos.thumbnails import Thumbnails
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label, Panel
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.thumbnails import Photo, PhotoStrip

_SMALL = (112, 80)  # twice the size of the strip, for screens of two pixels a point


class Strip(PhotoStrip):
    """The strip, with Delete to take a photo off."""

    removed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the chosen photo off by Delete."""
        if event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self.removed.emit(self.entries.entry(self.currentIndex().row()).key)
        else:
            super().keyPressEvent(event)


class PhotoFoot(Panel):
    """Takes photos in; whoever owns it stores them. In a narrow place the photos stand above the buttons.

    `describing`: captions and rectangles over faces may be given, for these photos are printed. `keep`: the folder of
    small pictures made before.
    """

    offered = Signal(object)  # list[Picture]
    removed = Signal(str)  # evidence
    captioned = Signal(str, str)  # evidence, text
    covered = Signal(str, object)  # evidence, Cover
    placed = Signal(str, object)  # uid of a rectangle, Cover
    uncovered = Signal(str)  # uid of a rectangle
    undo_wanted = Signal()
    camera_opened = Signal()

    def __init__(
        self,
        jobs: Jobs,
        read: Callable[[str], bytes],
        *,
        none: str = "还没有照片",
        narrow: bool = False,
        describing: bool = False,
        keep: Path | None = None,
    ) -> None:
        super().__init__("bg", "top")
        self._jobs, self._read, self._describing = jobs, read, describing
        self._small = Thumbnails(read, keep).image if keep is not None else partial(pictures.read_small, read)
        self._dialog: PhotoDialog | None = None
        self._images: dict[str, QImage] = {}
        self._photos: dict[str, StoredPhoto] = {}
        self.strip = Strip()
        self._none = Label(none, "caption", "text2")
        self._take = KeyButton("拍照", icon="camera", key="F8")
        self._paste = KeyButton("粘贴", cap="Ctrl+V")
        self._files = KeyButton("选文件…")
        self.bar = RefusalBar()
        self.bar.add_action("知道了", lambda: self.bar.say(""))
        self._lay_out(narrow=narrow)
        self._take.clicked.connect(self._open_camera)
        self._paste.clicked.connect(self.paste)
        self._files.clicked.connect(self._choose_files)
        self.strip.opened.connect(self._open)
        self.strip.removed.connect(self.removed)
        set_hints(self.strip, Hint(("←", "→"), "换照片"), Hint(("Enter",), "看大图"), Hint(("Delete",), "取下"))

    def show_photos(self, photos: tuple[StoredPhoto, ...], *, code: str, writable: bool) -> None:
        """Show the photos of a finding; small pictures that are not at hand are read by a job."""
        before = list(self._photos.values())
        self._photos = {photo.evidence: photo for photo in photos}
        for button in (self._take, self._paste, self._files):
            button.setVisible(writable)
        self.strip.setVisible(bool(photos))
        self._none.setVisible(not photos)
        if before == list(self._photos.values()):
            return
        self.strip.show_photos([self._shown(photo, code, number) for number, photo in enumerate(photos, 1)])
        if self._dialog is not None:
            self._dialog.show_photos(photos)
        missing = [photo for photo in photos if photo.sha256 not in self._images]
        if missing:
            names = [photo.sha256 for photo in missing]
            self._jobs.start(partial(_read_small, self._small, names), owner=self, done=self._show_small)

    def show_again(self) -> None:
        """Show in the large photo what is stored: a change that was drawn there could not be saved."""
        if self._dialog is not None:
            self._dialog.show_photos(list(self._photos.values()))

    def paste(self) -> None:
        """Take the photos that the clipboard holds."""
        found = pictures.pictures_in(QApplication.clipboard().mimeData())
        if found:
            self.offer(found)
        else:
            self.bar.say("剪贴板里没有照片。", "请先复制照片，再按 Ctrl+V；也可以把照片拖进来。")

    def offer(self, found: list[Picture]) -> None:
        """Hand photos on."""
        self.bar.say("")
        self.offered.emit(found)

    def say_refused(self, refused: tuple[tuple[str, UserError], ...]) -> None:
        """Name the photos that were not taken, all in one bar."""
        if refused:
            self.bar.tell(refused)

    def _lay_out(self, *, narrow: bool) -> None:
        whole = column(self, *((0, 8, 0, 0) if narrow else (16, 8, 16, 8)), spacing=8)
        photos = row(spacing=8)
        photos.addWidget(self.strip, 1)
        photos.addWidget(self._none, 1)
        buttons = row(spacing=8) if narrow else photos
        for button in (self._take, self._paste, self._files):
            buttons.addWidget(button, int(narrow))
        whole.addLayout(photos)
        if narrow:
            whole.addLayout(buttons)
        whole.addWidget(self.bar)

    def _open_camera(self) -> None:
        if camera.open_camera():
            self.camera_opened.emit()
        else:
            self.bar.say("没找到摄像头。", "可以把照片拖进来，或按 Ctrl+V 粘贴。")

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "选照片", "", pictures.FILTER)
        if names:
            self.offer(pictures.from_files(names))

    def _open(self, evidence: str) -> None:
        writable, shown = self._files.isVisible(), list(self._photos.values())
        place = [photo.evidence for photo in shown].index(evidence)
        dialog = self._dialog = PhotoDialog(
            self, self._jobs, self._read, shown, place, editable=writable and self._describing, removable=writable
        )
        for told, passed_on in (
            (dialog.removed, self.removed),
            (dialog.captioned, self.captioned),
            (dialog.covered, self.covered),
            (dialog.placed, self.placed),
            (dialog.uncovered, self.uncovered),
            (dialog.undo_wanted, self.undo_wanted),
        ):
            told.connect(passed_on)
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    def _shown(self, photo: StoredPhoto, code: str, number: int) -> Photo:
        image = pictures.blackened(self._images.get(photo.sha256, QImage()), photo.shown_covers)
        words = said_of(photo, code, number)
        return Photo(photo.evidence, words, image, covered=bool(photo.covers), late=photo.delay is not None)

    def _show_small(self, images: dict[str, QImage]) -> None:
        self._images |= images
        for photo in self._photos.values():
            if photo.sha256 in images:
                small = pictures.blackened(images[photo.sha256], photo.shown_covers)
                self.strip.set_image(photo.evidence, small)


def _read_small(small: Callable[[str, int, int], QImage], names: list[str], progress: Progress) -> dict[str, QImage]:
    images = {}
    for number, name in enumerate(names):
        progress.step(number, len(names), name)
        images[name] = small(name, *(look().px(side) for side in _SMALL))
    return images
