"""What stays on this machine: settings of the workspace, undo, search. Never logged, so constraints are welcome."""

from sqlalchemy.orm import Mapped, mapped_column

from xunjian.db.schema.base import Base
from xunjian.db.types import TEXT


class Setting(Base):
    """One setting of this workspace: who it belongs to, which seat it holds."""

    __tablename__ = "local_setting"

    name: Mapped[str] = mapped_column(TEXT, primary_key=True)
    value: Mapped[str] = mapped_column(TEXT)


class SchoolSearch(Base):
    """What a school is searched by: its names, present and former, and the pinyin initials of all readings."""

    __tablename__ = "local_school_search"

    school: Mapped[str] = mapped_column(TEXT, primary_key=True)
    names: Mapped[str] = mapped_column(TEXT)
    initials: Mapped[str] = mapped_column(TEXT)


class Undone(Base):
    """A commit of this machine whose changes were taken back and can be done again."""

    __tablename__ = "local_undone"

    cid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[int]
    """The newest commit when it was taken back: anything done after it ends doing it again."""
