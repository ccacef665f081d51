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
    """What a school is searched by: pinyin initials of its names, all readings."""

    __tablename__ = "local_school_search"

    school: Mapped[str] = mapped_column(Text, primary_key=True)
    initials: Mapped[str] = mapped_column(Text)


class UndoEntry(Base):
    """One change on a visit that can be taken back: what the registers held before and after."""

    __tablename__ = "local_undo"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit: Mapped[str] = mapped_column(Text, index=True)
    title: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    undone: Mapped[bool]
