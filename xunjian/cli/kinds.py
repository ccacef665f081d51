"""The option `--kind`: which of the papers under a number is meant."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from xunjian.rules.papers import PaperKind

WORDS = {"notice": "rectification_notice", "opinion": "supervision_opinion", "order": "correction_order"}
"""What people type for a kind, and how records name it."""

TYPE = click.Choice(tuple(WORDS))
WHICH = "notice 整改通知书、opinion 督导意见书、order 责令改正通知书"


def option(default: str | None, note: str) -> "Callable[[Any], Any]":
    """Return the option; `note` says what holds without it."""
    return click.option("--kind", type=TYPE, default=default, help=f"{WHICH}（{note}）")


def kind_of(word: str) -> "PaperKind":
    """Return the kind that a word means."""
    from xunjian.rules.papers import PaperKind

    return next(kind for kind in PaperKind if kind.code == WORDS[word])


def titled(code: str) -> str:
    """Return what people call the kind of a record."""
    from xunjian.rules.papers import PaperKind

    kind = PaperKind.of_code(code)
    return kind.value if kind else code
