"""Photos that come to a visit by themselves: from the phone's folder, and from the camera program after F8."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from xunjian.errors import UserError
from xunjian.services import photo_folders
from xunjian.services.bureau.handbook import Entry
from xunjian.services.visit.finding_views import FindingView
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.photos import camera
from xunjian.ui.pages.photos.folder_watch import FolderWatch
from xunjian.ui.pages.photos.incoming import Arrival, Spoiled
from xunjian.ui.pages.photos.pictures import Picture
from xunjian.ui.pages.photos.triage_dialog import Target, TriageDialog
from xunjian.ui.pages.visit.finding_edits import FindingEdits
from xunjian.ui.pages.visit.finding_pane import FindingPane
from xunjian.ui.pages.visit.visit_shown import VisitShown
from xunjian.ui.pages.visit.visit_work import VisitWork
from xunjian.workspace import SHANGHAI

_BEFORE, _AFTER = 2.0, 4.0
"""Seconds: clocks of files are coarse, and a photo is written some time after the shutter."""

_PAUSE = 100  # ms


@dataclass
class _Aim:
    """From F8 until its item is left, photos of the camera program belong to this finding."""

    entry: Entry
    finding: str
    since: float
    until: float | None = None

    def holds(self, at: float) -> bool:
        return self.since - _BEFORE <= at and (self.until is None or at <= self.until + _AFTER)


class VisitPhotos(QObject):
    """Looks from the beginning of the day on: what was copied before the visit was opened is found as well."""

    def __init__(self, pane: FindingPane, work: VisitWork, shown: VisitShown, edits: FindingEdits, jobs: Jobs) -> None:
        super().__init__(pane)
        self._pane, self._work, self._shown, self._edits, self._jobs = pane, work, shown, edits, jobs
        with work.workspace.store.read() as session:
            phone, own = photo_folders.phone(session), photo_folders.camera(session)
        self._phone = phone
        self._camera = [own] if own is not None else camera.usual_folders()
        self._aims: list[_Aim] = []
        self._waiting: dict[str, Arrival] = {}
        self._spoiled: dict[Path, UserError] = {}
        today = datetime.now(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        folders = dict.fromkeys([*([phone] if phone is not None else []), *self._camera])
        self._watch = FolderWatch([*folders], today.timestamp(), self)
        self._watch.found.connect(self._take)
        pane.foot.camera_opened.connect(self._aim)
        pane.arrivals.assign_wanted.connect(self._assign_all)
        pane.arrivals.triage_wanted.connect(self._triage)
        pane.arrivals.spoiled_seen.connect(self._forget_spoiled)

    def start(self) -> None:
        """Look for photos from now on."""
        self._watch.start()

    def stop(self) -> None:
        """Look no more; what comes meanwhile is found at the next start."""
        self._watch.stop()

    def attend(self) -> None:
        """Follow the pane to another item, or to another state of it."""
        entry = self._shown.entry
        for aim in self._aims:
            if aim.until is None and (entry is None or aim.entry.uid != entry.uid):
                aim.until = time.time()
        self._show()

    def _aim(self) -> None:
        entry, finding = self._open()
        if entry is None or finding is None:
            return
        now = time.time()
        for aim in self._aims:
            aim.until = aim.until or now - _AFTER
        self._aims.append(_Aim(entry, finding.uid, now))
        if not any(folder.is_dir() for folder in self._camera):
            self._pane.foot.bar.say(
                "还没看到照相程序存照片的文件夹。", "拍好没有自动进来的话，请在“设置”里选这个文件夹，或把照片拖进来。"
            )

    def _take(self, results: list[Arrival | Spoiled]) -> None:
        for result in results:
            if isinstance(result, Spoiled):
                self._spoiled[result.path] = result.problem
            else:
                self._spoiled.pop(result.path, None)
        came = {one.sha256: one for one in results if isinstance(one, Arrival)}
        with self._work.workspace.store.read() as session:
            unwanted = photo_folders.unwanted(session, came.keys())
        for sha256, arrival in came.items():
            if sha256 not in unwanted and not self._put_where_aimed(arrival):
                self._waiting[sha256] = arrival
        self._show()

    def _put_where_aimed(self, arrival: Arrival) -> bool:
        """Put a photo of the camera program to the finding at which it was taken; returns whether there is one."""
        if arrival.path.parent not in self._camera:
            return False
        standing = {finding.uid for finding in self._shown.open_findings()}
        for aim in reversed(self._aims):
            if aim.holds(arrival.at) and aim.finding in standing:
                self._edits.add_photos(aim.entry, aim.finding, [_picture(arrival)])
                return True
        return False

    def _show(self) -> None:
        entry, finding = self._open()
        from_phone = any(one.path.parent == self._phone for one in self._waiting.values())
        from_camera = any(one.path.parent != self._phone for one in self._waiting.values())
        place = "手机文件夹和照相程序" if from_phone and from_camera else "照相程序" if from_camera else "手机文件夹"
        item = entry.item.code if entry is not None and finding is not None else ""
        self._pane.arrivals.show_waiting(len(self._waiting), place, item)
        self._pane.arrivals.show_spoiled(self._spoiled)

    def _open(self) -> tuple[Entry | None, FindingView | None]:
        """Return the item in the pane and its finding, if photos may be put there."""
        finding = self._shown.finding
        return self._shown.entry, finding if finding is not None and not finding.issued else None

    def _assign_all(self) -> None:
        entry, finding = self._open()
        if entry is not None and finding is not None:
            taken, self._waiting = [*self._waiting.values()], {}
            self._edits.add_photos(entry, finding.uid, [_picture(one) for one in taken])
            self._show()

    def _triage(self) -> None:
        handbook, entry = self._work.handbook, self._shown.entry
        targets = [
            Target(item.uid, f"{item.item.code} {item.item.title}")
            for item in (handbook.by_uid[finding.item] for finding in self._shown.open_findings())
        ]
        order = sorted(self._waiting.values(), key=lambda one: (one.at, one.path.name))
        dialog = TriageDialog(self._pane, self._jobs, order, targets, entry.uid if entry is not None else "")
        by_hash = {one.sha256: one for one in order}
        dialog.assigned.connect(lambda sha256, item: self._assign(by_hash[sha256], item))
        dialog.passed.connect(self._pass_over)
        dialog.taken_back.connect(lambda sha256, item: self._take_back(by_hash[sha256], item))
        dialog.open()

    def _assign(self, arrival: Arrival, item: str) -> None:
        finding = self._finding(item)
        if finding is not None:
            self._waiting.pop(arrival.sha256, None)
            self._edits.add_photos(self._work.handbook.by_uid[item], finding.uid, [_picture(arrival)])
            self._show()

    def _pass_over(self, sha256: str) -> None:
        try:
            with self._work.workspace.store.write() as session:
                photo_folders.pass_over(session, sha256)
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            show_error(self._pane, error)
            return
        self._waiting.pop(sha256, None)
        self._show()

    def _take_back(self, arrival: Arrival, item: str) -> None:
        if self._jobs.busy:
            # Photos that are being stored are taken off when they are there.
            QTimer.singleShot(_PAUSE, self, lambda: self._take_back(arrival, item))
            return
        finding = self._finding(item) if item else None
        stored = [one for one in finding.photos if one.sha256 == arrival.sha256] if finding is not None else []
        if stored:
            self._edits.hide_photo(self._work.handbook.by_uid[item], stored[0].evidence)
        elif not item:
            with self._work.workspace.store.write() as session:
                photo_folders.want_again(session, arrival.sha256)
        self._waiting[arrival.sha256] = arrival
        self._show()

    def _finding(self, item: str) -> FindingView | None:
        return next((finding for finding in self._shown.open_findings() if finding.item == item), None)

    def _forget_spoiled(self) -> None:
        self._spoiled.clear()
        self._show()


def _picture(arrival: Arrival) -> Picture:
    return Picture(arrival.path.name, arrival.path)
