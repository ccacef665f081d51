"""The office's own fonts (方正小标宋简体, 仿宋_GB2312 …): where they are, and whether documents may embed them.

Fonts are known by the names in their files, never by the names of the files. A font serves if it has TrueType
outlines, covers GB 2312 and may be embedded in part. What was read of each file is kept in a small cache, by path, time
and size, for a system has hundreds.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

import msgspec

from xunjian.documents.composer.faces import Face, Role
from xunjian.documents.composer.truetype import NotUsable, TrueType, count
from xunjian.files import write_whole

NAMES: Mapping[Role, tuple[str, ...]] = {
    Role.TITLE: ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    Role.BODY: ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
    Role.SUBHEADING: ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"),
    Role.HEADING: ("黑体", "SimHei"),
    Role.SONG: ("宋体", "SimSun"),
}
"""What offices write with, the best first; each font under its Chinese and its English name."""

_SUFFIXES = frozenset({".ttf", ".ttc", ".otf", ".otc"})
_MOST_IN_COLLECTION = 64


class Seen(msgspec.Struct, frozen=True):
    """One font of a file, and why it does not serve ('' where it does)."""

    index: int
    names: tuple[str, ...]
    fault: str


class _File(msgspec.Struct, frozen=True):
    time: int
    size: int
    fonts: tuple[Seen, ...]


@dataclass(frozen=True)
class OfficeFonts:
    """The faces that were found, their names, and what is to be said of each that was not."""

    faces: Mapping[Role, Face]
    names: Mapping[Role, str]
    lacking: Mapping[Role, str]
    """Whole sentences without their mark: 没有装 方正小标宋简体."""


def find(folders: Iterable[Path] | None = None, *, cache_file: Path | None = None) -> OfficeFonts:
    """Look for the office's fonts in the system's and the user's folders, or in these."""
    known = _read_cache(cache_file)
    now = dict(_looked_at(system_folders() if folders is None else folders, known))
    if cache_file is not None and now != known:
        _write_cache(cache_file, now)
    faces, names, lacking = {}, {}, {}
    for role, wanted in NAMES.items():
        found = [(path, font, name) for name in wanted for path, font in _named(now, name)]
        usable = [one for one in found if not one[1].fault]
        if usable:
            path, font, names[role] = usable[0]
            faces[role] = Face(role, Path(path), font.index)
        elif found:
            lacking[role] = f"{found[0][2]} 不能用：{found[0][1].fault}"
        else:
            lacking[role] = f"没有装 {wanted[0]}"
    return OfficeFonts(faces, names, lacking)


def system_folders() -> list[Path]:
    """Return where this system keeps fonts, for everybody and for its user."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        user = [Path(local, "Microsoft", "Windows", "Fonts")] if local else []
        return [Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"), *user]
    home = Path.home()
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data / "fonts", home / ".fonts"]


def _looked_at(folders: Iterable[Path], known: Mapping[str, _File]) -> Iterator[tuple[str, _File]]:
    for path in _files(folders):
        try:
            state = path.stat()
            before = known.get(str(path))
            if before is None or (before.time, before.size) != (state.st_mtime_ns, state.st_size):
                before = _File(state.st_mtime_ns, state.st_size, tuple(_fonts(path)))
        except OSError:
            continue
        yield str(path), before


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for parent, inner, names in os.walk(folder):
            inner.sort()
            yield from (Path(parent, name) for name in sorted(names) if Path(name).suffix.lower() in _SUFFIXES)


def _fonts(path: Path) -> Iterator[Seen]:
    """Yield the fonts of a file; what cannot be read as a font is none."""
    if not path.stat().st_size:
        return
    with path.open("rb") as file:
        data = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
    for index in range(min(count(data), _MOST_IN_COLLECTION)):
        try:
            font = TrueType(data, index)
            names = tuple(sorted(font.names & _wanted()))
            yield Seen(index, names, _fault(font) if names else "")
        except NotUsable:
            continue


def _fault(font: TrueType) -> str:
    if not font.has_outlines:
        return "不是 TrueType 轮廓（多半是 .otf），文件里嵌不进去"
    if not font.embeddable:
        return "字体不许嵌入文件"
    missing = sum(not font.glyph(ord(character)) for character in _gb2312())
    return f"缺 {missing} 个常用字" if missing else ""


@cache
def _wanted() -> frozenset[str]:
    return frozenset(name for names in NAMES.values() for name in names)


@cache
def _gb2312() -> str:
    """Return the 6763 hanzi of GB 2312."""
    rows = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in rows)


def _named(files: Mapping[str, _File], name: str) -> list[tuple[str, Seen]]:
    return [(path, font) for path, file in files.items() for font in file.fonts if name in font.names]


def _read_cache(path: Path | None) -> dict[str, _File]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, _File]) if path else {}
    except (OSError, msgspec.DecodeError):
        return {}


def _write_cache(path: Path, files: Mapping[str, _File]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.encode(files))
    except OSError:
        return  # the next search reads all files again
