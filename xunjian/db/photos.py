"""The store of photos and documents: original bytes, once each, in files named by their SHA-256.

A file is written, synced and renamed, and its folder synced, before any row names it: in simulated power cuts only
this order never left a row without its photo.
"""

import hashlib
import io
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xunjian.errors import UserError
from xunjian.files import replacing

LARGEST_FILE = 60 * 2**20
LARGEST_PNG = 50_000_000
LARGEST_JPEG = 250_000_000
"""Pixels. A JPEG is opened at a reduced size, a PNG only whole."""

_SAFE = "其他内容没事。"


@dataclass(frozen=True)
class Stored:
    """A file in the store."""

    sha256: str
    size: int
    media_type: str


class PhotoStore:
    """A folder of files named by content; the same bytes are stored once."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        self._folder = folder
        self._temporary = temporary

    def path(self, sha256: str) -> Path:
        """Return where the file of this hash lies, or would lie."""
        return self._folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether the file is here."""
        return self.path(sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """Return the bytes of a file; raises FileNotFoundError if it is missing."""
        return self.path(sha256).read_bytes()

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every file here."""
        return (file.name for file in self._folder.glob("??/*") if file.is_file())

    def add_photo(self, source: Path | bytes) -> Stored:
        """Store a photo as it is, after seeing that it is one and whole; raises UserError if not."""
        content = source if isinstance(source, bytes) else _read_photo(source)
        media_type = check_photo(content)
        return self.add(content, media_type)

    def add(self, content: bytes, media_type: str) -> Stored:
        """Store bytes that are known to be good."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if not target.is_file():
            self._make_room_for(len(content))
            target.parent.mkdir(parents=True, exist_ok=True)
            with replacing(target, temporary=self._temporary) as file:
                file.write(content)
        return Stored(sha256, len(content), media_type)

    def damaged(self) -> list[str]:
        """Return the names of files whose bytes are not what their name says."""
        return [name for name in self.hashes() if hashlib.sha256(self.read(name)).hexdigest() != name]

    def _make_room_for(self, size: int) -> None:
        free = shutil.disk_usage(self._temporary).free
        if free < size + 2**20:
            raise UserError("本机满了，这张照片没存上。", safe="前面的都在。", hint="请腾出空间，再存一次。")


def _read_photo(source: Path) -> bytes:
    try:
        if source.stat().st_size > LARGEST_FILE:
            raise UserError(f"“{source.name}”超过 60 MB，没有收。", safe=_SAFE, hint="请把照片缩小后再传。")
        return source.read_bytes()
    except OSError as error:
        raise UserError(f"“{source.name}”读不出来。", safe=_SAFE, hint="请看看文件还在不在，再传一次。") from error


def check_photo(content: bytes) -> str:
    """Return the media type of a whole photo (JPEG or PNG); raises UserError for anything else."""
    from PIL import Image, UnidentifiedImageError

    if len(content) > LARGEST_FILE:
        raise UserError("这张照片超过 60 MB，没有收。", safe=_SAFE, hint="请把照片缩小后再传。")
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        raise UserError(
            "这是 HEIC 格式的照片，本机打不开。",
            safe=_SAFE,
            hint="请在手机的相机设置里选“兼容性最佳”（JPEG），再传一次。",
        )
    try:
        with warnings.catch_warnings():
            # The library warns at 90 million pixels; our own limits below decide, before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
                _refuse_too_many_pixels(image.width * image.height, image.format)
                if image.format == "JPEG":
                    image.draft("L", (image.width // 8, image.height // 8))
                image.load()
                return "image/jpeg" if image.format == "JPEG" else "image/png"
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UserError("这个文件不是照片。", safe=_SAFE, hint="请选 JPEG 或 PNG 照片。") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UserError("这张照片打不开（可能没传完）。", safe=_SAFE, hint="请重新传一次。") from error


def _refuse_too_many_pixels(pixels: int, kind: str | None) -> None:
    limit = LARGEST_JPEG if kind == "JPEG" else LARGEST_PNG
    if pixels > limit:
        raise UserError(
            f"这张照片有 {pixels // 1_000_000} 百万像素，太大了，没有收。", safe=_SAFE, hint="请用普通分辨率重拍一张。"
        )
