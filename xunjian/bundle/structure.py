"""The guards on a bundle's list of files: what may be in the ZIP, how large, how packed, and nothing else."""

import stat
import zipfile
from collections.abc import Iterable

from xunjian.bundle import format as form
from xunjian.bundle.format import FORMAT, Entry, Manifest
from xunjian.bundle.refusals import Damaged, NotABundle

_ENCRYPTED = 0x1
_LOCAL_HEADER = 30


def check_start(archive: zipfile.ZipFile, name: str) -> None:
    """Check what can be known before the manifest is read."""
    infos = archive.infolist()
    if len(infos) > form.MOST_FILES:
        raise Damaged(name, "里面的文件太多")
    names = [info.filename for info in infos]
    if names[:1] != [form.MIMETYPE] or infos[0].header_offset != 0:
        raise NotABundle(name)
    if len(set(names)) != len(names):
        raise Damaged(name, "里面有重名的文件")
    if form.MANIFEST not in names:
        raise Damaged(name, "缺清单")
    if archive.getinfo(form.MANIFEST).file_size > form.LARGEST_MANIFEST:
        raise Damaged(name, "清单太大")
    _check_packing(archive.getinfo(form.MANIFEST), name)


def check(archive: zipfile.ZipFile, name: str) -> None:
    """Check how members are packed, and that there is a signature; the manifest says that the format is ours."""
    infos = archive.infolist()
    for info in infos:
        _check_packing(info, name)
    _check_overlap(infos, archive.start_dir, name)
    if form.SIGNATURE not in archive.namelist():
        raise Damaged(name, "缺签名")
    if archive.getinfo(form.SIGNATURE).file_size != form.SIGNATURE_SIZE:
        raise Damaged(name, "签名的长短不对")


def _check_packing(info: zipfile.ZipInfo, name: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.flag_bits & _ENCRYPTED or kind not in (0, stat.S_IFREG):
        raise Damaged(name, "里面有不该有的文件")
    if info.filename == form.OPS and info.compress_type == zipfile.ZIP_DEFLATED:
        if info.file_size > max(info.compress_size, 1) * form.LARGEST_RATIO:
            raise Damaged(name, "压缩得太狠，不是正常的包")
    elif info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
        raise Damaged(name, "里面的文件存法不对")


def _check_overlap(infos: Iterable[zipfile.ZipInfo], end: int, name: str) -> None:
    """Files that share bytes are how a small ZIP unpacks to a huge one."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    ends = [info.header_offset + _LOCAL_HEADER + len(info.filename) + info.compress_size for info in ordered]
    starts = [*(info.header_offset for info in ordered[1:]), end]
    if any(finish > start for finish, start in zip(ends, starts, strict=True)):
        raise Damaged(name, "里面的文件互相重叠")


def check_files(archive: zipfile.ZipFile, manifest: Manifest, name: str) -> None:
    """Check that the ZIP holds exactly the files that the manifest declares, none of them beyond its limits."""
    declared = [entry.name for entry in manifest.files]
    inside = {info.orig_filename: info.file_size for info in archive.infolist()}
    needed = form.LINES | ({form.KEYS} if manifest.kind == form.ENROL else set())
    if len(set(declared)) != len(declared) or not needed <= set(declared) or manifest.part[0] > manifest.part[1]:
        raise Damaged(name, "清单前后矛盾")
    for entry in manifest.files:
        _check_entry(entry, newer=manifest.format > FORMAT, name=name)
    if inside.keys() != {form.MIMETYPE, form.MANIFEST, form.SIGNATURE, *declared}:
        raise Damaged(name, "里面的文件和清单不符")
    if any(inside[entry.name] != entry.size for entry in manifest.files):
        raise Damaged(name, "里面的文件大小和清单不符")
    if len(manifest.blobs) != manifest.counts.photos:
        raise Damaged(name, "照片的张数和清单不符")


def _check_entry(entry: Entry, *, newer: bool, name: str) -> None:
    limit = form.largest(entry.name)
    if limit is None:
        if not (newer and form.may_come_later(entry.name)):
            raise Damaged(name, "里面有不该有的文件")
    elif entry.size > limit:
        raise Damaged(name, f"{entry.name} 太大")
    if entry.is_blob and entry.name != form.BLOBS + entry.sha256:
        raise Damaged(name, "照片的名字和指纹不符")
