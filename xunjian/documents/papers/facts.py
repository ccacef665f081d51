"""What several papers say alike: who inspects, what is proof, who refused to sign; every string as it is printed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Inspector:
    """A person of the group; `certificate` is the number of an enforcement certificate, `post` such as 组长."""

    name: str
    post: str = ""
    certificate: str = ""

    @property
    def printed(self) -> str:
        """The name with what is known about it: 周文（组长，执法证号：皖A0001）."""
        number = f"执法证号：{self.certificate}" if self.certificate else ""
        more = "，".join(part for part in (self.post, number) if part)
        return f"{self.name}（{more}）" if more else self.name


@dataclass(frozen=True)
class Exhibit:
    """A line in the list of evidence; its position, counted from 1, is the number that findings refer to."""

    name: str
    kind: str = "照片"
    taken_on: date | None = None
    taken_by: str = ""
    sheets: int = 1
    findings: tuple[int, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """That somebody would not sign or accept: why, on which day, and who saw it."""

    reason: str
    day: date
    witnesses: tuple[str, ...] = ()
    photos: int = 0


def mark(*, draft: bool, trial: bool) -> str:
    """Return what stands across every page in light grey, or ''."""
    return ("演示" if trial else "") + ("草稿" if draft else "")
