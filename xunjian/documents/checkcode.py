"""校验码: twenty characters from which anybody with the ledger can tell whether a paper says what was issued.

They are the beginning of the SHA-256 of the document's content in canonical JSON. The content is embedded in the PDF;
number, date, school code and check code stand in a QR code on the first page, the check code in letters beside it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

ATTACHMENT = "content.json"
"""What the embedded content is called."""
LENGTH = 20
_GROUP = 4
_DIGITS = frozenset("0123456789ABCDEF")
# What no check code holds, and what people mean by it.
_MISREAD = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-_.,·—–、，。:：]+")
LABEL = "校验码"
_LABELLED = re.compile(rf"{LABEL}\s*((?:[0-9A-F]\s*){{{LENGTH}}})")


@dataclass(frozen=True)
class Proof:
    """What a paper proves itself by: its content in canonical JSON, and what the QR code names beside it."""

    number: str
    dated: date
    school_code: str
    content: bytes

    @cached_property
    def code(self) -> str:
        """The check code."""
        return of_hash(sha256(self.content).hexdigest())

    @property
    def qr_text(self) -> str:
        """What the QR code says, a line each: number, date, school code, check code."""
        return f"{self.number}\n{self.dated.isoformat()}\n{self.school_code}\n{self.code}"


@dataclass(frozen=True)
class Scanned:
    """What a QR code said, or only a check code that was typed; what is not given is ''."""

    code: str
    number: str = ""
    dated: str = ""
    school_code: str = ""


def of_hash(digest: str) -> str:
    """Return the check code of a SHA-256 in hex."""
    return digest[:LENGTH].upper()


def grouped(code: str) -> str:
    """Return a check code as it is printed and read aloud, in groups of four."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read(text: str) -> Scanned | None:
    """Return what was typed or scanned; None if it is no check code.

    Spaces, hyphens, full-width characters and small letters make no difference, nor O for 0, I or L for 1.
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return None
    code = _tidy(lines[-1])
    if code and len(lines) == len(("number", "date", "school code", "check code")):
        return Scanned(code, *lines[:3])
    whole = _tidy("".join(lines))
    return Scanned(whole) if whole else None


def labelled(text: str) -> str:
    """Return the check code behind its label in the text of a page, or ''."""
    found = _LABELLED.search(text)
    return "".join(found[1].split()) if found else ""


def differences(one: str, other: str) -> int:
    """Return in how many places two check codes differ."""
    return sum(mine != theirs for mine, theirs in zip(one, other, strict=True))


def _tidy(text: str) -> str:
    """Return the twenty digits in a text, or ''."""
    letters = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).upper().replace(LABEL, ""))
    code = letters.translate(_MISREAD)
    return code if len(code) == LENGTH and set(code) <= _DIGITS else ""
