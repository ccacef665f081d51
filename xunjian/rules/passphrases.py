"""How hard a passphrase is to guess, in plain words; an estimate, for no program knows what a guesser tries first."""

import re
import unicodedata
from enum import Enum
from math import log2

SHORTEST = 8


class Strength(Enum):
    """How hard, and what to say about it."""

    SHORT = f"太短，至少 {SHORTEST} 个字"
    GUESSED = "一猜就中，请换一句"
    WEAK = "容易猜，再长一些更好"
    FAIR = "够用"
    STRONG = "很结实"

    @property
    def is_refused(self) -> bool:
        """Whether nobody should lock anything with it."""
        return self in (Strength.SHORT, Strength.GUESSED)


_COMMON = (
    "password", "passw0rd", "iloveyou", "admin", "administrator", "qwertyuiop", "asdfghjkl", "zxcvbnm", "letmein",
    "woaini", "jiaoyuju", "xunjian", "welcome", "a1b2c3d4", "1q2w3e4r", "q1w2e3r4", "1qaz2wsx", "5201314",
)  # fmt: skip
_DAY = re.compile(r"(?:19|20)\d\d(?:[-./]?\d{1,2}){0,2}", re.ASCII)
_GUESSED, _WEAK, _FAIR = 22, 40, 64  # bits
_HAN_BITS, _FURTHER_HAN_BITS = 8, 6  # a sentence is easier to guess than characters drawn one by one


def strength(passphrase: str) -> Strength:
    """Return how hard a passphrase is to guess."""
    if len(passphrase) < SHORTEST:
        return Strength.SHORT
    bits = _bits(passphrase)
    if bits < _GUESSED:
        return Strength.GUESSED
    if bits < _WEAK:
        return Strength.WEAK
    return Strength.FAIR if bits < _FAIR else Strength.STRONG


def _bits(passphrase: str) -> float:
    """Return about how many yes-or-no guesses it takes; common words, days and steps (1234, aaaa) bring little.

    The length counts only as far as it brings something new.
    """
    text, known = passphrase.lower(), 0.0
    for word in _COMMON:
        if word in text:
            text, known = text.replace(word, ""), known + 6
    for day in _DAY.findall(text):
        text, known = text.replace(day, ""), known + 4 + len(day)
    pool = _pool(passphrase)
    seen_han = 0
    for place, character in enumerate(text):
        if place and abs(ord(character) - ord(text[place - 1])) <= 1:
            known += 1
        elif _is_han(character):
            known += _FURTHER_HAN_BITS if seen_han else _HAN_BITS
            seen_han += 1
        elif character in text[:place]:
            known += log2(pool) / 2
        else:
            known += log2(pool)
    return known


def _pool(passphrase: str) -> int:
    kinds = {
        10: any(character.isdecimal() for character in passphrase),
        26: any("a" <= character <= "z" for character in passphrase),
        27: any("A" <= character <= "Z" for character in passphrase),
        32: any(not character.isalnum() for character in passphrase),
    }
    return sum(size for size, present in kinds.items() if present) or 10


def _is_han(character: str) -> bool:
    return "CJK" in unicodedata.name(character, "")
