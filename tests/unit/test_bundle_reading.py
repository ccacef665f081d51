"""Whoever made the bytes: they are read as they were written, or refused with a reason."""

import hashlib
import io
import json
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import bundles
from tests.bundles import Forged, entry
from xunjian.bundle import format as form
from xunjian.bundle import reading
from xunjian.bundle.refusals import Damaged, NotABundle, TooNew, Truncated, Unreadable
from xunjian.errors import UserError
from xunjian.progress import Unwatched

few = settings(max_examples=50, deadline=None)
many = settings(max_examples=150, deadline=None)

Content = tuple[bytes, tuple[bytes, ...], tuple[bytes, ...]]


def content(data: bytes) -> Content:
    """Read all that a bundle brings: its head, lines and photos."""
    bundle = reading.opened_file(reading.Guarded(io.BytesIO(data)), "来包.xjb")
    bundle.check_text()
    photos = []
    for photo in bundle.manifest.blobs:
        target = io.BytesIO()
        bundle.copy(photo, target)
        photos.append(target.getvalue())
    return bundle.head, tuple(bundle.lines()), tuple(photos)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("good") / "a.xjb"
    bundles.written(target)
    return target.read_bytes()


def member(name: str, mode: int = 0o644 | stat.S_IFREG) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught, reading.opened(path) as bundle:
        bundle.check_text()
        bundle.check_blobs(bundle.manifest.blobs, Unwatched())
    assert "没动" in caught.value.safe
    assert caught.value.hint
    return caught.value.what


def test_an_honest_bundle_made_by_hand_is_read(tmp_path: Path) -> None:
    lines = content(Forged().write(tmp_path / "a.xjb").read_bytes())[1]
    assert lines == (bundles.commit(1).line(),)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"\x89PNG" * 40, "文字".encode() * 99], ids=["empty", "stub", "png", "text"]
)
def test_other_files_are_no_bundle(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xjb").write_bytes(data)
    with pytest.raises(NotABundle, match=r"“a\.xjb”不是巡检的数据包"):
        reading.inspect(tmp_path / "a.xjb")


def test_another_zip_is_no_bundle(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xjb", "w") as archive:
        archive.writestr("word/document.xml", "<xml/>")
    with pytest.raises(NotABundle):
        reading.inspect(tmp_path / "a.xjb")


def test_a_missing_file_and_a_folder_are_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.xjb", tmp_path):
        with pytest.raises(Unreadable, match="读不出来"):
            reading.inspect(path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.999])
def test_a_bundle_cut_off_is_told_from_a_damaged_one(tmp_path: Path, good: bytes, part: float) -> None:
    (tmp_path / "a.xjb").write_bytes(good[: int(len(good) * part)])
    with pytest.raises(Truncated, match="可能没拷完"):
        reading.inspect(tmp_path / "a.xjb")


def test_altered_text_is_refused_although_the_zip_is_right(tmp_path: Path, good: bytes) -> None:
    (tmp_path / "a.xjb").write_bytes(good)
    other = bundles.commit(7).line() + b"\n"
    other += b"".join(bundles.commit(number).line() + b"\n" for number in (8, 9))
    assert "ops.jsonl 校验不符" in refusal(bundles.rewritten(tmp_path / "a.xjb", tmp_path / "b.xjb", ops_jsonl=other))


def test_an_altered_photo_is_named_by_its_place(tmp_path: Path, good: bytes) -> None:
    (tmp_path / "a.xjb").write_bytes(good)
    name = "blobs/" + hashlib.sha256(b"second photo").hexdigest()
    assert "第 2 张照片校验不符" in refusal(
        bundles.rewritten(tmp_path / "a.xjb", tmp_path / "b.xjb", **{name: b"SECOND PHOTO"})
    )


@pytest.mark.parametrize(
    "versions",
    [{"format": [1, 0], "needs_reader": [1, 0]}, {"format": [0, 2], "needs_reader": [0, 2]}, {"kind": "purge"}],
    ids=["major", "needs newer", "kind"],
)
def test_a_newer_bundle_is_refused_even_where_the_rest_is_not_understood(
    tmp_path: Path, versions: dict[str, Any]
) -> None:
    forged = Forged(manifest=versions | ({} if "kind" in versions else {"counts": "elsewhere"}))
    with pytest.raises(TooNew, match="要先升级"):
        reading.inspect(forged.write(tmp_path / "a.xjb"))


def test_a_newer_minor_format_is_read_as_far_as_known(tmp_path: Path) -> None:
    forged = Forged(
        manifest={"format": [0, 7], "mood": {"new": [1, 2]}},
        declared=[entry("manifest.sig", b"later")],
        members=[(member("manifest.sig"), b"later")],
    )
    with reading.opened(forged.write(tmp_path / "a.xjb")) as bundle:
        assert list(bundle.lines()) == [bundles.commit(1).line()]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "/etc/passwd",
        "blobs/../../evil",
        "blobs\\evil",
        "C:\\evil.exe",
        "blobs/ABCDEF",
        "blobs/",
        "ops.jsonl/x",
        "a\x00b",
    ],
)
def test_names_that_no_bundle_has_are_refused_declared_or_not(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.xjb"
    extra = [(member(name), b"evil")]
    refusal(Forged(members=extra).write(path))
    refusal(Forged(members=extra, declared=[entry(name, b"evil")]).write(path))
    refusal(Forged(members=extra, declared=[entry(name, b"evil")], manifest={"format": [0, 2]}).write(path))


def test_an_undeclared_file_is_refused_and_one_of_this_format_must_be_known(tmp_path: Path) -> None:
    path = tmp_path / "a.xjb"
    extra = [(member("evil.exe"), b"evil")]
    assert "和清单不符" in refusal(Forged(members=extra).write(path))
    assert "不该有的文件" in refusal(Forged(members=extra, declared=[entry("evil.exe", b"evil")]).write(path))


def test_a_photo_under_a_false_name_is_refused(tmp_path: Path) -> None:
    name = "blobs/" + "0" * 64
    forged = Forged(declared=[entry(name, b"x")], members=[(member(name), b"x")])
    forged.manifest = {"counts": {"commits": 1, "photos": 2}}
    assert "照片的名字和指纹不符" in refusal(forged.write(tmp_path / "a.xjb"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    forged = Forged(members=[(member("ops.jsonl"), b"other\n")])
    assert "重名" in refusal(forged.write(tmp_path / "a.xjb"))


def test_a_file_declared_twice_or_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xjb"
    assert "前后矛盾" in refusal(Forged(declared=[entry("ops.jsonl", b"")]).write(path))
    assert "和清单不符" in refusal(Forged(declared=[entry("说明.txt", b"")]).write(path))


def test_symlinks_are_refused(tmp_path: Path) -> None:
    name = "blobs/" + hashlib.sha256(b"/etc/passwd").hexdigest()
    link = member(name, stat.S_IFLNK | 0o777)
    forged = Forged(declared=[entry(name, b"/etc/passwd")], members=[(link, b"/etc/passwd")])
    assert "不该有的文件" in refusal(forged.write(tmp_path / "a.xjb"))


def test_members_marked_as_encrypted_are_refused(tmp_path: Path) -> None:
    path = Forged().write(tmp_path / "a.xjb")
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"ops.jsonl"))
    data[place + 8] |= 1
    path.write_bytes(data)
    assert "不该有的文件" in refusal(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = b"\n" * 30_000_000
    path = Forged(ops=bomb).write(tmp_path / "a.xjb")
    assert path.stat().st_size < 100_000
    assert "压缩得太狠" in refusal(path)


def test_a_member_that_unpacks_to_more_than_declared_is_refused(tmp_path: Path) -> None:
    ops = b"".join(bundles.commit(number).line() + b"\n" for number in range(40))
    path = Forged(ops=ops).write(tmp_path / "a.xjb")
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"ops.jsonl"))
    data[place + 24 : place + 28] = struct.pack("<I", 500)
    path.write_bytes(data)
    assert "大小和清单不符" in refusal(path)


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    path = Forged(photos=(b"one photo", b"two photo")).write(tmp_path / "a.xjb")
    data = bytearray(path.read_bytes())
    first, second = (data.rindex(hashlib.sha256(photo).hexdigest().encode()) for photo in (b"one photo", b"two photo"))
    offset = slice(first - len("blobs/") - 4, first - len("blobs/"))
    data[second - len("blobs/") - 4 : second - len("blobs/")] = data[offset]
    path.write_bytes(data)
    assert "重叠" in refusal(path)


def test_limits_hold_for_what_is_declared(tmp_path: Path) -> None:
    name = "blobs/" + "0" * 64
    huge = {"name": name, "size": form.LARGEST_BLOB + 1, "sha256": "0" * 64}
    assert "太大" in refusal(Forged(declared=[huge]).write(tmp_path / "a.xjb"))


def test_a_forged_length_of_the_list_of_files_is_not_read(tmp_path: Path) -> None:
    path = Forged(photos=(bytes(reading.LARGEST_DIRECTORY + 2**20),)).write(tmp_path / "a.xjb")
    data = bytearray(path.read_bytes())
    data[-10:-6] = struct.pack("<I", reading.LARGEST_DIRECTORY + 1000)
    path.write_bytes(data)
    asked: list[int] = []

    class Watched(io.FileIO):
        def readinto(self, buffer: Any, /) -> int | None:
            asked.append(len(memoryview(buffer)))
            return super().readinto(buffer)

    with reading.Guarded(Watched(path)) as file, pytest.raises(Damaged, match="文件结构不对"):
        reading.opened_file(file, "a.xjb")
    assert max(asked) < 2**20


@pytest.mark.parametrize(
    "change",
    [
        {"bundle": "../../evil"},
        {"bureau": 7},
        {"counts": {"commits": -1}},
        {"counts": {"commits": 1, "photos": 5}},
        {"counts": {"commits": 2, "photos": 1}},
        {"made_at": "gestern"},
        {"from": {"replica": bundles.REPLICA, "name": "长" * 300}},
        {"files": []},
        {"format": "0.1"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_manifest_that_does_not_fit_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    refusal(Forged(manifest=change).write(tmp_path / "a.xjb"))


def test_a_deeply_nested_manifest_is_refused(tmp_path: Path, good: bytes) -> None:
    (tmp_path / "a.xjb").write_bytes(good)
    deep = b'{"format":[0,1],"needs_reader":[0,1],"x":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    with pytest.raises(Damaged, match="清单读不懂"):
        reading.inspect(bundles.rewritten(tmp_path / "a.xjb", tmp_path / "b.xjb", manifest_json=deep))


@many
@given(place=st.floats(0, 1, exclude_max=True), mask=st.integers(1, 255))
def test_flipping_any_byte_changes_nothing_or_is_refused(good: bytes, place: float, mask: int) -> None:
    data = bytearray(good)
    data[int(place * len(data))] ^= mask
    same_or_refused(bytes(data), good)


@many
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=6))
def test_any_scattered_change_changes_nothing_or_is_refused(good: bytes, edits: list[tuple[float, bytes]]) -> None:
    data = bytearray(good)
    for place, piece in edits:
        start = int(place * len(data))
        data[start : start + len(piece)] = piece
    same_or_refused(bytes(data), good)


@many
@given(start=st.floats(0, 1), end=st.floats(0, 1))
def test_leaving_out_any_piece_changes_nothing_or_is_refused(good: bytes, start: float, end: float) -> None:
    first, last = sorted((int(start * len(good)), int(end * len(good))))
    same_or_refused(good[:first] + good[last:], good)


@few
@given(st.binary(max_size=2_000))
def test_arbitrary_bytes_are_refused(data: bytes) -> None:
    for candidate in (data, reading._START + data, reading._START + data + b"PK\5\6" + bytes(18)):
        with pytest.raises(UserError):
            content(candidate)


@few
@given(
    st.dictionaries(
        st.sampled_from(sorted(Forged().head())),
        st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5),
    )
)
def test_any_manifest_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, change: dict[str, Any]) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", form.MEDIA_TYPE)
        archive.writestr("manifest.json", json.dumps(Forged().head() | change))
        archive.writestr("ops.jsonl", Forged().ops)
        archive.writestr("blobs/" + hashlib.sha256(b"a photo").hexdigest(), b"a photo")
    try:
        lines = content(target.getvalue())[1]
    except UserError:
        return
    assert lines == (bundles.commit(1).line(),)


def same_or_refused(data: bytes, good: bytes) -> None:
    try:
        found = content(data)
    except UserError:
        return
    assert found == content(good)
