"""Legal bases and their articles as values, with the words that say whom and where they bind."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """School stages (学段)."""

    KINDERGARTEN = "kindergarten"
    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"
    VOCATIONAL = "vocational"
    SPECIAL = "special"
    TRAINING = "training"


class Ownership(StrEnum):
    """Who runs the school (办学性质)."""

    PUBLIC = "public"
    PRIVATE = "private"


class Training(StrEnum):
    """What an off-campus training institution teaches (培训类别): 学科类 or 非学科类."""

    ACADEMIC = "academic"
    NON_ACADEMIC = "non-academic"


class Scope(StrEnum):
    """How far a checklist item binds: everywhere, where a local document says so, or as good management only."""

    NATIONAL = "national"
    LOCAL = "local"
    MANAGEMENT = "management"


class Level(StrEnum):
    """Rank of a legal basis, highest first; laws and regulations are cited by title alone."""

    LAW = "law"
    REGULATION = "regulation"
    RULE = "rule"
    DOCUMENT = "document"


class BasisStatus(StrEnum):
    """Standing of a whole document."""

    IN_FORCE = "in-force"
    AMENDED = "in-force-amended"
    UNCONFIRMED = "in-force-unconfirmed"
    ANNUAL = "annual"
    LOCAL = "local"
    HISTORICAL = "historical"
    UNKNOWN = "unknown"
    NO_LEGAL_BASIS = "no-legal-basis"


class ArticleStatus(StrEnum):
    """How far the wording of one article has been checked."""

    VERIFIED = "verified"
    TITLE_ONLY = "title-only"
    UNVERIFIED = "unverified"
    WITHDRAWN = "withdrawn"


class Power(StrEnum):
    """Which education authority an article empowers."""

    ANY = "any"
    COUNTY = "county"


# Prefecture-level cities without counties: their bureaus do what county bureaus do elsewhere.
_CITIES_WITHOUT_COUNTIES = frozenset({"441900", "442000", "460400", "620200"})


@dataclass(frozen=True)
class Region:
    """An administrative region by its six-digit code (GB/T 2260)."""

    code: str

    def covers(self, other: "Region") -> bool:
        """Whether `other` is this region or lies inside it."""
        stem = self.code
        while stem.endswith("00"):
            stem = stem.removesuffix("00")
        return bool(stem) and other.code.startswith(stem)

    def has_county_power(self) -> bool:
        """Whether its education bureau exercises the powers that a law gives to the county level."""
        return not self.code.endswith("00") or self.code in _CITIES_WITHOUT_COUNTIES


@dataclass(frozen=True)
class LegalBasis:
    """A law, regulation or document; empty `stages`, `ownership` or `training` means all.

    `valid_from` and `valid_until` bound the day of the inspection, `year` binds an annual document, `regions` a local
    one. `dated` is printed in place of a number.
    """

    id: str
    title: str
    level: Level
    number: str
    number_verified: bool
    issuers: tuple[str, ...]
    issued: str
    effective: str
    valid_from: date
    status: BasisStatus
    note: str
    sources: tuple[str, ...]
    valid_until: date | None = None
    dated: date | None = None
    regions: tuple[str, ...] = ()
    year: int | None = None
    stages: frozenset[Stage] = frozenset()
    ownership: frozenset[Ownership] = frozenset()
    training: Training | None = None
    transfer: str = ""


@dataclass(frozen=True)
class Article:
    """One article: `ref` as known, `cited` as printed ('' prints the title alone), `requires` a paraphrase, no quote.

    `consequence` marks articles on handling, liability and scope, which a school cannot itself break. `transfer` names
    the authority that alone may act on it. `conditions` says by item code in which case alone the article is cited.
    """

    ref: str
    cited: str
    requires: str
    status: ArticleStatus
    items: tuple[str, ...]
    conditions: Mapping[str, str] = field(default_factory=dict)
    consequence: bool = False
    power: Power = Power.ANY
    stages: frozenset[Stage] = frozenset()
    ownership: frozenset[Ownership] = frozenset()
    training: Training | None = None
    transfer: str = ""


@dataclass(frozen=True)
class Clause:
    """An article together with the document it stands in.

    `condition`, where an item asks for one, must be confirmed by the inspector: 属行政事业性收费.
    """

    basis: LegalBasis
    article: Article
    condition: str = ""

    @property
    def key(self) -> str:
        """A name that stays the same from version to version of the library."""
        return f"{self.basis.id}/{self.article.ref}"


def after_check(clause: Clause, *, approved: bool) -> Clause:
    """Return the clause as the bureau decided: approved for print, or withdrawn."""
    status = ArticleStatus.VERIFIED if approved else ArticleStatus.WITHDRAWN
    return replace(clause, article=replace(clause.article, status=status))
