"""拍回签字页: photos of the signed sheet, put to the issued document beside which they are shown."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject

from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.services.paperwork import signed_pages
from xunjian.services.paperwork.papers import Paper
from xunjian.services.visit import evidence
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.photos.photo_foot import PhotoFoot
from xunjian.ui.pages.photos.pictures import Picture
from xunjian.workspace import Workspace

Refused = tuple[tuple[str, UserError], ...]


class SignedPages(QObject):
    """Keeps the photos of one paper after another; storing them is a job."""

    def __init__(self, workspace: Workspace, jobs: Jobs, foot: PhotoFoot) -> None:
        super().__init__(foot)
        self._workspace, self._jobs, self._foot = workspace, jobs, foot
        self._paper: Paper | None = None
        foot.offered.connect(self._add)
        foot.removed.connect(self._take_off)

    def attend(self, paper: Paper) -> None:
        """Show the photos of a paper."""
        self._paper = paper
        with self._workspace.store.read() as session:
            photos = signed_pages.of_document(session, paper.uid)
        self._foot.show_photos(photos, code="签字页", writable=True)

    def _add(self, pictures: list[Picture]) -> None:
        paper = self._paper
        if paper is not None:
            work = partial(self._store, paper, pictures)
            self._jobs.start(work, owner=self._foot, done=partial(self._added, paper))

    def _added(self, paper: Paper, refused: Refused) -> None:
        self._foot.say_refused(refused)
        if self._paper is not None and self._paper.uid == paper.uid:
            self.attend(paper)

    def _store(self, paper: Paper, pictures: Sequence[Picture], progress: Progress) -> Refused:
        photos, stored, refused = self._workspace.photos, [], []
        for number, picture in enumerate(pictures):
            progress.step(number, len(pictures), picture.name)
            try:
                stored.append((picture.name, evidence.store(photos, picture.content())))
            except UserError as problem:
                refused.append((picture.name, problem))
        if stored:
            reason = f"{paper.called} 加 {len(stored)} 张签字页照片"
            with self._workspace.store.write(by=self._workspace.person, reason=reason) as session:
                for name, file in stored:
                    signed_pages.attach(session, file, document=paper.uid, file_name=name, by=self._workspace.person)
        return tuple(refused)

    def _take_off(self, photo: str) -> None:
        paper = self._paper
        if paper is None:
            return
        reason = f"{paper.called} 取下一张签字页照片"
        try:
            with self._workspace.store.write(by=self._workspace.person, reason=reason) as session:
                evidence.set_hidden(session, photo, hidden=True)
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            show_error(self._foot, error)
        self.attend(paper)
