"""What people can have done by typing its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xunjian.rules.initials import begins, matches
from xunjian.rules.searching import Span, marks, plain, terms


@dataclass(frozen=True)
class Command:
    """Something that the program does at once, or a page to go to."""

    title: str
    letters: str
    """The first letter of each character's pinyin, with blanks between them."""
    act: Callable[[], object]
    key: str = ""
    """The key that does the same."""
    words: str = ""
    """Other words that people use for it, with blanks between them."""


def found(commands: Sequence[Command], typed: str) -> list[Command]:
    """Return the commands that fit what was typed, the best first; all of them for nothing."""
    text = plain(typed)
    fitting = [one for one in commands if matches(text, f"{one.title} {one.words}", one.letters)]
    return sorted(fitting, key=lambda one: not begins(text, one.title, one.letters))


def marked(command: Command, typed: str) -> tuple[Span, ...]:
    """Return where in its title stands what was typed."""
    return marks(command.title, terms(plain(typed)))
