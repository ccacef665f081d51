"""Bytes of photos and documents, for a ledger on a server: all machines of the bureau see the same."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from xunjian.db.schema.base import Base
from xunjian.db.types import TEXT


class BlobContent(Base):
    """A file, named by what is in it; on one machine alone they lie in a folder instead (photos.py)."""

    __tablename__ = "blob_content"

    sha256: Mapped[str] = mapped_column(TEXT, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
