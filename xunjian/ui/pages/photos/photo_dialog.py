"""One photo, large: its caption, rectangles over faces (打码), and the way to take it off its finding."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from xunjian.services.visit.photo_views import Photo
from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.photos.caption_edit import CaptionEdit
from xunjian.ui.pages.photos.cover_canvas import CoverCanvas
from xunjian.ui.pages.photos.photo_words import clock_note
from xunjian.ui.pages.photos.pictures import read_small
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role

_ROOM = (1520, 960)
"""Pixels to which a photo is read: enough for a large screen."""

_HOW_TO_COVER = "按住鼠标拖出一块，盖住人脸、姓名、证件号。原照片不动，印出来的盖住。"
_HOW_TO_MOVE = "方向键移动，Shift+方向键改大小，Ctrl+方向键微调，空格换一块，Delete 去掉。"


class PhotoDialog(QDialog):
    """Arrow keys go from photo to photo. What is changed here is reported at once; whoever owns the photos stores it.

    `editable`: captions and rectangles may be changed. `removable`: the photo may be taken off.
    """

    removed = Signal(str)  # evidence
    captioned = Signal(str, str)  # evidence, text
    covered = Signal(str, object)  # evidence, Cover
    placed = Signal(str, object)  # uid of the rectangle, Cover
    uncovered = Signal(str)  # uid of the rectangle
    undo_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        jobs: Jobs,
        read: Callable[[str], bytes],
        photos: Sequence[Photo],
        place: int,
        *,
        editable: bool,
        removable: bool,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("照片")
        self._jobs, self._read = jobs, read
        self._photos, self._place, self._editable = list(photos), -1, editable
        self.canvas, self.caption = CoverCanvas(), CaptionEdit()
        self.canvas.editable = editable
        self._where, self._tell = Label("", "caption", "text2"), Label("", "caption", "text2", wrap=True)
        self.cover = KeyButton("打码", icon="plus", key="Insert")
        self.uncover = KeyButton("去掉这块", cap="Delete")
        self._undo = KeyButton("撤销", Role.LINK, icon="arrow-back-up", key="Ctrl+Z")
        self._off = KeyButton("取下这张照片", Role.CAREFUL)
        self._said = Label("", wrap=True, selectable=True)
        self._lay_out(removable=removable)
        self._connect()
        self._fit(parent)
        self._go_to(place)
        self.canvas.setFocus()

    @property
    def photo(self) -> Photo:
        """The photo shown."""
        return self._photos[self._place]

    def show_photos(self, photos: Sequence[Photo]) -> None:
        """Show the same photos as they are stored now; without the one that is shown, there is nothing left to show."""
        shown = self.photo.evidence
        self._photos = list(photos)
        places = [place for place, photo in enumerate(self._photos) if photo.evidence == shown]
        if not places:
            self.reject()
            return
        self._place = places[0]
        self._show_words()

    def done(self, result: int) -> None:
        """Report what is not stored yet, however the dialog is left."""
        self._flush()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Report what is not stored yet."""
        self._flush()
        super().closeEvent(event)

    def _lay_out(self, *, removable: bool) -> None:
        whole = column(self, 16, 16, 16, 16, spacing=8)
        whole.addWidget(self.canvas, 1)
        words = row(spacing=8)
        words.addWidget(Label("说明", colour="text2"))
        words.addWidget(self.caption, 1)
        words.addWidget(self._said, 1)
        words.addWidget(self.cover)
        words.addWidget(self.uncover)
        whole.addLayout(words)
        whole.addWidget(self._tell)
        line = row(spacing=12)
        close = KeyButton("关闭", cap="Esc")
        close.clicked.connect(self.reject)
        for part, shown in ((self._where, True), (self._undo, self._editable), (self._off, removable), (close, True)):
            line.addWidget(part, int(part is self._where))
            part.setVisible(shown)
        whole.addLayout(line)
        for changing in (self.caption, self.cover, self.uncover):
            changing.setVisible(self._editable)
        self._said.setVisible(not self._editable)
        for button in (self.cover, self.uncover, self._undo, self._off, close):
            button.setAutoDefault(False)  # Enter belongs to the caption

    def _connect(self) -> None:
        self.canvas.drawn.connect(lambda cover: self.covered.emit(self.photo.evidence, cover))
        self.canvas.placed.connect(self.placed)
        self.canvas.dropped.connect(self.uncovered)
        self.canvas.turned.connect(self._step)
        self.canvas.chosen.connect(lambda _uid: self._show_hint())
        self.caption.settled.connect(lambda text: self.captioned.emit(self.photo.evidence, text))
        self.caption.returnPressed.connect(self.canvas.setFocus)
        self.cover.clicked.connect(self.canvas.add_usual)
        self.uncover.clicked.connect(self.canvas.drop_chosen)
        self._undo.clicked.connect(self._take_back)
        self._off.clicked.connect(self._take_off)
        # Shortcuts, for a button in focus would take the arrows for itself.
        QShortcut(QKeySequence("Left"), self).activated.connect(partial(self._step, -1))
        QShortcut(QKeySequence("Right"), self).activated.connect(partial(self._step, 1))

    def _fit(self, parent: QWidget) -> None:
        window = parent.window().size()
        self.resize(min(1200, round(window.width() * 0.9)), min(900, max(self.minimumHeight(), window.height() - 60)))

    def _step(self, step: int) -> None:
        if 0 <= self._place + step < len(self._photos):
            self._go_to(self._place + step)

    def _go_to(self, place: int) -> None:
        if self._place >= 0:
            self._flush()
        self._place = place
        self.canvas.forget()
        self.caption.setText(self.photo.caption or "")
        self._show_words()
        work = partial(_read_photo, self._read, self.photo.sha256)
        self._jobs.start(work, owner=self, done=partial(self._take, self.photo.evidence))

    def _take(self, evidence: str, image: QImage) -> None:
        if evidence == self.photo.evidence:
            self.canvas.show_image(image)
            self.canvas.setAccessibleName(self._where.text() + ("，打不开" if image.isNull() else ""))

    def _show_words(self) -> None:
        photo = self.photo
        self.canvas.show_covers(photo.covers)
        self.caption.show_text(photo.caption or "")
        self._said.setText(photo.caption or "没有写说明")
        covered = f"，打码 {len(photo.covers)} 处" if photo.covers else ""
        self._where.setText(f"第 {self._place + 1} 张，共 {len(self._photos)} 张{covered}")
        self._show_hint()

    def _show_hint(self) -> None:
        chosen = bool(self.canvas.chosen_cover) and self._editable
        self.uncover.setEnabled(chosen)
        note = clock_note(self.photo)
        if chosen:
            note = _HOW_TO_MOVE
        elif not note and self._editable:
            note = _HOW_TO_COVER
        self._tell.setText(note)
        set_shown(self._tell, bool(note))

    def _take_back(self) -> None:
        self._flush()
        self.undo_wanted.emit()

    def _take_off(self) -> None:
        self._flush()
        self.removed.emit(self.photo.evidence)
        self.accept()

    def _flush(self) -> None:
        self.caption.flush()
        self.canvas.flush()


def _read_photo(read: Callable[[str], bytes], name: str, progress: object) -> QImage:  # noqa: ARG001 - one photo
    return read_small(read, name, *_ROOM)
