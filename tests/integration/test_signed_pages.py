"""The signed page in the record: with its document, never among the evidence of findings, and it travels."""

import pytest

from tests.visiting import Visiting, photo
from xunjian.db.schema.visit import Evidence
from xunjian.services.paperwork import signed_pages
from xunjian.services.visit import evidence
from xunjian.services.visit.photo_views import Photo


@pytest.fixture
def document(visiting: Visiting) -> str:
    visiting.problem("SF-01")
    return visiting.issue().uid


def attach(visiting: Visiting, document: str, content: bytes) -> str:
    stored = evidence.store(visiting.workspace.photos, content)
    with visiting.write("加 1 张签字页照片") as session:
        return signed_pages.attach(
            session,
            stored,
            document=document,
            file_name="签字页.jpg",
            by=visiting.workspace.person,
        )


def shown(visiting: Visiting, document: str) -> tuple[Photo, ...]:
    with visiting.read() as session:
        return signed_pages.of_document(session, document)


def test_a_photo_of_the_signed_page_belongs_to_the_document_alone(visiting: Visiting, document: str) -> None:
    before = visiting.findings()
    uid = attach(visiting, document, photo(7))
    (one,) = shown(visiting, document)
    assert (one.evidence, one.file_name) == (uid, "签字页.jpg")
    assert visiting.findings() == before
    with visiting.read() as session:
        row = session.get_one(Evidence, uid)
        assert (row.owner_table, row.kind, row.visit) == ("document", "signed_page", visiting.uid)
        assert row.taken_by == visiting.workspace.person


def test_the_same_photo_is_there_once_and_comes_back_when_it_is_put_again(visiting: Visiting, document: str) -> None:
    uid = attach(visiting, document, photo(7))
    assert attach(visiting, document, photo(7)) == uid
    other = attach(visiting, document, photo(8))
    assert [one.evidence for one in shown(visiting, document)] == [uid, other]
    visiting.hide(uid)
    assert [one.evidence for one in shown(visiting, document)] == [other]
    assert attach(visiting, document, photo(7)) == uid
    assert len(shown(visiting, document)) == 2


def test_putting_a_photo_can_be_taken_back(visiting: Visiting, document: str) -> None:
    attach(visiting, document, photo(7))
    visiting.undo()
    assert shown(visiting, document) == ()
    visiting.redo()
    assert len(shown(visiting, document)) == 1
