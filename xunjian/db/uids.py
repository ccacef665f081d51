"""Names of records that leave the machine: random, or derived from other names only."""

import re
from datetime import date
from uuid import NAMESPACE_OID, uuid4, uuid5

_CANONICAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_uid() -> str:
    """Return a random uid (UUIDv4) in its canonical form of 36 characters."""
    return str(uuid4())


def derived_uid(case_uid: str, *parts: str | date) -> str:
    """Return the uid (UUIDv5) that every machine derives from the same case and parts.

    Parts are uids and ISO dates, never text that people type: two spellings must not make two records.
    The case comes first, so that one uid can never belong to two cases.
    """
    return str(uuid5(NAMESPACE_OID, "/".join((case_uid, *map(str, parts)))))


def is_uid(value: object) -> bool:
    """Tell whether `value` is a uid in canonical form."""
    return isinstance(value, str) and _CANONICAL.fullmatch(value) is not None
