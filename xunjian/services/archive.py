"""The archive of record: a folder that can be read and checked in ten years without this program."""

import errno
import hashlib
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.history import commits_of
from xunjian.db.schema.paper import Document
from xunjian.db.schema.reference import Bureau, School
from xunjian.db.schema.visit import Evidence, Visit
from xunjian.errors import UserError
from xunjian.files import safe_name, sync_folder
from xunjian.progress import Progress
from xunjian.rules.numbers import DocumentNumber
from xunjian.services.paperwork import given_papers
from xunjian.workspace import Workspace

PAPERS, PHOTOS, OPS, SUMS, ABOUT = "文书", "照片", "ops.jsonl", "SHA256SUMS", "说明.txt"
_PIECE = 2**20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png"}
_KEPT = "数据都在本机。"


@dataclass(frozen=True)
class Archived:
    """What was written."""

    folder: str
    papers: int
    photos: int
    commits: int
    missing: tuple[str, ...]
    """Files that records name, but that are not here or no longer whole; they stand in the page for people too."""


@dataclass(frozen=True)
class _File:
    place: str
    sha256: str


def write_archive(workspace: Workspace, target: Path, progress: Progress) -> Archived:
    """Write the archive to the new folder `target`, whole or not at all."""
    if target.exists():
        raise UserError(f"“{target.name}”已经有了。", safe="它没有动。", hint="请换一个还没有的文件夹。")
    unfinished = target.with_name(f".{target.name}.part")
    with _advising(target), _removed_on_failure(unfinished):
        unfinished.mkdir()
        done = _fill(workspace, unfinished, target, progress)
        unfinished.rename(target)
        sync_folder(target.parent)
    return done


def _fill(workspace: Workspace, folder: Path, target: Path, progress: Progress) -> Archived:
    with workspace.store.read() as session:
        papers, photos = list(_papers(session)), list(_photos(session))
        bureau = session.get(Bureau, workspace.store.bureau)
        commits = _write_commits(session, folder / OPS)
    missing: list[str] = []
    for done, file in enumerate([*papers, *photos]):
        progress.step(done, len(papers) + len(photos), f"正在存档 {done + 1}/{len(papers) + len(photos)}")
        if not _copy(workspace, file, folder / file.place):
            missing.append(file.place)
    result = Archived(str(target), len(papers), len(photos), commits, tuple(missing))
    page = _about((bureau.name if bureau else None) or "", workspace.today(), result)
    _write(folder / ABOUT, [page.encode("utf-8-sig")])
    _write(folder / SUMS, _sums(folder))
    return result


def _papers(session: Session) -> Iterator[_File]:
    rows = session.execute(
        select(Document, School.name)
        .outerjoin(School, School.uid == Document.school)
        .where(Document.pdf_sha256.is_not(None))
        .order_by(Document.year, Document.prefix, Document.serial, Document.uid)
    )
    taken: set[str] = set()
    for row, school in rows:
        name = _called(row)
        place = _free(f"{PAPERS}/{safe_name(f'{name} {school or row.kind}')}", ".pdf", taken)
        yield _File(place, row.pdf_sha256 or "")


def _called(row: Document) -> str:
    if row.serial is None:
        return f"{given_papers.TITLES.get(row.kind or '', row.kind)} {row.issued_on}"
    return str(DocumentNumber(row.prefix or "", row.year or 0, row.serial))


def _photos(session: Session) -> Iterator[_File]:
    rows = session.execute(
        select(Evidence, Visit.day, School.name)
        .outerjoin(Visit, Visit.uid == Evidence.visit)
        .outerjoin(School, School.uid == Visit.school)
        .where(Evidence.sha256.is_not(None))
        .order_by(Visit.day, Visit.uid, Evidence.taken_at, Evidence.uid)
    )
    taken: set[str] = set()
    order: dict[str, int] = defaultdict(int)
    for row, day, school in rows:
        visit = safe_name(f"{day or '没有日期'} {school or '没有学校'}")
        order[visit] += 1
        name = safe_name(Path(row.file_name or "照片").stem, longest=60)
        ending = _ENDINGS.get(row.media_type or "", ".jpg")
        yield _File(_free(f"{PHOTOS}/{visit}/{order[visit]:03}_{name}", ending, taken), row.sha256 or "")


def _free(place: str, ending: str, taken: set[str]) -> str:
    """Return a name that no other file has: two papers may bear one number by mistake."""
    number, name = 1, place + ending
    while name.casefold() in taken:
        number += 1
        name = f"{place}_{number}{ending}"
    taken.add(name.casefold())
    return name


def _write_commits(session: Session, target: Path) -> int:
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for _, commit in commits_of(session.connection()):
            count += 1
            yield commit.line() + b"\n"

    _write(target, lines())
    return count


def _copy(workspace: Workspace, file: _File, target: Path) -> bool:
    """Copy a file out of the store; return whether it was there and whole."""
    # Merged records hold what their writers put there; only a hash may become a path.
    if not _SHA256.fullmatch(file.sha256) or not workspace.photos.has(file.sha256):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    actual = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        with workspace.photos.path(file.sha256).open("rb") as source:
            while piece := source.read(_PIECE):
                actual.update(piece)
                yield piece

    _write(target, pieces())
    if actual.hexdigest() == file.sha256:
        return True
    target.unlink()
    return False


def _write(target: Path, pieces: Iterable[bytes]) -> None:
    with target.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _sums(folder: Path) -> Iterator[bytes]:
    """Yield the lines that `sha256sum -c SHA256SUMS` checks."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS):
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
        yield f"{actual}  {path.relative_to(folder).as_posix()}\n".encode()


def _about(bureau: str, today: date, done: Archived) -> str:
    lines = [
        f"{bureau} 检查档案",
        f"{today:%Y年%m月%d日}由巡检存出。不用这个程序也能看、能核对。",
        "",
        f"{PAPERS}：{done.papers} 份，PDF，签发时的原样。文件名是文号和学校。",
        f"{PHOTOS}：{done.photos} 张，原图，一次检查一个文件夹。",
        f"{OPS}：{done.commits} 次改动，从头到尾，每行一次，JSON 文字，UTF-8。",
        "　每行里：actor 谁改的，wall 电脑上的时间，case 属于哪次检查或哪所学校，reason 为什么，",
        "　ops 改了什么：表、记录编号、栏目、新的内容、接着哪一次改动。金额以分计。",
        "　同一栏目后来的改动接着前面的；没有被接着的，就是现在的内容。",
        f"{SUMS}：每个文件的 SHA-256。核对：sha256sum -c {SUMS}",
        "",
        *(["没能存出的文件（记录里有，原件不在这台机器上或已损坏）：", *done.missing] if done.missing else []),
    ]
    return "\r\n".join(lines) + "\r\n"


@contextmanager
def _removed_on_failure(folder: Path) -> Iterator[None]:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _advising(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError("盘写满了，档案没存成。", safe=_KEPT, hint="请换一个大一点的盘，再存一次。") from error
        raise UserError(
            f"“{target.name}”没存成。", safe=_KEPT, hint="请看看盘插好没有、能不能写，再试一次。"
        ) from error
