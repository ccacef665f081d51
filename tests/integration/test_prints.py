"""Printings in the record: what counts, what a copy is called, and that no question is lost with the program."""

import pytest

from tests.visiting import Visiting
from xunjian.errors import UserError
from xunjian.rules.prints import Outcome
from xunjian.services.paperwork import papers, prints
from xunjian.services.paperwork.prints import Handed, Print, Seen, Wish

HP = Wish("HP 200", 2)


@pytest.fixture
def document(visiting: Visiting) -> str:
    visiting.problem("SF-01")
    return visiting.issue().uid


def begin(visiting: Visiting, document: str, wish: Wish = HP) -> Handed:
    with visiting.write() as session:
        return prints.begin(session, document, wish)


def answer(visiting: Visiting, document: str, seen: Seen) -> Outcome | None:
    with visiting.write("打印") as session:
        return prints.settle(session, document, seen, by=visiting.workspace.person)


def recorded(visiting: Visiting, document: str) -> list[Print]:
    with visiting.read() as session:
        return prints.of_document(session, document)


def copies(visiting: Visiting, document: str) -> int:
    with visiting.read() as session:
        return papers.paper(session, document).copies


def test_only_what_came_out_counts_and_everything_is_recorded(visiting: Visiting, document: str) -> None:
    for seen, number, outcome, out in (
        (Seen.NOTHING, 0, Outcome.NOTHING, 0),
        (Seen.PARTLY, 0, Outcome.SPOILED, 0),
        (Seen.ALL, 0, Outcome.ORIGINAL, 2),
        (Seen.PARTLY, 2, Outcome.SPOILED, 2),
        (Seen.ALL, 2, Outcome.COPY, 4),
        (Seen.ALL, 3, Outcome.COPY, 6),
    ):
        assert begin(visiting, document).number == number
        assert answer(visiting, document, seen) is outcome
        assert copies(visiting, document) == out
    last = recorded(visiting, document)[-1]
    assert (last.by, last.printer, last.copies, last.pages) == ("李敏", "HP 200", 2, ())
    assert len(recorded(visiting, document)) == 6


def test_pages_that_jammed_are_printed_again_as_the_original(visiting: Visiting, document: str) -> None:
    begin(visiting, document, Wish("HP 200", 1, (1,)))
    answer(visiting, document, Seen.ALL)
    assert begin(visiting, document, Wish("HP 200", 1, (2,))).number == 0
    answer(visiting, document, Seen.ALL)
    assert [one.pages for one in recorded(visiting, document)] == [(1,), (2,)]
    assert begin(visiting, document, Wish("HP 200", 1, (2,))).number == 3


def test_the_question_outlives_the_program(visiting: Visiting, document: str) -> None:
    handed = begin(visiting, document)
    visiting.restart()
    with visiting.read() as session:
        assert prints.unanswered(session, document) == handed
    with pytest.raises(UserError, match="还没有回答"):
        begin(visiting, document)
    answer(visiting, document, Seen.ALL)
    (one,) = recorded(visiting, document)
    assert one.at == handed.at
    assert answer(visiting, document, Seen.ALL) is None  # asked twice, recorded once
    assert copies(visiting, document) == 2


def test_what_no_printer_got_leaves_no_trace(visiting: Visiting, document: str) -> None:
    begin(visiting, document)
    with visiting.write() as session:
        prints.keep_copies(session, document, 0)
    assert recorded(visiting, document) == []
    assert begin(visiting, document).number == 0


def test_only_the_copies_that_reached_the_printer_are_recorded(visiting: Visiting, document: str) -> None:
    begin(visiting, document)
    with visiting.write() as session:
        prints.keep_copies(session, document, 1)
    answer(visiting, document, Seen.ALL)
    assert copies(visiting, document) == 1


def test_a_void_document_is_not_printed(visiting: Visiting, document: str) -> None:
    (issued,) = visiting.issued()
    visiting.void(issued)
    with pytest.raises(UserError, match="已经作废"):
        begin(visiting, document)
    assert recorded(visiting, document) == []


def test_the_printer_is_remembered_on_this_machine(visiting: Visiting) -> None:
    with visiting.read() as session:
        assert prints.last_printer(session) == ("", False)
    with visiting.write() as session:
        prints.remember_printer(session, Wish('HP "200"', 1, duplex=True))
    visiting.restart()
    with visiting.read() as session:
        assert prints.last_printer(session) == ('HP "200"', True)
