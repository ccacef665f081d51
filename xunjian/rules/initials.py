"""Finding a name by the first letters of its pinyin, whichever reading its characters have."""

import re
import unicodedata
from functools import cache, lru_cache


def initials(name: str) -> str:
    """Return the first letters of each character in all its readings, such as `cz j l x x` for 长江路小学.

    Latin letters and digits stand for themselves; signs and blanks are left out.
    """
    return " ".join(filter(None, map(_letters, unicodedata.normalize("NFKC", name).lower())))


def matches(query: str, name: str, stored: str) -> bool:
    """Whether `query` is part of `name`, of its initials (`stored`, from `initials`), or of both mixed: 长江lxx."""
    wanted = _normal_query(query)
    if not wanted:
        return True
    if wanted.isascii():
        return bool(_pattern(wanted).search(stored)) or wanted in name.lower()
    return wanted in name or wanted in _normal(name) or _matches_mixed(wanted, name, stored)


def begins(query: str, name: str, stored: str) -> bool:
    """Whether `name`, or one line of its initials (`stored`), begins with `query`; for the best matches of a search."""
    wanted = _normal_query(query)
    if wanted.isascii() and any(_pattern(wanted).match(line) for line in stored.split("\n")):
        return True
    return _normal(name).startswith(wanted)


@lru_cache(maxsize=64)
def _normal_query(query: str) -> str:
    return _normal(query)


def _normal(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


@lru_cache(maxsize=64)
def _pattern(letters: str) -> re.Pattern[str]:
    # Each letter of the query stands somewhere in the readings of one character; the next letter in the next one's.
    return re.compile(r"(?<!\S)" + " ".join(rf"\w*{re.escape(letter)}\w*" for letter in letters))


def _matches_mixed(wanted: str, name: str, stored: str) -> bool:
    """Whether each character of `wanted` is the name's own, or one of its first letters, at one place of the name."""
    offset, anchor = next((place, character) for place, character in enumerate(wanted) if not character.isascii())
    if anchor not in name:
        return False
    characters = "".join(filter(str.isalnum, _normal(name)))
    letters = stored.split()
    return any(
        all(
            one == own or one in first
            for one, own, first in zip(wanted, characters[start:], letters[start:], strict=False)
        )
        for start in range(len(characters) - len(wanted) + 1)
        if characters[start + offset] == anchor
    )


@cache
def _letters(character: str) -> str:
    """Return the first letters of all readings of a character, itself if it has none, '' for a sign."""
    if not character.isalnum():
        return ""
    if character.isascii():
        return character
    from pypinyin import Style, pinyin  # takes half a second to load

    (readings,) = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore") or ([],)
    return "".join(dict.fromkeys(letter[0] for letter in readings if letter and letter[0].isascii())) or character
