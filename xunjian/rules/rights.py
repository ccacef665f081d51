"""Who may write what: a group works on visits and schools; plans, people, numbers and closing are the bureau's."""

from xunjian.rules.lifecycle import RULES
from xunjian.rules.steps import Role, Route

BUREAU_TABLES = frozenset(
    {
        "assignment",
        "bureau",
        "campaign",
        "checklist",
        "checklist_item",
        "document_prefix",
        "holiday",
        "legal_basis",
        "number_block",
        "person",
        "team",
        "team_member",
    }
)
SHARED_TABLES = frozenset({"number_void"})
"""Tables of the bureau's cases in which a group writes too."""

BUREAU_CASES = frozenset({"all", "bureau"})

_BUREAU_ROLES = frozenset({Role.REVIEWER, Role.CHIEF})

GROUP_STEPS = frozenset(rule.step.value for rule in RULES for route in Route if not rule.roles(route) <= _BUREAU_ROLES)
"""Kinds of steps that somebody in a group may take in some state on some route."""


def group_may_write(case_kind: str, table: str) -> bool:
    """Tell whether a group may write a table in a case; a table that only newer programs know, in its own cases."""
    if table in BUREAU_TABLES:
        return False
    return case_kind not in BUREAU_CASES or table in SHARED_TABLES


def group_may_take(step: object) -> bool:
    """Tell whether a group may take a kind of step; kinds that this program does not know are the bureau's."""
    return step in GROUP_STEPS
