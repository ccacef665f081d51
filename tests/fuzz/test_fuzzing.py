"""Thousands of hostile inputs at every layer; a million of them by `python -m tests.fuzz 1000000`."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz import corpus
from tests.fuzz.__main__ import run
from tests.fuzz.inputs import SHARES, Parcel, layer_of, made
from tests.fuzz.oracle import Ledger
from tests.fuzz.trial import Trial, trial
from tests.fuzz.zips import Archive
from tests.servers import Server

FEW = 1_000
ON_SERVER = 1_500


@pytest.fixture(scope="module")
def receiving() -> Iterator[Trial]:
    with trial() as one:
        yield one


def test_hostile_inputs_are_taken_whole_or_refused_with_a_word(receiving: Trial) -> None:
    outcomes = [receiving.of(number) for number in range(FEW)]
    receiving.recheck()
    taken = Counter(one.layer for one in outcomes if one.taken)
    assert taken.keys() == SHARES.keys() - {"envelope"}, "a layer in which nothing is taken tries nothing behind it"
    assert len({one.what for one in outcomes}) > 30


@pytest.mark.long
def test_a_ledger_on_a_server_takes_and_refuses_the_same(receiving: Trial, server: Server, tmp_path: Path) -> None:
    served = Trial(tmp_path, server.url(server.database()).render_as_string())
    tried = [one for one in map(made, range(ON_SERVER)) if one.receiver == "bureau" and not one.is_file]
    assert len(tried) > ON_SERVER / 2
    assert [served.try_out(one) for one in tried] == [receiving.try_out(one) for one in tried]
    served.close()


@pytest.mark.long
def test_very_many_hostile_inputs_are_taken_whole_or_refused_with_a_word() -> None:
    assert run(range(60_000), 2).faults == []


def test_an_input_is_the_same_whenever_it_is_made() -> None:
    for number in range(200):
        if layer_of(number) not in ("envelope", "whole way"):
            assert made(number) == made(number)


def test_what_is_tried_is_honest_before_it_is_edited(receiving: Trial) -> None:
    """The corpus itself is taken, by the program and by the plain opinion that the program is held against."""
    here = Ledger.of(corpus.welded(corpus.WRITTEN.here))
    assert here.takes(corpus.welded(corpus.WRITTEN.report)) is not None
    assert Ledger.of(corpus.welded(corpus.ON_LAPTOP)).takes(corpus.welded(corpus.TASK)) is not None
    head, members = Parcel(ops=b"".join(line + b"\n" for line in corpus.welded(corpus.WRITTEN.report))).members()
    assert head.startswith(b"{")
    assert Archive(members).written().startswith(b"PK\3\4")
