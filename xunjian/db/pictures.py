"""Whether bytes are a whole photo that can be shown and printed, and when its camera says it was taken.

The two decoders are called directly: the library's own opening refuses photos of 179 million pixels, which phones
make, and takes the many JPEG files that hold a second picture (MPO) for something else.
"""

import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from xunjian.errors import UserError

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

LARGEST_FILE = 60 * 2**20
LARGEST_PNG = 50_000_000
LARGEST_JPEG = 250_000_000
"""Pixels. A JPEG is opened at a reduced size, a PNG only whole."""

SAFE = "其他内容没事。"
SHANGHAI = ZoneInfo("Asia/Shanghai")

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_OTHER_KINDS = {b"GIF8": "GIF", b"BM": "BMP", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, struct.error, zlib.error)
"""What the decoders raise on bytes that somebody cut off, changed or made up."""

_EXIF_DETAILS = 0x8769
_EXIF_TAKEN = 0x9003
_EXIF_OFFSET = 0x9011
_OFFSET = re.compile(r"([+-])(\d\d):([0-5]\d)")
_FARTHEST = timedelta(hours=14)


def check_photo(content: bytes) -> str:
    """Return the media type of a whole photo (JPEG or PNG); raises UserError for anything else."""
    if len(content) > LARGEST_FILE:
        raise too_large("这张照片")
    if not content.startswith((_JPEG, _PNG)):
        raise _refusal(content)
    is_jpeg = content.startswith(_JPEG)
    try:
        with _opened(content) as image:
            _refuse_too_many_pixels(image.width * image.height, LARGEST_JPEG if is_jpeg else LARGEST_PNG)
            if is_jpeg:
                image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
            image.load()
    except _BROKEN as error:
        raise _cut_off() from error
    return "image/jpeg" if is_jpeg else "image/png"


def taken_at(content: bytes) -> datetime | None:
    """Return when the camera says the photo was taken; None where it says nothing.

    Without an offset from UTC beside it (EXIF 2.31, OffsetTimeOriginal) its clock is read as Shanghai time.
    """
    try:
        with _opened(content) as image:
            details = image.getexif().get_ifd(_EXIF_DETAILS)
        zone = _offset(details.get(_EXIF_OFFSET)) or SHANGHAI
        text = str(details.get(_EXIF_TAKEN)).rstrip("\0 ")
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone).astimezone(UTC)
    except _BROKEN:
        return None


def _offset(text: object) -> timezone | None:
    """Return the offset that a camera wrote beside its time; None where it says nothing that makes sense."""
    found = _OFFSET.fullmatch(str(text).rstrip("\0 "))
    if found is None:
        return None
    east = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-east if found[1] == "-" else east) if east <= _FARTHEST else None


def too_large(what: str) -> UserError:
    """Return the refusal of a file that is too large to be a photo."""
    return UserError(f"{what}超过 60 MB，没有收。", safe=SAFE, hint="请把照片缩小后再传。")


@contextmanager
def _opened(content: bytes) -> Iterator["ImageFile"]:
    """Yield the picture with its header read; what the camera wrote wrongly into it is nobody's concern."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    kind = JpegImageFile if content.startswith(_JPEG) else PngImageFile
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with kind(io.BytesIO(content)) as image:
            yield image


def _refusal(content: bytes) -> UserError:
    """Return what to tell about bytes that are neither a JPEG nor a PNG."""
    if not content.strip(b"\0"):
        return _cut_off()
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return UserError(
            "这是 HEIC 格式的照片，本机打不开。",
            safe=SAFE,
            hint="已拍的：在手机的“设置、照片、传送到 Mac 或 PC”里选“自动”，再传一次。"
            "以后拍的：相机格式选“兼容性最佳”，安卓手机关掉 HEIF。",
        )
    kind = next((name for start, name in _OTHER_KINDS.items() if content.startswith(start)), "")
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        kind = "WEBP"
    if kind:
        return UserError(f"这是 {kind} 格式的图片，没有收。", safe=SAFE, hint="请另存为 JPEG 或 PNG，再传一次。")
    return UserError("这个文件不是照片。", safe=SAFE, hint="请选 JPEG 或 PNG 照片。")


def _cut_off() -> UserError:
    return UserError("这张照片打不开（可能没传完）。", safe=SAFE, hint="请重新传一次。")


def _refuse_too_many_pixels(pixels: int, limit: int) -> None:
    if pixels > limit:
        size = f"{pixels / 10**8:.1f} 亿" if pixels >= 10**8 else f"{pixels // 10**4} 万"
        raise UserError(f"这张照片有 {size}像素，太大了，没有收。", safe=SAFE, hint="请用普通分辨率重拍一张。")
