"""用单位自己的字体: off, papers look the same on every machine; on, they are printed in the fonts that the office has.

Then each must be there: a font that is missing is named, and nothing is issued in another one unseen.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.documents import officefonts
from xunjian.documents.composer.faces import SHIPPED, Faces, Role
from xunjian.settings import Name

ROLES = {
    Role.TITLE: "标题（小标宋）",
    Role.BODY: "正文（仿宋）",
    Role.SUBHEADING: "二级标题（楷体）",
    Role.HEADING: "一级标题（黑体）",
    Role.SONG: "数字、页码（宋体）",
}
_ON, _OFF = "on", "off"


@dataclass(frozen=True)
class Fonts:
    """What papers are printed in on this machine."""

    own: bool
    """Whether the office's own fonts are wanted."""
    names: dict[str, str]
    """The office's font that was found, by what it prints."""
    lacking: tuple[str, ...]
    """Sentences about the fonts that are not there or do not serve."""
    faces: Faces

    @property
    def problem(self) -> str:
        """Why nothing can be issued with these fonts, and what to do; '' where all is well."""
        if not (self.own and self.lacking):
            return ""
        return f"要用单位自己的字体，但本机{'；'.join(self.lacking)}。请装上字体，或在设置里改用自带的字体。"

    @property
    def hashes(self) -> dict[str, str] | None:
        """The hash of each font file of the office's own; None where the shipped fonts are used."""
        if not self.own:
            return None
        return {self.names[ROLES[role]]: face.sha256 for role, face in self.faces.own.items()}


def chosen(session: Session) -> Fonts:
    """Return the fonts that papers are printed in; without the office's own no folder is searched."""
    return look() if wanted(session) else Fonts(own=False, names={}, lacking=(), faces=SHIPPED)


def wanted(session: Session) -> bool:
    """Return whether the office's own fonts are wanted; they are not unless somebody said so."""
    return settings.get(session, Name.OFFICE_FONTS) == _ON


def want(session: Session, own: bool) -> None:
    """Set whether the office's own fonts are wanted."""
    settings.put(session, Name.OFFICE_FONTS, _ON if own else _OFF)


def look() -> Fonts:
    """Return which of the office's fonts this machine has, whether they are wanted or not."""
    found = officefonts.find(cache_file=_cache_file())
    names = {ROLES[role]: name for role, name in found.names.items()}
    return Fonts(own=True, names=names, lacking=tuple(found.lacking.values()), faces=Faces(found.faces))


def _cache_file() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("xunjian", appauthor=False) / "fonts.json"
