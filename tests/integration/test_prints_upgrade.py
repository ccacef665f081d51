"""Ledgers from before printers and pages were noted, on either engine."""

from sqlalchemy import select

from tests.ledgers import Ledgers
from tests.olderledgers import set_back
from xunjian.db import integrity
from xunjian.db.schema.paper import DocumentEvent
from xunjian.db.uids import new_uid


def test_a_ledger_from_before_keeps_its_printings_and_takes_new_ones(ledgers: Ledgers) -> None:
    store = ledgers.new()
    visit, document = new_uid(), new_uid()
    with store.write() as session:
        session.add(DocumentEvent(uid=new_uid(), visit=visit, document=document, kind="printed", copies=2))
    with store.connection(writing=False) as connection:
        before = integrity.digest(connection)
    with store.connection(writing=True) as connection:
        set_back(connection, "0002")
    store.close()
    store = ledgers.open(ledgers.last_place())
    with store.connection(writing=True) as connection:
        assert integrity.digest(connection) == before
        assert integrity.faults(connection, deep=True) == []
    with store.write() as session:
        session.add(
            DocumentEvent(uid=new_uid(), visit=visit, document=document, kind="copied", printer="HP", pages="2")
        )
    with store.read() as session:
        rows = session.scalars(select(DocumentEvent).order_by(DocumentEvent.kind)).all()
        assert [(row.kind, row.copies, row.printer, row.pages) for row in rows] == [
            ("copied", None, "HP", "2"),
            ("printed", 2, None, None),
        ]
