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
    wanted = _normal(query)
    if not wanted:
        return True
    if wanted.isascii():
        return bool(_pattern(wanted).search(stored)) or wanted in name.lower()
    return wanted in _normal(name) or _matches_mixed(wanted, name, stored)


@lru_cache(maxsize=1024)
def _normal(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


@lru_cache(maxsize=64)
def _pattern(letters: str) -> re.Pattern[str]:
    # Each letter of the query stands somewhere in the readings of one character; the next letter in the next one's.
    return re.compile(r"(?<!\S)" + " ".join(rf"\w*{re.escape(letter)}\w*" for letter in letters))


def _matches_mixed(wanted: str, name: str, stored: str) -> bool:
    if not all(character.isascii() or character in name for character in wanted):
        return False
    characters = [character for character in _normal(name) if _letters(character)]
    places = list(zip(characters, stored.split(), strict=False))
    return any(
        all(
            letter == character or letter in letters for letter, (character, letters) in zip(wanted, there, strict=True)
        )
        for start in range(len(places) - len(wanted) + 1)
        if (there := places[start : start + len(wanted)])
    )


@cache
def _letters(character: str) -> str:
    """Return the first letters of all readings of a character, '' for a sign."""
    if not character.isalnum():
        return ""
    if character.isascii():
        return character
    from pypinyin import Style, pinyin  # takes half a second to load

    (readings,) = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore") or ([],)
    return "".join(dict.fromkeys(letter[0] for letter in readings if letter and letter[0].isascii()))
