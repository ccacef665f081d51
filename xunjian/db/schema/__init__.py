"""Typed tables by subject."""

from xunjian.db.schema import blobs, exchange, local, log, paper, reference, visit
from xunjian.db.schema.base import Base, Fields, Kind, Logged, Members, Record

__all__ = [
    "Base",
    "Fields",
    "Kind",
    "Logged",
    "Members",
    "Record",
    "blobs",
    "exchange",
    "local",
    "log",
    "paper",
    "reference",
    "visit",
]
