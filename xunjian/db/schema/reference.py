"""Reference data, made at the bureau and carried to every group (case: all; schools: their own case)."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from xunjian.db.schema.base import ALL, SCHOOL, CaseOf, Fields, Members, Record


class Bureau(Fields):
    """The education bureau (局) in whose name notices are issued."""

    __tablename__ = "bureau"
    __case__ = ALL

    name: Mapped[str | None]
    level: Mapped[str | None]
    region_code: Mapped[str | None]
    phone: Mapped[str | None]
    address: Mapped[str | None]
    office: Mapped[str | None]
    """The section (科) that receives rectification reports."""
    route: Mapped[str | None]
    """How notices come about (rules/steps.py: Route); none is on site."""
    supervision_authority: Mapped[str | None]
    """In whose name 督导意见书 are issued, such as 庐州区人民政府教育督导室."""
    remedies: Mapped[str | None]
    """What a party may do against a 责令改正通知书, in the bureau's own words; none are not printed."""


class DocumentPrefix(Record):
    """The prefix of document numbers (发文代字), such as 庐教督改."""

    __tablename__ = "document_prefix"
    __case__ = ALL

    bureau: Mapped[str | None]
    kind: Mapped[str | None]
    prefix: Mapped[str | None]
    valid_from: Mapped[date | None]


class School(Fields):
    """A school or other institution that is inspected (检查对象)."""

    __tablename__ = "school"
    __case__ = CaseOf("school", "uid")
    __groups__ = {"license": ("license_no", "license_until"), "validity": ("valid_from", "valid_to")}

    code: Mapped[str | None]
    uscc: Mapped[str | None]
    name: Mapped[str | None]
    region_code: Mapped[str | None]
    region_name: Mapped[str | None]
    township: Mapped[str | None]
    school_type: Mapped[str | None]
    ownership: Mapped[str | None]
    urban_rural: Mapped[str | None]
    address: Mapped[str | None]
    postcode: Mapped[str | None]
    principal: Mapped[str | None]
    phone: Mapped[str | None]
    students: Mapped[int | None]
    teachers: Mapped[int | None]
    classes: Mapped[int | None]
    boarding: Mapped[bool | None]
    canteen: Mapped[str | None]
    license_no: Mapped[str | None]
    license_until: Mapped[date | None]
    status: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    same_as: Mapped[str | None] = mapped_column(index=True)
    """The school that this one turned out to be (queries/twins.py)."""


class SchoolName(Fields):
    """Another name of a school: former, short, or what people call it."""

    __tablename__ = "school_name"
    __case__ = SCHOOL

    school: Mapped[str | None]
    name: Mapped[str | None]
    kind: Mapped[str | None]


class Person(Fields):
    """Somebody who inspects, reviews or decides (检查人员)."""

    __tablename__ = "person"
    __case__ = ALL

    name: Mapped[str | None]
    unit: Mapped[str | None]
    post: Mapped[str | None]
    phone: Mapped[str | None]
    inspector_no: Mapped[str | None]
    inspector_until: Mapped[date | None]
    """The last day on which the certificate counts; none where it does not run out."""
    enforcement_no: Mapped[str | None]
    enforcement_until: Mapped[date | None]
    expert_field: Mapped[str | None]
    role: Mapped[str | None]
    active: Mapped[bool | None]


class Campaign(Fields):
    """An inspection task (检查任务): special, general, recheck, look-back or after a complaint."""

    __tablename__ = "campaign"
    __case__ = ALL
    __groups__ = {"period": ("starts_on", "ends_on")}

    name: Mapped[str | None]
    kind: Mapped[str | None]
    purpose: Mapped[str | None]
    """What the notice says it is for: 规范教育收费行为."""
    plan_title: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Team(Fields):
    """An inspection group (检查组) of one campaign."""

    __tablename__ = "team"
    __case__ = ALL

    campaign: Mapped[str | None]
    number: Mapped[int | None]
    name: Mapped[str | None]


class TeamMember(Members):
    """A person's place in a team."""

    __tablename__ = "team_member"
    __case__ = ALL

    team: Mapped[str | None]
    person: Mapped[str | None]
    role: Mapped[str | None]
    rank: Mapped[int | None]


class Assignment(Members):
    """A school that a team is to visit."""

    __tablename__ = "assignment"
    __case__ = ALL

    campaign: Mapped[str | None]
    team: Mapped[str | None]
    school: Mapped[str | None]
    planned_on: Mapped[date | None]
    why: Mapped[str | None]


class Checklist(Record):
    """One area of the checklist library (检查表) in one version."""

    __tablename__ = "checklist"
    __case__ = ALL

    code: Mapped[str | None]
    title: Mapped[str | None]
    version: Mapped[str | None]
    effective_from: Mapped[date | None]
    owner: Mapped[str | None]


class ChecklistItem(Record):
    """One item (检查项) of a checklist, never changed: a new wording is a new version."""

    __tablename__ = "checklist_item"
    __case__ = ALL

    checklist: Mapped[str | None]
    code: Mapped[str | None]
    position: Mapped[int | None]
    title: Mapped[str | None]
    severity: Mapped[str | None]
    content: Mapped[dict[str, Any] | None]
    """The whole item as reference/checklists.py reads it."""


class LegalBasis(Record):
    """A law or policy that items rest on, with its articles and how far each is verified."""

    __tablename__ = "legal_basis"
    __case__ = ALL

    code: Mapped[str | None]
    content: Mapped[dict[str, Any] | None]
    """The basis and its articles as reference/bases.py reads them."""


class Holiday(Fields):
    """A day off or a working weekend; the uid derives from the date."""

    __tablename__ = "holiday"
    __case__ = ALL

    day: Mapped[date | None]
    kind: Mapped[str | None]
    name: Mapped[str | None]
    source: Mapped[str | None]
