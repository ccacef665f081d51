"""The photo store: whole photos as they are, once each; everything else refused in words that help."""

import errno
import hashlib
import io
import os
import resource
import shutil
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from xunjian.db.photos import LARGEST_FILE, PhotoStore
from xunjian.db.pictures import check_photo, taken_at
from xunjian.errors import UserError


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def store(tmp_path: Path) -> PhotoStore:
    (tmp_path / "tmp").mkdir()
    return PhotoStore(tmp_path / "blobs", tmp_path / "tmp")


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 240), **options: Any) -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(target, kind, **options)
    return target.getvalue()


def exif(text: str) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0110] = "X100"
    tags.get_ifd(0x8769)[0x9003] = text
    return tags


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is this large and holds one row."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(3 * width + 1) if width < 10**6 else b"\0"))
    return b"\x89PNG\r\n\x1a\n" + head + rows + chunk(b"IEND", b"")


def jpeg_header(width: int, height: int) -> bytes:
    """A whole small JPEG that says it is another size."""
    content = bytearray(picture())
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def refusal(content: bytes) -> UserError:
    with pytest.raises(UserError) as refused:
        check_photo(content)
    assert refused.value.safe == "其他内容没事。"
    return refused.value


def files(store: PhotoStore) -> list[str]:
    return sorted(store.hashes())


@pytest.mark.parametrize(
    "content",
    [
        picture(),
        picture(progressive=True),
        picture(size=(1, 1)),
        picture(size=(3, 4000)),
        picture("MPO", save_all=True, append_images=[Image.new("RGB", (320, 240))]),
        picture() + "手机在后面接的小视频".encode(),
    ],
    ids=["plain", "progressive", "one pixel", "a strip", "two pictures", "motion"],
)
def test_jpeg_of_every_make_is_taken(content: bytes) -> None:
    assert check_photo(content) == "image/jpeg"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_of_every_mode_is_taken(mode: str) -> None:
    target = io.BytesIO()
    Image.new(mode, (60, 40)).save(target, "PNG")
    assert check_photo(target.getvalue()) == "image/png"


def test_the_original_bytes_are_kept_once(store: PhotoStore, tmp_path: Path) -> None:
    content = picture(exif=exif("2026:11:24 09:30:00"))
    source = tmp_path / "照片 1.jpg"
    source.write_bytes(content)
    first, second = store.add_photo(source), store.add_photo(content)
    assert first == second
    assert first.sha256 == hashlib.sha256(content).hexdigest()
    assert store.read(first.sha256) == content
    assert files(store) == [first.sha256]
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9, 0.99])
def test_a_photo_that_was_cut_off_is_refused(store: PhotoStore, kind: str, share: float) -> None:
    content = picture(kind)
    with pytest.raises(UserError, match="可能没传完"):
        store.add_photo(content[: int(len(content) * share)])
    assert files(store) == []


def test_an_empty_file_was_not_sent_whole(store: PhotoStore, tmp_path: Path) -> None:
    (tmp_path / "IMG_1.jpg").touch()
    for source in (tmp_path / "IMG_1.jpg", b"", bytes(5_000)):
        with pytest.raises(UserError, match="可能没传完"):
            store.add_photo(source)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (picture("GIF"), "GIF"),
        (picture("WEBP"), "WEBP"),
        (picture("BMP"), "BMP"),
        (picture("TIFF"), "TIFF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是照片"),
        ("2026年收费公示".encode(), "不是照片"),
        (b"%PDF-1.7\n", "不是照片"),
    ],
)
def test_other_files_are_named(content: bytes, word: str) -> None:
    assert word in refusal(content).what


def test_what_to_do_about_a_phone_that_makes_heic_is_said() -> None:
    assert "兼容性最佳" in refusal(b"\0\0\0\x18ftypheic" + bytes(50)).hint


@pytest.mark.parametrize("header", [png_header, jpeg_header])
def test_400_million_pixels_are_refused_by_the_header_alone(header: Callable[[int, int], bytes]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(header(20_000, 20_000)).what == "这张照片有 4.0 亿像素，太大了，没有收。"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_png_is_refused_earlier_than_a_jpeg_of_the_same_size() -> None:
    assert "6000 万像素" in refusal(png_header(10_000, 6_000)).what
    assert check_photo(jpeg_header(15_000, 13_300)) == "image/jpeg"  # 200 million, as phones make them


def test_a_file_over_60_mb_is_refused_unread(store: PhotoStore, tmp_path: Path) -> None:
    source = tmp_path / "大.jpg"
    with source.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(UserError, match=r"“大\.jpg”超过 60 MB"):
        store.add_photo(source)
    assert "超过 60 MB" in refusal(bytes(LARGEST_FILE + 1)).what


def test_a_photo_that_is_gone_is_named(store: PhotoStore, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="读不出来"):
        store.add_photo(tmp_path / "没有.jpg")
    with pytest.raises(UserError, match="读不出来"):
        store.add_photo(tmp_path)


@given(st.sampled_from(["JPEG", "PNG"]), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8))
@settings(max_examples=150, deadline=None)
def test_changed_bytes_are_taken_or_refused_but_never_crash(kind: str, changes: list[tuple[int, int]]) -> None:
    content = bytearray(SMALL[kind])
    for place, value in changes:
        content[place % len(content)] = value
    taken_at(bytes(content))
    with suppress(UserError):
        check_photo(bytes(content))


SMALL = {kind: picture(kind, (24, 16), exif=exif("2026:11:24 09:30:00")) for kind in ("JPEG", "PNG")}


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_camera_tells_when_in_shanghai_time(kind: str) -> None:
    assert taken_at(picture(kind, exif=exif("2026:11:24 09:30:00"))) == datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("offset", "hour"), [("+08:00", 1), ("+09:00", 0), ("-01:00", 10), ("+99:00", 1), ("Shanghai", 1), ("", 1)]
)
def test_the_camera_may_tell_how_far_its_clock_is_from_utc(offset: str, hour: int) -> None:
    tags = exif("2026:11:24 09:30:00")
    tags.get_ifd(0x8769)[0x9011] = offset
    assert taken_at(picture(exif=tags)) == datetime(2026, 11, 24, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "2026-11-24", "", "昨天"])
def test_a_clock_that_makes_no_sense_says_nothing(text: str) -> None:
    assert taken_at(picture(exif=exif(text))) is None


def test_a_photo_without_its_time_says_nothing() -> None:
    assert taken_at(picture()) is None
    assert taken_at(picture("PNG")) is None


def test_a_large_photo_tells_its_time_without_being_opened() -> None:
    content = bytearray(picture(exif=exif("2026:11:24 09:30:00")))
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", 15_000, 14_000)
    assert taken_at(bytes(content)) == datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def test_a_damaged_file_is_found_and_made_good_by_adding_the_photo_again(store: PhotoStore) -> None:
    content = picture()
    one, other = store.add_photo(content), store.add_photo(picture())
    assert store.damaged() == []
    store.path(one.sha256).write_bytes(content[:-1] + b"x")
    assert store.damaged() == [one.sha256]
    store.add_photo(content)
    assert store.damaged() == []
    assert files(store) == sorted({one.sha256, other.sha256})


def test_too_little_room_is_told_before_anything_is_written(store: PhotoStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(10**9, 10**9, 1000))
    with pytest.raises(UserError, match="本机满了") as refused:
        store.add_photo(picture())
    assert (refused.value.safe, refused.value.hint) == ("前面的都在。", "请腾出空间，再存一次。")
    assert files(store) == []


@pytest.mark.parametrize(
    ("code", "words"), [(errno.ENOSPC, "本机满了"), (errno.EDQUOT, "本机满了"), (errno.EROFS, "写不进去")]
)
def test_a_disk_that_fills_up_while_writing_leaves_nothing(
    store: PhotoStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    def fail(_: int) -> NoReturn:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(UserError, match=words):
            store.add_photo(picture())
    assert files(store) == []
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_the_bytes_are_synced_before_the_name_and_the_folders_after(
    store: PhotoStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, ...]] = []
    sync, replace = os.fsync, Path.replace

    def note_sync(handle: int) -> None:
        done.append(Path(f"/proc/self/fd/{handle}").readlink().relative_to(tmp_path).parts[:1])
        sync(handle)

    def note_replace(self: Path, target: Path) -> Path:
        done.append(("renamed",))
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_replace)
    store.add_photo(picture())
    # First the new folders: nothing finds a file whose folder the disk does not know.
    assert done == [(), ("blobs",), ("tmp",), ("renamed",), ("blobs",)]
