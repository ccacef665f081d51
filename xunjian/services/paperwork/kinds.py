"""The kinds of papers under a number, and what each does its own way; all else is one way for all of them.

What a visit comes to is drafted once, as a notice says it. An opinion and an order are made from that: they name
other people, rest on other clauses, and have something of their own to say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Visit
from xunjian.documents.checkcode import Proof
from xunjian.documents.composer import parts
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.papers import correction_order, notice, supervision_opinion
from xunjian.documents.papers.correction_order import CorrectionOrder, Party
from xunjian.documents.papers.facts import Inks, Inspector
from xunjian.documents.papers.notice import Notice
from xunjian.documents.papers.on_screen import NO_INKS
from xunjian.documents.papers.rendering import Rendered
from xunjian.documents.papers.supervision_opinion import SupervisionOpinion
from xunjian.rules.grounds import citation, may_print
from xunjian.rules.papers import PaperKind
from xunjian.services.bureau import series
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import certificates, paper_choice, supervision
from xunjian.services.visit import visits
from xunjian.services.visit.weighing import situation_of

NumberedPaper = Notice | SupervisionOpinion | CorrectionOrder

_EMPOWERS = "CF/第二十八条"
"""行政处罚法 第二十八条: who enforces orders to put right."""


@dataclass(frozen=True)
class Kind:
    """What a kind of paper does its own way."""

    make: Callable[[Session, Handbook, str, Notice], NumberedPaper]
    """Makes the paper of a visit from its draft as a notice."""
    lacking: Callable[[NumberedPaper], Iterator[str]]
    """What it lacks, as sentences that say what to do."""
    suggests: bool = True
    """Whether what is no order stands on it too, as 工作建议."""
    rests_on: Mapping[str, frozenset[str]] | None = None
    """Registers outside findings that it prints or that decide on it, beyond those of every kind, by table."""


def make(session: Session, handbook: Handbook, visit: str, kind: PaperKind, draft: Notice) -> NumberedPaper:
    """Return the paper of a visit in a kind."""
    return KINDS[kind].make(session, handbook, visit, draft)


def lacking(kind: PaperKind, paper: NumberedPaper) -> list[str]:
    """Return what a paper lacks that only its kind asks for, as sentences."""
    return list(KINDS[kind].lacking(paper))


def render(
    paper: NumberedPaper,
    *,
    faces: Faces = SHIPPED,
    proof: Proof | None = None,
    photos: Sequence[parts.Photo] = (),
    inks: Inks = NO_INKS,
) -> Rendered:
    """Return a paper as a PDF, whatever its kind."""
    if isinstance(paper, SupervisionOpinion):
        return supervision_opinion.render(paper, faces=faces, proof=proof, photos=photos)
    if isinstance(paper, CorrectionOrder):
        return correction_order.render(paper, faces=faces, proof=proof, photos=photos, inks=inks)
    return notice.render(paper, faces=faces, proof=proof, photos=photos, inks=inks)


def places_to_sign(paper: NumberedPaper) -> tuple[str, ...] | None:
    """Return the names behind which the group signs beside the school; None where a paper has no place to sign."""
    if isinstance(paper, CorrectionOrder) and paper.receipt:
        return tuple(one.name for one in paper.officers)
    if isinstance(paper, Notice) and paper.receipt and not paper.filed_under:
        return paper.inspectors
    return None


def _same(_session: Session, _handbook: Handbook, _visit: str, draft: Notice) -> Notice:
    return draft


def _opinion(session: Session, _handbook: Handbook, visit: str, draft: Notice) -> SupervisionOpinion:
    head, row = visits.head(session, visit), session.get_one(Visit, visit)
    authority = series.particulars(session).supervision_authority
    held = certificates.counting(certificates.of_supervisors(session, head), head.day)
    return SupervisionOpinion(
        authority=authority,
        prefix=draft.prefix,
        year=draft.year,
        serial=None,
        school=draft.school,
        announced_on=row.announced_on,
        day=head.day,
        fed_back_on=supervision.fed_back_on(session, visit),
        supervisors=tuple(one.holder for one in held),
        evaluation=supervision.evaluation_of(session, visit),
        findings=draft.findings,
        measures=draft.measures,
        issued_on=draft.issued_on,
        plan=draft.plan,
        answer=supervision.answer_of(session, visit, draft.you),
        suggestions=draft.suggestions,
        attachments=draft.attachments,
        exhibits=draft.exhibits,
        total_fen=draft.total_fen,
        refunds=draft.refunds,
        you=draft.you,
        we=supervision.self_name(authority),
        phone=draft.phone,
        trial=draft.trial,
    )


def _of_opinion(paper: NumberedPaper) -> Iterator[str]:
    if isinstance(paper, SupervisionOpinion):
        if not paper.evaluation:
            yield "没有写评价意见。"
        if paper.fed_back_on is None:
            yield "还没有向学校反馈初步督导意见：先给问题反馈单，听取申辩，再出督导意见书。"


def _order(session: Session, handbook: Handbook, visit: str, draft: Notice) -> CorrectionOrder:
    head, row = visits.head(session, visit), session.get_one(Visit, visit)
    school, subject = session.get(School, head.school), paper_choice.subject_of(session, visit)
    held = certificates.counting(certificates.of_officers(session, head), head.day)
    clause, situation = handbook.bases.by_key.get(_EMPOWERS), situation_of(session, head)
    under = (citation(clause.basis, (clause.article,)),) if clause and may_print(clause, situation) else ()
    return CorrectionOrder(
        bureau=draft.bureau,
        prefix=draft.prefix,
        year=draft.year,
        serial=None,
        party=_party(draft.school, school),
        day=head.day,
        officers=tuple(Inspector(one.holder, certificate=one.number) for one in held),
        findings=draft.findings,
        ordered_under=under,
        measures=draft.measures,
        report_office=draft.report_office,
        issued_on=draft.issued_on,
        plan=draft.plan,
        enterprise=subject.in_administrative_inspection,
        inspection_notice=(row.inspection_notice or "").strip(),
        attachments=draft.attachments,
        exhibits=draft.exhibits,
        total_fen=draft.total_fen,
        refunds=draft.refunds,
        you="你单位" if subject.in_administrative_inspection else draft.you,
        phone=draft.phone,
        remedies=series.particulars(session).remedies,
        trial=draft.trial,
    )


def _party(name: str, school: School | None) -> Party:
    if school is None:
        return Party(name)
    return Party(name, school.uscc or "", school.principal or "", school.address or "")


def _of_order(paper: NumberedPaper) -> Iterator[str]:
    if isinstance(paper, CorrectionOrder) and not paper.ordered_under:
        yield "《行政处罚法》第二十八条没有核定，不能据以责令改正。请局里先核定这一条依据。"


KINDS: Mapping[PaperKind, Kind] = {
    PaperKind.RECTIFICATION_NOTICE: Kind(_same, lambda _paper: iter(())),
    PaperKind.SUPERVISION_OPINION: Kind(
        _opinion,
        _of_opinion,
        rests_on={
            "bureau": frozenset({"supervision_authority"}),
            "person": frozenset({"inspector_no", "inspector_until"}),
            "visit": frozenset({"announced_on", "evaluation"}),
        },
    ),
    PaperKind.CORRECTION_ORDER: Kind(
        _order,
        _of_order,
        suggests=False,
        rests_on={
            "bureau": frozenset({"remedies"}),
            "person": frozenset({"enforcement_no", "enforcement_until"}),
            "school": frozenset({"uscc", "principal", "address"}),
            "visit": frozenset({"inspection_notice"}),
        },
    ),
}
