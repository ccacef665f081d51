"""Full text by character: how text is cut to be found, and where in a text the words that were typed stand.

A Chinese character is a word of its own, so that two of them in the middle of a sentence are found. A run of Latin
letters or digits is one word, found whole or by its beginning. Width, case and accents make no difference; blanks and
signs are left out on both sides, for nobody remembers which comma stood there.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Term = tuple[str, ...]
"""The words of one piece of what was typed; what is found has them side by side."""

LONGEST = 64
"""Words of a search that count: whatever is longer was pasted by mistake."""

_TYPED = 200
_BEGINNING = 2
"""Latin letters or digits from which on the beginning of a word is enough: one digit begins every tenth number."""


class Span(NamedTuple):
    """A part of a text, in characters."""

    start: int
    end: int


class _Word(NamedTuple):
    text: str
    span: Span


def plain(typed: str) -> str:
    """Return what was typed as one line that any engine takes, cut where nobody would go on typing."""
    return "".join(" " if unicodedata.category(letter) in {"Cc", "Cs"} else letter for letter in typed[:_TYPED])


def spread(text: str) -> str:
    """Return the words of a text with one blank between them."""
    return " ".join(text.translate(_CUT).split())


def terms(typed: str) -> tuple[Term, ...]:
    """Return what was typed as pieces, cut at blanks; a piece of signs alone is none."""
    pieces = [tuple(spread(piece).split()) for piece in typed.split()]
    found: list[Term] = []
    room = LONGEST
    for piece in pieces:
        if piece[:room]:
            found.append(piece[:room])
            room -= len(piece)
        if room <= 0:
            break
    return tuple(found)


def may_go_on(word: str) -> bool:
    """Tell whether the last word of a piece also stands for longer ones that begin with it."""
    return word.isascii() and len(word) >= _BEGINNING


def holds(text: str, wanted: Sequence[Term]) -> bool:
    """Tell whether all pieces stand in a text."""
    words = list(_words(text))
    return all(any(_places_of(words, term)) for term in wanted)


def marks(text: str, wanted: Sequence[Term]) -> tuple[Span, ...]:
    """Return where any of the pieces stands in a text, in order and apart from each other."""
    words = list(_words(text))
    return tuple(_united(sorted(span for term in wanted for span in _places_of(words, term))))


def _places_of(words: Sequence[_Word], term: Term) -> Iterator[Span]:
    *whole, last = term
    for start in range(len(words) - len(whole)):
        end = words[start + len(whole)]
        if not (end.text == last or (may_go_on(last) and end.text.startswith(last))):
            continue
        if all(word.text == wanted for word, wanted in zip(words[start:], whole, strict=False)):
            rest = len(end.text) - len(last)
            yield Span(words[start].span.start, max(end.span.start + 1, end.span.end - rest))


def _united(spans: Sequence[Span]) -> list[Span]:
    united: list[Span] = []
    for span in spans:
        if united and span.start <= united[-1].end:
            united[-1] = Span(united[-1].start, max(span.end, united[-1].end))
        else:
            united.append(span)
    return united


def _words(text: str) -> Iterator[_Word]:
    run, start, end = "", 0, 0
    for place, character in enumerate(text):
        for letter in _CUT[ord(character)]:
            if letter.isascii() and letter != " ":
                run, start, end = run + letter, (start if run else place), place + 1
                continue
            if run:
                yield _Word(run, Span(start, end))
                run = ""
            if letter != " ":
                yield _Word(letter, Span(place, place + 1))
    if run:
        yield _Word(run, Span(start, end))


class _Cutting(dict[int, str]):
    """What each character becomes: a letter or digit as it is, any other character of a word between blanks."""

    def __missing__(self, character: int) -> str:
        self[character] = cut = "".join(map(_cut, unicodedata.normalize("NFKD", chr(character)).casefold()))
        return cut


_CUT = _Cutting()


def _cut(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalnum() else " "
    category = unicodedata.category(letter)
    if category in {"Mn", "Me"}:
        return ""  # accents, and the marks that choose among forms of one character
    # Private and unassigned ones may be the rare characters of somebody's name.
    return f" {letter} " if category[0] in "LN" or category in {"Mc", "Co", "Cn"} else " "
