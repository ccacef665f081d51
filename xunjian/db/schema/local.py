"""What stays on this machine: settings of the workspace, undo, search. Never logged, so constraints are welcome."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from xunjian.db.schema.base import Base


class Setting(Base):
    """One setting of this workspace: who it belongs to, which seat it holds."""

    __tablename__ = "local_setting"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class SchoolSearch(Base):
    """What a school is searched by: its names, present and former, and the pinyin initials of all readings."""

    __tablename__ = "local_school_search"

    school: Mapped[str] = mapped_column(Text, primary_key=True)
    names: Mapped[str] = mapped_column(Text)
    initials: Mapped[str] = mapped_column(Text)


class Undone(Base):
    """A commit of this machine whose changes were taken back and can be done again."""

    __tablename__ = "local_undone"

    cid: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[int]
    """The newest commit when it was taken back: anything done after it ends doing it again."""
