"""用单位自己的字体: off unless wanted; wanted fonts that are not there are said, their hashes stand by the paper."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.ledgers import Ledgers
from tests.olderledgers import set_back
from tests.visiting import Visiting
from xunjian.db import integrity
from xunjian.db.schema.paper import Document
from xunjian.db.uids import new_uid
from xunjian.documents import officefonts
from xunjian.documents.composer.faces import Face, Role
from xunjian.documents.officefonts import OfficeFonts
from xunjian.errors import UserError
from xunjian.paths import resource
from xunjian.services.paperwork import office_fonts

NAMES = {role: names[0] for role, names in officefonts.NAMES.items()}


def installed(*without: Role) -> OfficeFonts:
    """Return the shipped fonts as if they were the office's, swapped so that the paper looks different."""
    swapped = {Role.BODY: Role.SUBHEADING, Role.SUBHEADING: Role.BODY}
    faces = {
        role: Face(role, resource(f"fonts/{swapped.get(role, role).value}.ttf")) for role in Role if role not in without
    }
    return OfficeFonts(
        faces, {role: NAMES[role] for role in faces}, {role: f"没有装 {NAMES[role]}" for role in without}
    )


def want(visiting: Visiting) -> None:
    with visiting.write() as session:
        office_fonts.want(session, own=True)


def has(monkeypatch: pytest.MonkeyPatch, fonts: OfficeFonts) -> None:
    monkeypatch.setattr(officefonts, "find", lambda **_: fonts)


def test_no_folder_is_searched_unless_the_fonts_are_wanted(visiting: Visiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officefonts, "find", lambda **_: pytest.fail("searched"))
    visiting.problem("SF-01")
    issued = visiting.issue()
    with visiting.read() as session:
        assert session.get_one(Document, issued.uid).fonts is None


def test_a_wanted_font_that_is_not_there_stops_the_issue_by_name(
    visiting: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    has(monkeypatch, installed(Role.TITLE))
    want(visiting)
    visiting.problem("SF-01")
    assert visiting.problems() == [
        "要用单位自己的字体，但本机没有装 方正小标宋简体。请装上字体，或在设置里改用自带的字体。"
    ]
    with pytest.raises(UserError, match="还不能签发"):
        visiting.issue()


def test_the_hashes_of_the_offices_fonts_are_kept_with_the_document(
    visiting: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    has(monkeypatch, installed())
    want(visiting)
    visiting.problem("SF-01")
    issued = visiting.issue()
    with visiting.read() as session:
        fonts = session.get_one(Document, issued.uid).fonts
    assert fonts is not None
    assert set(fonts) == set(NAMES.values())
    body: Path = resource("fonts/kai.ttf")
    assert fonts["仿宋_GB2312"] == hashlib.sha256(body.read_bytes()).hexdigest()


def test_a_ledger_from_before_keeps_its_documents_and_takes_new_ones(ledgers: Ledgers) -> None:
    store = ledgers.new()
    with store.write() as session:
        session.add(Document(uid=new_uid(), visit=new_uid(), serial=1, content={"school": "甲"}))
    with store.connection(writing=False) as connection:
        before = integrity.digest(connection)
    with store.connection(writing=True) as connection:
        set_back(connection, "0003")
    store.close()
    store = ledgers.open(ledgers.last_place())
    with store.connection(writing=True) as connection:
        assert integrity.digest(connection) == before
        assert integrity.faults(connection, deep=True) == []
    with store.write() as session:
        session.add(Document(uid=new_uid(), visit=new_uid(), serial=2, fonts={"黑体": "ab"}))
    with store.read() as session:
        rows = session.scalars(select(Document).order_by(Document.serial)).all()
        assert [(row.serial, row.fonts) for row in rows] == [(1, None), (2, {"黑体": "ab"})]
