"""Check words: a fingerprint that two people compare by phone (docs/bundle-format.md, "Check words")."""

import hashlib
from functools import cache

from xunjian.paths import resource

WORDS = 6
_COST, _BLOCK = 2**14, 8
"""scrypt with 16 MB, a few hundredths of a second: making another content with the same words takes lifetimes."""


def check_words(fingerprint: bytes) -> tuple[str, ...]:
    """Return six words for a hash; the list and the way to them never change."""
    stretched = hashlib.scrypt(fingerprint, salt=b"xunjian words 1", n=_COST, r=_BLOCK, p=1, dklen=WORDS)
    return tuple(_word_list()[number] for number in stretched)


@cache
def _word_list() -> tuple[str, ...]:
    return tuple(resource("check-words.txt").read_text(encoding="utf-8").split())
