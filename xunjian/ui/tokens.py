"""Colours and measures of the window, as values (docs/architecture.md, "Look")."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from PySide6.QtGui import QColor


class TextSize(StrEnum):
    """The three sizes a user may choose; the value is what the settings file keeps."""

    NORMAL = "standard"
    LARGE = "large"
    EXTRA = "extra"


class Tone(StrEnum):
    """What a chip, a bar or an icon says by its colour; an icon and a word always say it too."""

    OK = "ok"
    BAD = "bad"
    WAIT = "wait"
    INFO = "info"
    CONFLICT = "conf"
    NEUTRAL = "na"


@dataclass(frozen=True)
class Colours:
    """One theme. Every pair of text and ground that is drawn keeps a contrast of at least 4.5:1."""

    bg: str
    surface: str
    surface2: str
    selected: str
    text: str
    text2: str
    disabled: str
    border: str
    divider: str
    button_edge: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    on_accent2: str
    ok: str
    ok_tint: str
    bad: str
    bad_tint: str
    wait: str
    wait_tint: str
    info: str
    info_tint: str
    conf: str
    conf_tint: str
    na: str
    na_tint: str

    def __getitem__(self, name: str) -> QColor:
        """Return a token by name as Qt wants it."""
        value: str = getattr(self, name)
        return QColor(value)

    def tint(self, tone: Tone) -> QColor:
        """Return the ground that belongs to a tone."""
        return self[f"{tone.value}_tint"]


LIGHT = Colours(
    bg="#FFFFFF",
    surface="#F4F6F8",
    surface2="#E8ECF0",
    selected="#D6E8FA",
    text="#1B1F24",
    text2="#4A5561",
    disabled="#5F6A75",
    border="#7A8693",
    divider="#D5DBE1",
    button_edge="#AEB8C2",
    accent="#0B5CAD",
    accent_hover="#0A4F95",
    accent_pressed="#083F78",
    on_accent="#FFFFFF",
    on_accent2="#D6E8FA",
    ok="#03754A",
    ok_tint="#E1F3EC",
    bad="#781614",
    bad_tint="#FCE9E7",
    wait="#865E01",
    wait_tint="#FFF4D6",
    info="#0652DE",
    info_tint="#E3EFFB",
    conf="#621077",
    conf_tint="#F1E9FA",
    na="#434F5B",
    na_tint="#ECEFF2",
)

DARK = Colours(
    bg="#1B1F24",
    surface="#242A31",
    surface2="#2F3740",
    selected="#1F4468",
    text="#F1F4F7",
    text2="#B8C2CC",
    disabled="#98A3AD",
    border="#7F8B97",
    divider="#3A434D",
    button_edge="#5A6671",
    accent="#7CB8F5",
    accent_hover="#9ACAF8",
    accent_pressed="#64A6EA",
    on_accent="#0C1A28",
    on_accent2="#16324D",
    ok="#81F8C9",
    ok_tint="#12352A",
    bad="#FE9C8A",
    bad_tint="#43201D",
    wait="#FDE189",
    wait_tint="#3D3010",
    info="#CBE6FF",
    info_tint="#16324D",
    conf="#DB99F7",
    conf_tint="#33234A",
    na="#A8AFB6",
    na_tint="#2F3740",
)


@dataclass(frozen=True)
class Measures:
    """Lengths in device-independent pixels at one text size."""

    size: TextSize
    factor: float
    body: int
    caption: int
    section: int
    title: int
    figure: int
    row: int
    control: int
    small_control: int
    answer: int

    def px(self, length: float) -> int:
        """Return a length of the drawings (made at the normal size) at this size."""
        return round(length * self.factor)

    @cached_property
    def is_extra(self) -> bool:
        """Whether the layouts give way: section list to a box, answers two by two."""
        return self.size is TextSize.EXTRA


MEASURES = {
    TextSize.NORMAL: Measures(TextSize.NORMAL, 1.0, 16, 14, 18, 20, 26, 36, 36, 28, 44),
    TextSize.LARGE: Measures(TextSize.LARGE, 1.125, 18, 16, 20, 24, 29, 40, 44, 32, 48),
    TextSize.EXTRA: Measures(TextSize.EXTRA, 1.25, 20, 18, 22, 26, 32, 45, 48, 36, 48),
}
