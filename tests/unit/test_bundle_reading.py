"""Whoever made the bytes: they are read as they were written, or refused with a reason."""

import hashlib
import io
import json
import shutil
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import bundles
from tests.bundles import SIGNER, Forged, entry
from xunjian.bundle import format as form
from xunjian.bundle import keys, reading
from xunjian.bundle.envelope import MAGIC
from xunjian.bundle.keys import Signer
from xunjian.bundle.refusals import (
    Damaged,
    NotABundle,
    NotForUs,
    Outdated,
    TooNew,
    Truncated,
    Unreadable,
)
from xunjian.bundle.refusals import (
    Forged as Refused,
)
from xunjian.errors import UserError
from xunjian.progress import Unwatched

few = settings(max_examples=50, deadline=None)
many = settings(max_examples=150, deadline=None)

Content = tuple[bytes, tuple[bytes, ...], tuple[bytes, ...]]


def content(data: bytes) -> Content:
    """Read all that a bundle without its envelope brings: its head, lines and photos."""
    bundle = reading.opened_file(reading.Guarded(io.BytesIO(data)), "来包.xjb", form.KINDS)
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
    return bundles.unsealed(target)


@pytest.fixture(scope="module")
def envelope(good: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return bundles.sealed(tmp_path_factory.mktemp("envelope") / "a.xjb", good).read_bytes()


def member(name: str, mode: int = 0o644 | stat.S_IFREG) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def look(path: Path) -> None:
    with bundles.opened(path):
        pass


def altered(tmp_path: Path, inner: bytes, **changed: bytes) -> Path:
    """Write a bundle with other members in a sound envelope."""
    return bundles.sealed(tmp_path / "b.xjb", bundles.rewritten(inner, photos=None, signer=None, **changed))


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught, bundles.opened(path) as bundle:
        bundle.check_text()
        bundle.check_blobs(bundle.manifest.blobs, Unwatched())
    assert "没动" in caught.value.safe
    assert caught.value.hint
    return caught.value.what


def test_an_honest_bundle_made_by_hand_is_read(tmp_path: Path) -> None:
    with bundles.opened(Forged().write(tmp_path / "a.xjb")) as bundle:
        assert list(bundle.lines()) == [bundles.commit(1).line()]


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"\x89PNG" * 40, "文字".encode() * 99], ids=["empty", "stub", "png", "text"]
)
def test_other_files_are_no_bundle(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xjb").write_bytes(data)
    with pytest.raises(NotABundle, match=r"“a\.xjb”不是巡检的数据包"):
        look(tmp_path / "a.xjb")


def test_another_zip_is_no_bundle(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xjb", "w") as archive:
        archive.writestr("word/document.xml", "<xml/>")
    with pytest.raises(NotABundle):
        look(tmp_path / "a.xjb")


def test_a_missing_file_and_a_folder_are_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.xjb", tmp_path):
        with pytest.raises(Unreadable, match="读不出来"):
            look(path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.999])
def test_a_bundle_cut_off_says_so(tmp_path: Path, envelope: bytes, part: float) -> None:
    (tmp_path / "a.xjb").write_bytes(envelope[: int(len(envelope) * part)])
    with pytest.raises(Truncated, match="可能没拷完"):
        look(tmp_path / "a.xjb")


def test_a_flipped_bit_in_the_middle_of_an_envelope_is_damage(tmp_path: Path) -> None:
    bundles.written(tmp_path / "a.xjb", photos=(bytes(300_000),))
    data = bytearray((tmp_path / "a.xjb").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "a.xjb").write_bytes(data)
    with pytest.raises(Damaged, match="内容校验不符"):
        look(tmp_path / "a.xjb")


def test_an_envelope_for_others_is_not_opened(tmp_path: Path, envelope: bytes) -> None:
    (tmp_path / "a.xjb").write_bytes(envelope)
    with pytest.raises(NotForUs, match="不是给这台机器的"), bundles.opened(tmp_path / "a.xjb", keys.new_identity()):
        pass


def test_an_envelope_without_an_end_to_its_header_is_not_read_on(tmp_path: Path) -> None:
    (tmp_path / "a.xjb").write_bytes(b"age-encryption.org/v1\n-> X25519 " + b"A" * 3_000_000)
    with pytest.raises(Damaged):
        look(tmp_path / "a.xjb")


def test_nothing_of_an_envelope_stays_on_the_disk(tmp_path: Path, envelope: bytes) -> None:
    (tmp_path / "a.xjb").write_bytes(envelope)
    with bundles.opened(tmp_path / "a.xjb"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["a.xjb"]


def test_a_full_disk_is_told_before_an_envelope_is_opened(
    tmp_path: Path, envelope: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xjb").write_bytes(envelope)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(UserError, match="打开这个包要"):
        look(tmp_path / "a.xjb")


def test_a_report_without_an_envelope_is_refused(tmp_path: Path, good: bytes) -> None:
    (tmp_path / "a.xjb").write_bytes(good)
    with pytest.raises(Refused, match="没有加密"):
        look(tmp_path / "a.xjb")


def test_an_enrolment_in_an_envelope_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="文件的种类不对"):
        look(Forged(manifest={"kind": "enrol"}).write(tmp_path / "a.xjb"))


def test_a_bundle_of_the_trial_version_is_refused_with_a_word(tmp_path: Path) -> None:
    head = json.dumps({"format": [0, 1], "needs_reader": [0, 1], "bundle": "x"}).encode()
    for path in (tmp_path / "sealed.xjb", tmp_path / "plain.xjb"):
        inner = Forged().inner(head)
        path.write_bytes(inner) if path.stem == "plain" else bundles.sealed(path, inner)
        with pytest.raises(Outdated, match="是试用版做的，没有加密和签名"):
            look(path)


def test_another_signature_is_refused(tmp_path: Path, good: bytes) -> None:
    for signature in (bytes(64), Signer(bytes(32)).sign(b"something else")):
        with pytest.raises(Refused, match="签名对不上"):
            look(altered(tmp_path, good, manifest_sig=signature))
    with pytest.raises(Damaged, match="签名的长短不对"):
        look(altered(tmp_path, good, manifest_sig=b""))


def test_a_manifest_altered_by_a_blank_breaks_its_signature(tmp_path: Path, good: bytes) -> None:
    head = content(good)[0]
    with pytest.raises(Refused, match="签名对不上"):
        look(altered(tmp_path, good, manifest_json=head + b" "))


def test_altered_text_is_refused_although_the_zip_is_right(tmp_path: Path, good: bytes) -> None:
    other = b"".join(bundles.commit(number).line() + b"\n" for number in (7, 8, 9))
    head = json.loads(content(good)[0])
    size = next(file["size"] for file in head["files"] if file["name"] == "ops.jsonl")
    assert len(other) == size
    assert "ops.jsonl 校验不符" in refusal(altered(tmp_path, good, ops_jsonl=other))


def test_signatures_beside_the_lines_must_be_signatures(tmp_path: Path) -> None:
    path = tmp_path / "a.xjb"
    for proofs in (b"x\n", b"ab" * 64 + b"\n\n", b"", b"AB" * 64 + b"\n"):
        refusal(Forged(proofs=proofs).write(path))
    signature = SIGNER.sign(b"x")
    with bundles.opened(Forged(proofs=signature.hex().encode() + b"\n").write(path)) as bundle:
        assert list(bundle.signatures()) == [signature]


def test_an_altered_photo_is_named_by_its_place(tmp_path: Path, good: bytes) -> None:
    name = "blobs/" + hashlib.sha256(b"second photo").hexdigest()
    assert "第 2 张照片校验不符" in refusal(
        bundles.sealed(tmp_path / "b.xjb", bundles.rewritten(good, photos={name: b"SECOND PHOTO"}))
    )


@pytest.mark.parametrize(
    "versions",
    [
        {"format": [2, 0], "needs_reader": [2, 0]},
        {"format": [1, 2], "needs_reader": [1, 2]},
        {"suite": "sm2 sm3 sm4"},
        {"kind": "purge"},
    ],
    ids=["major", "needs newer", "suite", "kind"],
)
def test_a_newer_bundle_is_refused_even_where_the_rest_is_not_understood(
    tmp_path: Path, versions: dict[str, Any]
) -> None:
    forged = Forged(manifest=versions | ({} if "kind" in versions else {"counts": "elsewhere"}))
    with pytest.raises(TooNew, match="要先升级"):
        look(forged.write(tmp_path / "a.xjb"))


def test_a_newer_minor_format_is_read_as_far_as_known(tmp_path: Path) -> None:
    forged = Forged(
        manifest={"format": [1, 7], "mood": {"new": [1, 2]}},
        declared=[entry("later.bin", b"later")],
        members=[(member("later.bin"), b"later")],
    )
    with bundles.opened(forged.write(tmp_path / "a.xjb")) as bundle:
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
    refusal(Forged(members=extra, declared=[entry(name, b"evil")], manifest={"format": [1, 2]}).write(path))


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
    data = bytearray(Forged().inner())
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"ops.jsonl"))
    data[place + 8] |= 1
    assert "不该有的文件" in refusal(bundles.sealed(tmp_path / "a.xjb", bytes(data)))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = b"\n" * 30_000_000
    path = Forged(ops=bomb, proofs=b"\n").write(tmp_path / "a.xjb")
    assert path.stat().st_size < 100_000
    assert "压缩得太狠" in refusal(path)


def test_a_member_that_unpacks_to_more_than_declared_is_refused(tmp_path: Path) -> None:
    ops = b"".join(bundles.commit(number).line() + b"\n" for number in range(40))
    data = bytearray(Forged(ops=ops).inner())
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"ops.jsonl"))
    data[place + 24 : place + 28] = struct.pack("<I", 500)
    assert "大小和清单不符" in refusal(bundles.sealed(tmp_path / "a.xjb", bytes(data)))


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    data = bytearray(Forged(photos=(b"one photo", b"two photo")).inner())
    first, second = (data.rindex(hashlib.sha256(photo).hexdigest().encode()) for photo in (b"one photo", b"two photo"))
    offset = slice(first - len("blobs/") - 4, first - len("blobs/"))
    data[second - len("blobs/") - 4 : second - len("blobs/")] = data[offset]
    assert "重叠" in refusal(bundles.sealed(tmp_path / "a.xjb", bytes(data)))


def test_limits_hold_for_what_is_declared(tmp_path: Path) -> None:
    name = "blobs/" + "0" * 64
    huge = {"name": name, "size": form.LARGEST_BLOB + 1, "sha256": "0" * 64}
    assert "太大" in refusal(Forged(declared=[huge]).write(tmp_path / "a.xjb"))


def test_a_forged_length_of_the_list_of_files_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = bytearray(Forged(photos=(bytes(reading.LARGEST_DIRECTORY + 2**20),)).inner())
    data[-10:-6] = struct.pack("<I", reading.LARGEST_DIRECTORY + 1000)
    path.write_bytes(data)
    asked: list[int] = []

    class Watched(io.FileIO):
        def readinto(self, buffer: Any, /) -> int | None:
            asked.append(len(memoryview(buffer)))
            return super().readinto(buffer)

    with reading.Guarded(Watched(path)) as file, pytest.raises(Damaged, match="文件结构不对"):
        reading.opened_file(file, "a.xjb", form.KINDS)
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
        {"made_at": "0001-01-01T00:00:00+08:00"},
        {"made_at": "9999-12-31T23:59:59Z"},
        {"bureau_name": "庐州区\0教育局"},
        {"from": {"replica": bundles.REPLICA, "name": "长" * 300}},
        {"files": []},
        {"format": "1.0"},
        {"part": [2, 1]},
        {"part": [0, 0]},
        {"from": {"replica": bundles.REPLICA, "name": "x"}},
        {"counts": {"commits": 2**60, "photos": 1}},
        {"held": ["../x"]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_manifest_that_does_not_fit_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    refusal(Forged(manifest=change).write(tmp_path / "a.xjb"))


def test_a_deeply_nested_manifest_is_refused(tmp_path: Path, good: bytes) -> None:
    deep = b'{"format":[1,0],"needs_reader":[1,0],"x":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    with pytest.raises(Damaged, match="清单读不懂"):
        look(altered(tmp_path, good, manifest_json=deep))


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


@many
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_flipping_any_bit_of_an_envelope_is_refused(
    envelope: bytes, tmp_path_factory: pytest.TempPathFactory, place: float, bit: int
) -> None:
    data = bytearray(envelope)
    data[int(place * len(data))] ^= 1 << bit
    path = tmp_path_factory.getbasetemp() / "flipped.xjb"
    path.write_bytes(data)
    with pytest.raises(UserError):
        look(path)


@few
@given(st.binary(max_size=2_000))
def test_arbitrary_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    for candidate in (data, reading._START + data, reading._START + data + b"PK\5\6" + bytes(18)):
        with pytest.raises(UserError):
            content(candidate)
    path = tmp_path_factory.getbasetemp() / "arbitrary.xjb"
    for candidate in (data, MAGIC + data, MAGIC + data + b"\n--- " + data):
        path.write_bytes(candidate)
        with pytest.raises(UserError):
            look(path)


def any_manifest_is_read_or_refused(change: dict[str, Any]) -> None:
    """A signature does not make a manifest sound: whoever holds a group's key can sign anything."""
    try:
        lines = content(Forged(manifest=change).inner())[1]
    except UserError:
        return
    assert lines == (bundles.commit(1).line(),)


anything = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)
changes = st.dictionaries(st.sampled_from(sorted(Forged().head())), anything)


@few
@given(changes)
def test_any_signed_manifest_is_read_or_refused(change: dict[str, Any]) -> None:
    any_manifest_is_read_or_refused(change)


@pytest.mark.long
@settings(max_examples=30_000, deadline=None)
@given(changes)
def test_very_many_signed_manifests_are_read_or_refused(change: dict[str, Any]) -> None:
    any_manifest_is_read_or_refused(change)


def signed_text_is_read_or_refused(ops: bytes, proofs: bytes, count: int) -> None:
    forged = Forged(ops=ops, proofs=proofs, manifest={"counts": {"commits": count, "photos": 1}})
    try:
        lines = content(forged.inner())[1]
    except UserError:
        return
    assert b"".join(line + b"\n" for line in lines) == ops


texts = st.lists(st.sampled_from([b"{}", b"", b"ab" * 64, bundles.commit(1).line(), b"\xff", b"\0"])).map(
    lambda lines: b"".join(line + b"\n" for line in lines)
)


@few
@given(texts, texts | st.binary(), st.integers(0, 8))
def test_any_signed_text_is_read_or_refused(ops: bytes, proofs: bytes, count: int) -> None:
    signed_text_is_read_or_refused(ops, proofs, count)


@pytest.mark.long
@settings(max_examples=30_000, deadline=None)
@given(texts | st.binary(), texts | st.binary(), st.integers(0, 8))
def test_very_many_signed_texts_are_read_or_refused(ops: bytes, proofs: bytes, count: int) -> None:
    signed_text_is_read_or_refused(ops, proofs, count)


def same_or_refused(data: bytes, good: bytes) -> None:
    try:
        found = content(data)
    except UserError:
        return
    assert found == content(good)
