"""What goes into a bundle: which cases, which photos, how many of what; all read from what the workspace holds now."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from xunjian.bundle.format import REPORT
from xunjian.db.views import among, chunks, sql

Case = tuple[str, str]

_SHA256 = re.compile(r"[0-9a-f]{64}")

_PHOTOS = among(
    "SELECT e.sha256, e.visit, e.file_name, 0 AS is_document FROM evidence e JOIN log_record r ON r.uid = e.uid"
    " JOIN log_case k ON k.id = r.case_id WHERE k.kind = 'visit' AND k.uid IN :visits"
    " UNION SELECT d.pdf_sha256, d.visit, NULL, 1 FROM document d JOIN log_record r ON r.uid = d.uid"
    " JOIN log_case k ON k.id = r.case_id WHERE k.kind = 'visit' AND k.uid IN :visits"
    " UNION SELECT s.ink_sha256, s.visit, NULL, 1 FROM signature s JOIN log_record r ON r.uid = s.uid"
    " JOIN log_case k ON k.id = r.case_id WHERE k.kind = 'visit' AND k.uid IN :visits",
    "visits",
)
_COUNTS = among(
    "SELECT (SELECT COUNT(*) FROM visit WHERE uid IN :visits AND coalesce(deleted, 0) = 0) AS visits,"
    " (SELECT COUNT(*) FROM finding WHERE visit IN :visits AND coalesce(deleted, 0) = 0) AS findings,"
    " (SELECT COUNT(*) FROM document WHERE visit IN :visits) AS documents",
    "visits",
)

_VISITS_OF = among("SELECT uid FROM visit WHERE school IN :schools", "schools")


@dataclass(frozen=True)
class NamedFile:
    """A photo or document that a record names."""

    sha256: str
    visit: str | None
    file_name: str | None
    is_document: bool = False


@dataclass(frozen=True)
class Tally:
    """How many records of the kinds that people count."""

    visits: int = 0
    findings: int = 0
    documents: int = 0


def every_case(connection: Connection) -> list[Case]:
    """Return all cases of this workspace; one whose commits were all taken back is none."""
    rows = connection.execute(
        sql(
            "SELECT k.kind, k.uid FROM log_case k WHERE EXISTS (SELECT 1 FROM log_commit c WHERE c.case_id = k.id)"
            " ORDER BY k.kind, k.uid"
        )
    )
    return [(row.kind, row.uid) for row in rows]


def reported_by(connection: Connection, team: str) -> list[Case]:
    """Return the team's visits, and every other case that was written on this side, whole.

    Not only the team's own commits of them: a case without the commits of others would be refused where those are
    not known.
    """
    visits = connection.execute(sql("SELECT uid FROM visit WHERE team = :team ORDER BY uid"), {"team": team})
    return list(dict.fromkeys([*(("visit", row.uid) for row in visits), *_written_on_this_side(connection)]))


def _written_on_this_side(connection: Connection) -> list[Case]:
    """Return cases with a commit made here; schools and reference data also where a mate's report brought one.

    Visits of another team count too: a visit that was handed over and worked on here must not stay behind.
    """
    rows = connection.execute(
        sql(
            "SELECT DISTINCT k.kind, k.uid, c.import_id FROM log_commit c JOIN log_case k ON k.id = c.case_id"
            " WHERE k.kind <> 'bureau'"
        )
    ).all()
    reports = _reports(connection)
    carried = {"school", "all"}
    return sorted(
        {
            (row.kind, row.uid)
            for row in rows
            if row.import_id is None or (row.kind in carried and row.import_id in reports)
        }
    )


class _Kind(msgspec.Struct):
    kind: str


def _reports(connection: Connection) -> set[int]:
    rows = connection.execute(sql("SELECT id, manifest FROM log_import"))
    return {row.id for row in rows if msgspec.json.decode(row.manifest, type=_Kind).kind == REPORT}


def of_visit(connection: Connection, visit: str) -> list[Case]:
    """Return a visit, and its school where something of that was written on this side: nobody else may know it."""
    school = connection.execute(sql("SELECT school FROM visit WHERE uid = :visit"), {"visit": visit}).scalar()
    here = _written_on_this_side(connection)
    return [*(case for case in here if case == ("school", school)), ("visit", visit)]


def granted_to(connection: Connection, team: str, bureau: str) -> list[Case]:
    """Return what a team starts with: reference data, and the schools that it is to visit."""
    schools = connection.execute(
        sql(
            "SELECT DISTINCT school FROM assignment WHERE team = :team AND coalesce(deleted, 0) = 0"
            " AND school IS NOT NULL ORDER BY school"
        ),
        {"team": team},
    )
    return [("all", bureau), *(("school", row.school) for row in schools)]


def task_for(connection: Connection, team: str, bureau: str) -> list[Case]:
    """Return what a team may have: what it started with, its visits, and all visits of the schools it is to visit."""
    cases = granted_to(connection, team, bureau)
    schools = [uid for kind, uid in cases if kind == "school"]
    visits = set(visits_of_team(connection, team))
    for part in chunks(schools):
        visits |= {row.uid for row in connection.execute(_VISITS_OF, {"schools": part})}
    return [*cases, *(("visit", uid) for uid in sorted(visits))]


def visits_of_team(connection: Connection, team: str) -> frozenset[str]:
    """Return the uids of a team's own visits."""
    rows = connection.execute(sql("SELECT uid FROM visit WHERE team = :team"), {"team": team})
    return frozenset(row.uid for row in rows)


def named_files(connection: Connection, cases: Iterable[Case]) -> list[NamedFile]:
    """Return the photos and documents that records of these cases name, in order of their hash."""
    visits = [uid for kind, uid in cases if kind == "visit"]
    found = {
        row.sha256: NamedFile(row.sha256, row.visit, row.file_name, bool(row.is_document))
        for part in chunks(visits)
        for row in connection.execute(_PHOTOS, {"visits": part})
        # Merged records hold what their writers put there; only a hash may ever become a path.
        if row.sha256 is not None and _SHA256.fullmatch(row.sha256)
    }
    return [found[sha256] for sha256 in sorted(found)]


def tally(connection: Connection, cases: Iterable[Case]) -> Tally:
    """Count what these cases hold."""
    visits = [uid for kind, uid in cases if kind == "visit"]
    rows = [connection.execute(_COUNTS, {"visits": part}).one() for part in chunks(visits)]
    return Tally(sum(row.visits for row in rows), sum(row.findings for row in rows), sum(row.documents for row in rows))


def commits_by_case(connection: Connection, cases: Sequence[Case]) -> dict[Case, int]:
    """Return how many commits of each of these cases are here."""
    find = among(
        "SELECT k.kind, k.uid, COUNT(*) AS commits FROM log_case k JOIN log_commit c ON c.case_id = k.id"
        " WHERE k.uid IN :uids GROUP BY k.kind, k.uid",
        "uids",
    )
    uids = sorted({uid for _, uid in cases})
    return {
        (row.kind, row.uid): row.commits for part in chunks(uids) for row in connection.execute(find, {"uids": part})
    }
