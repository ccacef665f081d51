"""What is said of a passphrase before it locks a bureau's keys."""

import pytest

from xunjian.rules.passphrases import Strength, strength


@pytest.mark.parametrize(
    ("passphrase", "expected"),
    [
        ("", Strength.SHORT),
        ("七个字不够长的", Strength.SHORT),
        ("12345678", Strength.GUESSED),
        ("88888888", Strength.GUESSED),
        ("password123", Strength.GUESSED),
        ("20260918", Strength.GUESSED),
        ("qwertyuiop", Strength.GUESSED),
        ("lizhen1987", Strength.WEAK),
        ("督导室门前三棵老槐树", Strength.FAIR),
        ("Tongzhi7!kR2", Strength.STRONG),
        ("督导室门前有三棵老槐树，夏天很凉快", Strength.STRONG),
    ],
)
def test_strength_is_what_a_guesser_would_find(passphrase: str, expected: Strength) -> None:
    assert strength(passphrase) is expected


def test_what_is_too_short_or_guessed_at_once_is_refused_and_nothing_else() -> None:
    refused = {one for one in Strength if one.is_refused}
    assert refused == {Strength.SHORT, Strength.GUESSED}
