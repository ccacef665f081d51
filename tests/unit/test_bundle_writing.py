"""A bundle is whole at its place, or not there; who has its key can read it with age and a ZIP program."""

import errno
import os
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest

from tests import bundles
from xunjian.bundle import envelope, keys, writing
from xunjian.bundle.format import Manifest
from xunjian.bundle.parts import Blob
from xunjian.bundle.refusals import NotForUs
from xunjian.bundle.writing import Sealing, Written
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Progress, Unwatched

LETTER = bundles.letter()


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


def zipped(path: Path, *identities: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(bundles.as_file(bundles.unsealed(path, *identities)))


def look(path: Path) -> Manifest:
    with bundles.opened(path) as bundle:
        return bundle.manifest


def write(target: Path, blobs: list[Blob], progress: Progress | None = None) -> Written:
    return writing.write(
        target,
        LETTER,
        [],
        blobs,
        sealing=bundles.SEALING,
        temporary=target.parent if target.parent.is_dir() else target.parent.parent,
        progress=progress or Unwatched(),
    )


def leftovers(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name != "photos")


def test_members_stand_in_their_order_and_only_the_log_is_packed(tmp_path: Path) -> None:
    bundles.written(tmp_path / "第三组.xjb")
    with zipped(tmp_path / "第三组.xjb") as archive:
        names = archive.namelist()
        packed = {info.filename for info in archive.infolist() if info.compress_type != zipfile.ZIP_STORED}
        assert archive.testzip() is None
    assert names[:6] == ["mimetype", "manifest.json", "manifest.sig", "ops.jsonl", "ops.sig", "说明.txt"]
    assert all(name.startswith("blobs/") for name in names[6:])
    assert len(names) == 8
    assert packed == {"ops.jsonl"}
    assert bundles.unsealed(tmp_path / "第三组.xjb")[30:66] == b"mimetypeapplication/x-xunjian-bundle"


def test_nothing_readable_is_on_the_stick(tmp_path: Path) -> None:
    bundles.written(tmp_path / "a.xjb")
    content = (tmp_path / "a.xjb").read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    for word in ("第三组", "manifest", "first photo", bundles.VISIT, bundles.REPLICA):
        assert word.encode() not in content


def test_every_recipient_can_open_it_and_nobody_else(tmp_path: Path) -> None:
    identities = [keys.new_identity() for _ in range(3)]
    sealing = Sealing(bundles.SIGNER, tuple(map(keys.recipient_of, identities)), (identities[2],))
    writing.write(tmp_path / "a.xjb", LETTER, [], [], sealing=sealing, temporary=tmp_path, progress=Unwatched())
    for identity in identities:
        with bundles.opened(tmp_path / "a.xjb", identity) as bundle:
            assert bundle.manifest.bureau == bundles.BUREAU
    with pytest.raises(NotForUs):
        look(tmp_path / "a.xjb")


def test_a_bundle_too_large_for_fat32_is_written_in_parts_each_whole_by_itself(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    blobs = [bundles.blob(folder, bytes([number]) * 100_000) for number in range(5)]
    document = bundles.blob(folder, b"%PDF" + bytes(50_000), is_document=True)
    written = writing.write(
        tmp_path / "组.xjb",
        LETTER,
        [(bundles.commit(1), None)],
        [*blobs, document],
        sealing=bundles.SEALING,
        temporary=tmp_path,
        progress=Unwatched(),
        largest_part=300_000,
    )
    assert [path.name for path in written.paths] == ["组.xjb", "组-2.xjb", "组-3.xjb"]
    assert leftovers(tmp_path) == ["组-2.xjb", "组-3.xjb", "组.xjb"]
    assert all(path.stat().st_size <= 300_000 for path in written.paths)
    found: list[str] = []
    for number, path in enumerate(written.paths, start=1):
        with bundles.opened(path) as bundle:
            bundle.check_text()
            assert bundle.manifest.part == (number, 3)
            assert list(bundle.lines()) == [bundles.commit(1).line()]
            found += [entry.sha256 for entry in bundle.manifest.blobs]
    assert found[0] == document.sha256
    assert sorted(found) == sorted(blob.sha256 for blob in [*blobs, document])
    assert written.photos == 6


@pytest.mark.parametrize("place", range(1, 12))
def test_a_stick_pulled_at_any_step_leaves_no_half_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """Every call that reaches the disk fails in its turn; what has the final name is whole."""
    steps = iter(range(1, 100))

    def failing(name: str, real: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            if next(steps) == place:
                raise OSError(errno.EIO, f"{name}: gone")
            return real(*arguments, **named)

        return call

    bundles.written(tmp_path / "a.xjb", commits=1)
    before = (tmp_path / "a.xjb").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing("fsync", os.fsync))
        patch.setattr(Path, "replace", failing("rename", Path.replace))
        patch.setattr(shutil, "disk_usage", failing("space", shutil.disk_usage))
        patch.setattr(envelope, "seal", failing("write", envelope.seal))
        patch.setattr(envelope, "open_into", failing("read", envelope.open_into))
        with suppress(UserError):
            bundles.written(tmp_path / "a.xjb", commits=2)
    after = (tmp_path / "a.xjb").read_bytes()
    assert after == before or look(tmp_path / "a.xjb").counts.commits == 2
    assert leftovers(tmp_path) == ["a.xjb"]


def test_the_page_for_people_tells_how_many_parts_there_are(tmp_path: Path) -> None:
    photos = (b"1" * 200_000, b"2" * 200_000)
    bundles.written(tmp_path / "a.xjb", photos=photos, largest_part=300_000)
    with zipped(tmp_path / "a-2.xjb") as archive:
        assert "共 2 份，这是第 2 份" in archive.read("说明.txt").decode("utf-8-sig")


def test_the_manifest_says_what_is_inside(tmp_path: Path) -> None:
    written = bundles.written(tmp_path / "a.xjb")
    with zipped(tmp_path / "a.xjb") as archive:
        head = orjson.loads(archive.read("manifest.json"))
    assert head["from"] == {
        "replica": bundles.REPLICA,
        "name": "第三组",
        "key": bundles.SIGNER.key,
        "team": None,
        "seat": None,
        "certificate": None,
    }
    assert head["counts"]["commits"] == 3
    assert head["counts"]["cases"] == [{"kind": "visit", "uid": bundles.VISIT, "commits": 3}]
    assert head["counts"]["photos"] == 2
    assert look(tmp_path / "a.xjb") == written.manifest
    assert written.size == (tmp_path / "a.xjb").stat().st_size


def test_the_page_for_people_is_chinese_and_says_who_can_open_it(tmp_path: Path) -> None:
    bundles.written(tmp_path / "a.xjb")
    with zipped(tmp_path / "a.xjb") as archive:
        page = archive.read("说明.txt").decode("utf-8-sig")
    assert "来自：第三组" in page
    assert "检查 1 次" in page
    assert "age 格式的加密" in page


def test_lines_and_photos_come_out_as_they_went_in(tmp_path: Path) -> None:
    bundles.written(tmp_path / "a.xjb")
    with bundles.opened(tmp_path / "a.xjb") as bundle:
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
    assert look(tmp_path / "a.xjb").counts.commits == 2
    assert leftovers(tmp_path) == ["a.xjb"]


def test_a_photo_that_rotted_here_is_left_out_and_named(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    good, bad = bundles.blob(photos, b"good"), bundles.blob(photos, b"fine")
    bad.path.write_bytes(b"F1ne")
    written = write(tmp_path / "a.xjb", [bad, good])
    assert written.damaged == (bad.sha256,)
    assert [entry.sha256 for entry in look(tmp_path / "a.xjb").blobs] == [good.sha256]


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
        if size > 1000 and os.pread(handle, 3, 0) == b"age":
            os.pwrite(handle, bytes([os.pread(handle, 1, size - 500)[0] ^ 1]), size - 500)

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
        write(tmp_path / "a.xjb", blobs, Impatient())
    assert leftovers(tmp_path) == []


def test_a_folder_that_is_gone_is_the_users_problem(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没写成"):
        write(tmp_path / "拔掉了" / "a.xjb", [])
