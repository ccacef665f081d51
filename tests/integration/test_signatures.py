"""屏上签: over exactly what was shown, into one record with number and PDF, for everyone who has the bundle."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pikepdf.pdfa
import pytest
from sqlalchemy import select, text

from tests.exchanging import World
from tests.golden import samples
from tests.golden.comparing import texts
from tests.inks import writing
from tests.visiting import Visiting
from tests.workspaces import TODAY, Scene
from xunjian.db import canonical
from xunjian.db.schema.paper import Document, Signature
from xunjian.db.schema.reference import Person, School
from xunjian.documents import embedded
from xunjian.documents.checkcode import Proof
from xunjian.documents.papers import notice as paper
from xunjian.documents.papers.facts import Side
from xunjian.documents.papers.notice import Notice
from xunjian.documents.papers.on_screen import CONFIRMS
from xunjian.errors import UserError
from xunjian.progress import Unwatched
from xunjian.rules import ink
from xunjian.rules.ink import Ink
from xunjian.services.bundles import exchange
from xunjian.services.bureau import handbook
from xunjian.services.bureau.founding import NewBureau, found_bureau
from xunjian.services.paperwork import kinds, papers, signatures, verification
from xunjian.services.paperwork.issuing import Issued
from xunjian.services.paperwork.signatures import Refused, Signed, Signing
from xunjian.services.paperwork.verification import Verdict

COUNTY = NewBureau("庐州区教育局", "庐教督改", "340199", office="教育督导室", trial=True)
AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
PRINCIPAL = Signed(Side.SCHOOL, "何静", "校长", writing("何静"), AT)
LEADER = Signed(Side.GROUP, "李敏", "组长", writing("李敏"), AT)
WITNESS = Signed(Side.WITNESS, "孙丽", "镇教育办主任", writing("孙丽"), AT)
REFUSED = Refused("负责人称须先向上级请示", "孙丽", "镇教育办主任", AT)


@pytest.fixture
def found(visiting: Visiting) -> Visiting:
    visiting.problem("SF-01")
    return visiting


def signing(visiting: Visiting, *signed: Signed, **more: Any) -> Signing:
    """Return what these people signed over the draft as it stands now."""
    return Signing(signatures.shown(visiting.draft().paper), signed, **more)


def document(visiting: Visiting, issued: Issued) -> Document:
    with visiting.read() as session:
        row = session.get_one(Document, issued.uid)
        session.expunge(row)
        return row


def records(visiting: Visiting, issued: Issued) -> list[Signature]:
    with visiting.read() as session:
        rows = signatures.of_document(session, issued.uid)
        session.expunge_all()
        return rows


def commits(visiting: Visiting) -> int:
    with visiting.read() as session:
        return int(session.scalar(text("SELECT COUNT(*) FROM log_commit")) or 0)


def _notice(row: Document) -> Notice:
    return msgspec.convert(row.content, Notice)


def _proof(notice: Notice) -> Proof:
    content = msgspec.to_builtins(asdict(notice), order="deterministic")
    return Proof(notice.number, TODAY, "2134010200", canonical.encode(content))


def _curves(pdf: bytes) -> int:
    """Return how many curves are drawn on the pages of a file."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return sum(page.Contents.read_bytes().count(b" c ") for page in document.pages)


def text_of(visiting: Visiting, issued: Issued) -> str:
    return "".join("".join(texts(visiting.workspace.photos.read(issued.pdf_sha256))).split())


def test_number_paper_and_signatures_become_records_in_one_change(found: Visiting) -> None:
    before = commits(found)
    issued = found.issue(signing=signing(found, PRINCIPAL, LEADER, agreed=True))
    assert commits(found) == before + 1
    school, leader = sorted(records(found, issued), key=lambda row: row.side or "", reverse=True)
    assert (school.side, school.name, school.post, school.agreed) == ("school", "何静", "校长", True)
    assert (leader.side, leader.name, leader.post, leader.agreed) == ("group", "李敏", "组长", None)
    assert {row.by for row in (school, leader)} == {found.workspace.person}
    assert school.signed_at == AT
    assert ink.read(found.workspace.photos.read(school.ink_sha256 or "")) == PRINCIPAL.ink


def test_what_was_signed_can_be_told_from_the_paper_itself(found: Visiting) -> None:
    one = signing(found, PRINCIPAL)
    issued = found.issue(signing=one)
    content = embedded.read(found.workspace.photos.read(issued.pdf_sha256)).content
    assert content is not None
    said = canonical.decode(content)
    assert said["signed"]["over"] == one.over
    assert [(signer["name"], signer["ink"]) for signer in said["signed"]["signers"]] == [("何静", PRINCIPAL.ink.sha256)]
    shown = canonical.encode(said | {"serial": None, "signed": None})
    assert sha256(shown).hexdigest() == one.over


def test_the_paper_shows_the_ink_and_claims_no_more_than_it_is(found: Visiting) -> None:
    issued = found.issue(signing=signing(found, PRINCIPAL, LEADER, agreed=True))
    words = text_of(found, issued)
    assert CONFIRMS in words
    assert "何静（校长）10时41分屏上签" in words
    assert "√无异议□有异议" in words
    assert "年月日时分" in words  # the receipt itself is still to be dated by hand
    pdf = found.workspace.photos.read(issued.pdf_sha256)
    bare = paper.render(replace(_notice(document(found, issued)), signed=None)).pdf
    assert _curves(pdf) > _curves(bare) == 0
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert pikepdf.pdfa.check(opened, "3b").findings == []


def test_the_same_signatures_give_the_same_bytes(found: Visiting) -> None:
    one = signing(found, PRINCIPAL, LEADER)
    row = document(found, found.issue(signing=one))
    notice = _notice(row)
    assert paper.render(notice, inks=signatures.inks(one)).pdf == paper.render(notice, inks=signatures.inks(one)).pdf
    read_back = {sha: ink.read(found.workspace.photos.read(sha)) for sha in signatures.inks(one)}
    assert paper.render(notice, inks=read_back).pdf == paper.render(notice, inks=signatures.inks(one)).pdf


def test_signatures_over_other_content_are_refused_and_nothing_is_stored(found: Visiting) -> None:
    one = signing(found, PRINCIPAL)
    found.record("SF-01", fact="公示栏是空的。")
    with pytest.raises(UserError, match="签名之后内容有变化") as refused:
        found.issue(signing=one)
    assert refused.value.safe == "内容都在，没有取号。"
    assert "重新签" in refused.value.hint
    assert found.issued() == []
    assert found.issue(signing=signing(found, PRINCIPAL)).number.endswith("31号")


@pytest.mark.parametrize(
    ("signed", "more", "hint"),
    [
        ([LEADER], {}, "学校的人还没有签。"),
        ([replace(PRINCIPAL, name=" ")], {}, "被检查单位签名的人没有写姓名。"),
        ([replace(PRINCIPAL, ink=Ink((((5, 5),),)))], {}, "何静还没有签上。"),
        ([PRINCIPAL, replace(LEADER, name="赵六")], {}, "赵六不在检查人员里。"),
        ([PRINCIPAL], {"refused": REFUSED}, "已经有学校的人签名，不能再记拒签。"),
        ([], {"refused": replace(REFUSED, witness="")}, "拒签要写事由和见证人。"),
        ([], {"refused": replace(REFUSED, reason="某" * 201)}, "拒签事由不超过 200 字。"),
        ([replace(PRINCIPAL, post="某" * 41)], {}, "姓名和职务不超过 40 字。"),
    ],
)
def test_what_is_not_whole_takes_no_number(
    found: Visiting, signed: list[Signed], more: dict[str, Any], hint: str
) -> None:
    with pytest.raises(UserError) as refused:
        found.issue(signing=signing(found, *signed, **more))
    assert refused.value.hint == hint
    assert found.issued() == []


def test_a_refusal_stands_on_the_paper_in_the_usual_words_with_its_witness(found: Visiting) -> None:
    issued = found.issue(signing=signing(found, WITNESS, refused=REFUSED))
    words = text_of(found, issued)
    assert "2026年11月24日，被检查单位负责人拒绝签名。事由：负责人称须先向上级请示。" in words
    assert "见证人：孙丽（镇教育办主任）。" in words
    refusal = next(row for row in records(found, issued) if row.refusal)
    assert (refusal.side, refusal.ink_sha256, refusal.witness) == ("school", None, "孙丽")
    witness = next(row for row in records(found, issued) if not row.refusal)
    assert (witness.side, witness.ink_sha256) == ("witness", WITNESS.ink.sha256)


def test_a_refusal_without_any_ink_claims_none(found: Visiting) -> None:
    issued = found.issue(signing=signing(found, refused=REFUSED))
    assert CONFIRMS not in text_of(found, issued)


def test_a_signed_paper_is_verified_as_any_other(found: Visiting) -> None:
    issued = found.issue(signing=signing(found, PRINCIPAL, LEADER))
    with found.read() as session:
        pdf = papers.stored_pdf(found.workspace.photos, papers.paper(session, issued.uid))
        same = verification.of_file(session, found.workspace.photos, pdf)
        notice = _notice(session.get_one(Document, issued.uid))
        assert notice.signed is not None
        other = replace(notice, signed=replace(notice.signed, signers=notice.signed.signers[1:]))
        forged = paper.render(other, inks={LEADER.ink.sha256: LEADER.ink}, proof=_proof(other)).pdf
        altered = verification.of_file(session, found.workspace.photos, forged)
    assert (same.verdict, same.holds) == (Verdict.IDENTICAL, True)
    assert altered.verdict is Verdict.ALTERED
    assert ("屏上签名 签名人1 名称", "何静", "李敏") in {
        (one.where, one.issued, one.found) for one in altered.differences
    }


def test_an_order_is_signed_behind_the_names_of_its_officers() -> None:
    draft = replace(samples.ORDER, serial=None)
    one = Signing(signatures.shown(draft), (PRINCIPAL, replace(LEADER, name="周文")), agreed=True)
    signatures.require(one, draft)
    order = signatures.signed(samples.ORDER, one, TODAY)
    assert _curves(kinds.render(order, inks=signatures.inks(one)).pdf) > 0
    with pytest.raises(UserError, match="内容有变化"):
        signatures.require(one, replace(draft, phone="0551-60000009"))


def test_a_paper_without_a_place_to_sign_is_signed_for_elsewhere() -> None:
    draft = replace(samples.OPINION, serial=None)
    with pytest.raises(UserError) as refused:
        signatures.require(Signing(signatures.shown(draft), (PRINCIPAL,)), draft)
    assert refused.value.hint == "这种文书没有签收栏，签在送达回证上。"


def test_who_signs_again_replaces_what_was_signed_before() -> None:
    again = replace(PRINCIPAL, name="何晓静", ink=writing("何晓静"))
    first = Signing("", (PRINCIPAL, LEADER))
    assert first.with_signed(again).signed == (LEADER, again)
    assert first.with_signed(replace(LEADER, name="王强")).of(Side.GROUP) == (LEADER, replace(LEADER, name="王强"))


# To the bureau


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    world.bureau = world.keep(found_bureau(tmp_path / "局", COUNTY))
    with world.bureau.store.write() as session:
        session.add(
            School(uid=world.schools[0], name="长江路小学", code="2134010200", school_type="211", ownership="public")
        )
    yield world
    for workspace in world.opened:
        workspace.close()


def test_the_bureau_sees_who_signed_and_has_the_ink(world: World) -> None:
    world.enrol(numbers=(31, 40), schools=world.schools[:1])
    laptop = world.laptop()
    with laptop.store.read() as session:
        book, people = handbook.read(session), tuple(session.scalars(select(Person.uid).order_by(Person.name)))
    scene = Scene(laptop, book, laptop.team or "", people, {"长江路小学": world.schools[0]})
    visiting = Visiting.begin(scene, areas=("SF",))
    visiting.problem("SF-01")
    issued = visiting.issue(signing=signing(visiting, PRINCIPAL, LEADER, agreed=False))
    done = exchange.export_report(laptop, world.stick / "a.xjb", Unwatched())
    assert done.missing_photos == ()
    exchange.merge_bundle(world.bureau, world.stick / "a.xjb", Unwatched())
    with world.bureau.store.read() as session:
        rows = signatures.of_document(session, issued.uid)
        assert {(row.side, row.name, row.agreed) for row in rows} == {
            ("school", "何静", False),
            ("group", "李敏", None),
        }
        inks = {ink.read(world.bureau.photos.read(row.ink_sha256 or "")) for row in rows}
        assert inks == {PRINCIPAL.ink, LEADER.ink}
        pdf = laptop.photos.read(issued.pdf_sha256)
        assert verification.of_file(session, world.bureau.photos, pdf).holds
