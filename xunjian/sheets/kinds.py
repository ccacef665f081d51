"""What a file is, told by its content and never by its name, and the words for files that cannot be read."""

import io
import zipfile
from enum import Enum, auto
from pathlib import Path

from xunjian.errors import UserError

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 256

NOTHING_DONE = "没有读入任何内容，已有的数据没有改动。"
SAVE_AS = "请用 WPS 表格或 Excel 打开它，另存为“Excel 工作簿（*.xlsx）”再选一次。"

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Kind(Enum):
    """The kinds of file that can be read."""

    XLSX = auto()
    XLS = auto()
    TEXT = auto()


def content_of(path: Path) -> bytes:
    """Return the bytes of a file worth looking into; UserError if it is missing, a folder, empty, huge or barred."""
    if path.is_dir():
        raise _refused(f"“{path.name}”是文件夹，不是表格。", "请选文件夹里的那份表格文件。")
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise _refused(
                f"“{path.name}”有 {size // 1024 // 1024} MB，超过 50 MB。", "请删去图片和无关的工作表，另存一份再选。"
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise _refused(f"找不到“{path.name}”。", "请看看文件是否被移走或改了名，U 盘是否还插着。") from None
    except OSError:
        raise _refused(f"打不开“{path.name}”。", "请先在 WPS 或 Excel 里关掉它，或把它复制到桌面再选一次。") from None
    if not content:
        raise _refused(f"“{path.name}”是空文件。", "请向发来文件的人再要一份。")
    return content


def kind_of(content: bytes, name: str) -> Kind:
    """Tell what `content` is; UserError (with `name` in it) for locked, damaged and unknown files."""
    if content.startswith(b"PK"):
        return _kind_of_zip(content, name)
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise locked(name)
        return Kind.XLS
    if content.startswith(_UTF16):
        return Kind.TEXT
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        raise _refused(f"“{name}”是网页格式，不是真正的表格文件。", SAVE_AS)
    if b"\0" in content or start.startswith(b"%PDF"):
        raise unknown(name)
    return Kind.TEXT


def _kind_of_zip(content: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError):
        raise damaged(name) from None
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise too_large(name, "展开后超过 400 MB")
    if not any(part.filename.lower() == "xl/workbook.xml" for part in parts):
        raise unknown(name)
    return Kind.XLSX


def too_large(name: str, what: str) -> UserError:
    """The error for a table too large to be a list of schools; `what` says in which way."""
    hint = "请把学校名单复制到新的工作簿（删去表格下方和右边多余的内容），另存后再选。"
    return _refused(f"“{name}”太大：{what}。", hint)


def locked(name: str) -> UserError:
    """The error for a file that only opens with a password."""
    return _refused(f"“{name}”设了打开密码，读不了。", "请用 WPS 或 Excel 打开，取消密码后另存一份再选。")


def damaged(name: str) -> UserError:
    """The error for a file that is cut off or broken inside."""
    return _refused(f"“{name}”已损坏或没有复制完。", "请重新复制一次；还不行，请用 WPS 或 Excel 打开后另存为 xlsx。")


def unknown(name: str) -> UserError:
    """The error for a file that is no table of a known kind."""
    return _refused(f"看不懂“{name}”，它不是 xlsx、xls 或 csv 表格。", SAVE_AS)


def _refused(what: str, hint: str) -> UserError:
    return UserError(what, safe=NOTHING_DONE, hint=hint)
