"""A bundle is whole at its place, or not there; it can be read by anyone with a ZIP program."""

import errno
import os
import shutil
import zipfile
from pathlib import Path
from typing import NamedTuple

import orjson
import pytest

from tests import bundles
from xunjian.bundle import reading, writing
from xunjian.bundle.format import Sender
from xunjian.bundle.writing import Letter
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Unwatched

LETTER = Letter(kind="report", bureau=bundles.BUREAU, sender=Sender(bundles.REPLICA, "第三组"))


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


def leftovers(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name != "photos")


def test_members_stand_in_their_order_and_only_the_log_is_packed(tmp_path: Path) -> None:
    bundles.written(tmp_path / "第三组.xjb")
    with zipfile.ZipFile(tmp_path / "第三组.xjb") as archive:
        names = archive.namelist()
        packed = {info.filename for info in archive.infolist() if info.compress_type != zipfile.ZIP_STORED}
        assert archive.testzip() is None
    assert names[:4] == ["mimetype", "manifest.json", "ops.jsonl", "说明.txt"]
    assert all(name.startswith("blobs/") for name in names[4:])
    assert len(names) == 6
    assert packed == {"ops.jsonl"}
    assert (tmp_path / "第三组.xjb").read_bytes()[30:66] == b"mimetypeapplication/x-xunjian-bundle"


def test_the_manifest_says_what_is_inside(tmp_path: Path) -> None:
    written = bundles.written(tmp_path / "a.xjb")
    with zipfile.ZipFile(tmp_path / "a.xjb") as archive:
        head = orjson.loads(archive.read("manifest.json"))
    assert head["from"] == {"replica": bundles.REPLICA, "name": "第三组", "team": None, "seat": None}
    assert head["counts"]["commits"] == 3
    assert head["counts"]["cases"] == [{"kind": "visit", "uid": bundles.VISIT, "commits": 3}]
    assert head["counts"]["photos"] == 2
    assert reading.inspect(tmp_path / "a.xjb") == written.manifest
    assert written.size == (tmp_path / "a.xjb").stat().st_size


def test_the_page_for_people_is_chinese_and_says_that_nothing_is_encrypted(tmp_path: Path) -> None:
    bundles.written(tmp_path / "a.xjb")
    with zipfile.ZipFile(tmp_path / "a.xjb") as archive:
        page = archive.read("说明.txt").decode("utf-8-sig")
    assert "来自：第三组" in page
    assert "检查 1 次" in page
    assert "没有加密" in page


def test_lines_and_photos_come_out_as_they_went_in(tmp_path: Path) -> None:
    bundles.written(tmp_path / "a.xjb")
    with reading.opened(tmp_path / "a.xjb") as bundle:
        assert list(bundle.lines()) == [bundles.commit(number).line() for number in (1, 2, 3)]
        photos = []
        for entry in bundle.manifest.blobs:
            target = bundles.as_file(b"")
            bundle.copy(entry, target)
            photos.append(target.getvalue())
    assert photos == [b"first photo", b"second photo"]


def test_an_older_file_of_the_name_is_replaced_whole(tmp_path: Path) -> None:
    bundles.written(tmp_path / "a.xjb", commits=1)
    bundles.written(tmp_path / "a.xjb", commits=2)
    assert reading.inspect(tmp_path / "a.xjb").counts.commits == 2
    assert leftovers(tmp_path) == ["a.xjb"]


def test_a_photo_that_rotted_here_is_left_out_and_named(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    good, bad = bundles.blob(photos, b"good"), bundles.blob(photos, b"fine")
    bad.path.write_bytes(b"F1ne")
    written = writing.write(tmp_path / "a.xjb", LETTER, [], [bad, good], temporary=tmp_path, progress=Unwatched())
    assert written.damaged == (bad.sha256,)
    assert [entry.sha256 for entry in reading.inspect(tmp_path / "a.xjb").blobs] == [good.sha256]


def test_a_small_stick_is_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(2**30, 2**30 - 2**19, 2**19))
    with pytest.raises(UserError, match=r"U 盘只剩 0 MB，要 2 MB。\n数据都在本机。"):
        bundles.written(tmp_path / "a.xjb")
    assert leftovers(tmp_path) == []


def test_a_stick_that_fills_up_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="写满了"):
        bundles.written(tmp_path / "a.xjb")
    assert leftovers(tmp_path) == []


def test_a_stick_that_gives_back_something_else_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def flip(handle: int) -> None:
        real(handle)
        size = os.fstat(handle).st_size
        if size > 1000 and os.pread(handle, 2, 0) == b"PK":
            place = os.pread(handle, size, 0).index(b"second photo")
            os.pwrite(handle, b"S", place)

    # Writing needs a handle that reads, too; the temporary file is opened w+b.
    monkeypatch.setattr(os, "fsync", flip)
    with pytest.raises(UserError, match="写好再读出来，内容对不上"):
        bundles.written(tmp_path / "a.xjb")
    assert leftovers(tmp_path) == []


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int, text: str) -> None:  # noqa: ARG002
            if done == 1:
                raise Cancelled

    photos = tmp_path / "photos"
    photos.mkdir()
    blobs = [bundles.blob(photos, b"one"), bundles.blob(photos, b"two")]
    with pytest.raises(Cancelled):
        writing.write(tmp_path / "a.xjb", LETTER, [], blobs, temporary=tmp_path, progress=Impatient())
    assert leftovers(tmp_path) == []


def test_a_folder_that_is_gone_is_the_users_problem(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没写成"):
        writing.write(
            tmp_path / "拔掉了" / "a.xjb",
            LETTER,
            [],
            [],
            temporary=tmp_path,
            progress=Unwatched(),
        )
