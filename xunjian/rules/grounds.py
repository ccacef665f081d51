"""Which articles of law may be printed for a finding, and in which part of the notice it then stands.

A clause that nobody has verified never reaches paper; powers of other authorities are only handed over (移交).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from xunjian.rules.basis import (
    Article,
    ArticleStatus,
    BasisStatus,
    Clause,
    LegalBasis,
    Level,
    Ownership,
    Power,
    Region,
    Scope,
    Stage,
    Training,
)

_ABLE_TO_BIND = frozenset(
    {BasisStatus.IN_FORCE, BasisStatus.AMENDED, BasisStatus.UNCONFIRMED, BasisStatus.ANNUAL, BasisStatus.LOCAL}
)
COUNTY_AUTHORITY = "县级教育行政部门"


@dataclass(frozen=True)
class Situation:
    """What a finding was made in: the stages it concerns, the school's ownership, the bureau's region, the date.

    `training` is what an institution of off-campus training teaches, None for schools and where it is not known.
    """

    stages: frozenset[Stage]
    ownership: Ownership
    region: Region
    on: date
    training: Training | None = None


class Part(StrEnum):
    """The part of the notice in which a finding stands."""

    VIOLATION = "violation"
    TRANSFER = "transfer"
    ADVICE = "advice"


@dataclass(frozen=True)
class Transfer:
    """Clues that another authority must act on, with the citations that say so."""

    authority: str
    citations: tuple[str, ...]


@dataclass(frozen=True)
class Grounds:
    """What may be printed for a finding; `choices` are printed once their condition is confirmed, `pending` never.

    Only `Part.VIOLATION` carries `breached` and `handled_under`; a finding in `Part.ADVICE` is printed without basis.
    `pending` is shown on the screen as 依据待核.
    """

    part: Part
    breached: tuple[str, ...] = ()
    handled_under: tuple[str, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    choices: tuple[Clause, ...] = ()
    pending: tuple[Clause, ...] = ()


def may_print(clause: Clause, situation: Situation) -> bool:
    """Whether this clause may stand on paper, be it as a violation or as a transfer."""
    return (
        clause.article.status is ArticleStatus.VERIFIED
        and clause.basis.status in _ABLE_TO_BIND
        and _holds_on(clause.basis, situation.on)
        and _holds_in(clause.basis, situation.region)
        and _concerns(clause, situation)
    )


def citation(basis: LegalBasis, articles: Iterable[Article] = ()) -> str:
    """Return e.g. 《中华人民共和国义务教育法》第二十五条、第五十六条 or 《…办法》（教财〔2022〕2号）第三条.

    A number that is not verified is left out; so is an article whose number is not known.
    """
    places = dict.fromkeys(article.cited for article in articles if article.cited)
    return f"《{_inner_quotes(basis.title)}》{_identity(basis)}" + "、".join(places)


def grounds(
    clauses: Iterable[Clause],
    situation: Situation,
    *,
    scope: Scope,
    item_stages: frozenset[Stage],
    confirmed: Collection[str] = (),
) -> Grounds:
    """Decide where a finding stands and what is cited for it; `confirmed` holds keys of clauses with a condition.

    Only the stages that the item itself concerns count: tuition at a twelve-year school is a matter of its
    compulsory stages. A local item needs a local document; a management item is never written as a violation.
    """
    clauses = tuple(clauses)
    here = replace(situation, stages=situation.stages & item_stages)
    possible = [clause for clause in clauses if may_print(clause, here)]
    pending = tuple(clause for clause in clauses if _is_pending(clause))
    if scope is Scope.MANAGEMENT or (scope is Scope.LOCAL and not any(map(_is_local, possible))):
        return Grounds(Part.ADVICE, pending=pending)
    cited = [clause for clause in possible if not clause.condition or clause.key in confirmed]
    own = [clause for clause in cited if not _authority(clause, here)]
    transfers = _transfers((clause for clause in cited if _authority(clause, here)), here)
    return Grounds(
        Part.VIOLATION if own else Part.TRANSFER if transfers else Part.ADVICE,
        breached=_citations(clause for clause in own if not clause.article.consequence),
        handled_under=_citations(clause for clause in own if clause.article.consequence),
        transfers=transfers,
        choices=tuple(clause for clause in possible if clause.condition),
        pending=pending,
    )


def _holds_on(basis: LegalBasis, day: date) -> bool:
    if basis.status is BasisStatus.ANNUAL and basis.year != day.year:
        return False
    return basis.valid_from <= day and (basis.valid_until is None or day <= basis.valid_until)


def _holds_in(basis: LegalBasis, region: Region) -> bool:
    if basis.status is not BasisStatus.LOCAL and not basis.regions:
        return True
    return any(Region(code).covers(region) for code in basis.regions)


def _concerns(clause: Clause, situation: Situation) -> bool:
    # All stages must be covered: a clause on compulsory education is no basis for what also concerns senior classes.
    stages = clause.article.stages or clause.basis.stages
    ownership = clause.article.ownership or clause.basis.ownership
    training = clause.article.training or clause.basis.training
    return (
        bool(situation.stages)
        and (not stages or situation.stages <= stages)
        and (not ownership or situation.ownership in ownership)
        and (training is None or situation.training is training)
    )


def _is_pending(clause: Clause) -> bool:
    return clause.article.status in (ArticleStatus.TITLE_ONLY, ArticleStatus.UNVERIFIED)


def _is_local(clause: Clause) -> bool:
    return clause.basis.status is BasisStatus.LOCAL


def _authority(clause: Clause, situation: Situation) -> str:
    other = clause.article.transfer or clause.basis.transfer
    if not other and clause.article.power is Power.COUNTY and not situation.region.has_county_power():
        return COUNTY_AUTHORITY
    return other


def _transfers(clauses: Iterable[Clause], situation: Situation) -> tuple[Transfer, ...]:
    by_authority: dict[str, list[Clause]] = {}
    for clause in clauses:
        by_authority.setdefault(_authority(clause, situation), []).append(clause)
    return tuple(Transfer(authority, _citations(group)) for authority, group in by_authority.items())


def _citations(clauses: Iterable[Clause]) -> tuple[str, ...]:
    by_basis: dict[str, list[Clause]] = {}
    for clause in clauses:
        by_basis.setdefault(clause.basis.id, []).append(clause)
    groups = sorted(by_basis.values(), key=lambda group: list(Level).index(group[0].basis.level))
    return tuple(citation(group[0].basis, (clause.article for clause in group)) for group in groups)


def _identity(basis: LegalBasis) -> str:
    if basis.level in (Level.LAW, Level.REGULATION):
        return ""
    if basis.number and basis.number_verified and "未核" not in basis.number:
        return f"（{basis.number}）"
    return f"（{basis.dated.year}年{basis.dated.month}月{basis.dated.day}日）" if basis.dated else ""


def _inner_quotes(title: str) -> str:
    # Book-title marks inside book-title marks are single (GB/T 15834).
    return title.replace("《", "〈").replace("》", "〉")
