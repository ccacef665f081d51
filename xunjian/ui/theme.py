"""The look of the whole program: style, palette, fonts, Qt's own words in Chinese, and the tokens in force."""

from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from xunjian.paths import resource
from xunjian.ui.stylesheet import stylesheet
from xunjian.ui.tokens import DARK, LIGHT, MEASURES, Colours, Measures, TextSize

Type = Literal["body", "caption", "section", "title", "figure"]

# Best first; each has digits of one width, or a feature that makes them so. The last resort is shipped.
_SYSTEM_FAMILIES = ("Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "思源黑体")


@dataclass(frozen=True)
class Look:
    """The tokens in force: what a paint event needs to know."""

    colours: Colours
    measures: Measures
    family: str
    medium_family: str
    medium_weight: QFont.Weight
    dark: bool
    _fonts: dict[tuple[str, bool], QFont] = field(default_factory=dict, repr=False, compare=False)

    def font(self, size: Type = "body", *, medium: bool = False) -> QFont:
        """Return the font of a role in one of the two weights."""
        key = (size, medium)
        if key not in self._fonts:
            self._fonts[key] = self._make_font(getattr(self.measures, size), medium=medium)
        return self._fonts[key]

    def _make_font(self, pixels: int, *, medium: bool) -> QFont:
        font = QFont(self.medium_family if medium else self.family)
        font.setPixelSize(pixels)
        if medium:
            font.setWeight(self.medium_weight)
        if not _digits_are_even(font) and hasattr(QFont, "setFeature"):
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def px(self, length: float) -> int:
        """Return a length of the drawings at the text size in force."""
        return self.measures.px(length)


_in_force: list[Look] = []


def look() -> Look:
    """Return the tokens that `apply` put in force; like Qt's palette they belong to the application as a whole."""
    return _in_force[0]


def apply(app: QApplication, *, size: TextSize = TextSize.NORMAL, dark: bool = False) -> None:
    """Give the program its look, at the start and whenever the user changes text size or theme.

    Controls follow at once; the margins between them are those of the size at which their page was made, so that
    after a change of the text size the window is made anew.
    """
    regular, medium, weight = _families()
    _in_force[:] = [Look(DARK if dark else LIGHT, MEASURES[size], regular, medium, weight, dark)]
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
        # Platforms differ in whether 保存 and 取消 carry icons; here they never do.
        app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    _translate(app)
    app.setPalette(palette(look().colours))
    app.setFont(look().font())
    app.setStyleSheet(stylesheet(look().colours, look().measures))


def palette(colours: Colours) -> QPalette:
    """Return the palette for Fusion, so that what we do not draw ourselves fits in."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, token in {
        roles.Window: "bg",
        roles.Base: "bg",
        roles.AlternateBase: "surface",
        roles.Button: "surface",
        roles.ToolTipBase: "surface",
        roles.WindowText: "text",
        roles.Text: "text",
        roles.ButtonText: "text",
        roles.ToolTipText: "text",
        roles.BrightText: "text",
        roles.PlaceholderText: "text2",
        roles.Highlight: "selected",
        roles.HighlightedText: "text",
        roles.Accent: "accent",
        roles.Link: "accent",
        roles.LinkVisited: "accent",
        roles.Light: "surface",
        roles.Midlight: "surface2",
        roles.Mid: "divider",
        roles.Dark: "border",
        roles.Shadow: "border",
    }.items():
        made.setColor(role, colours[token])
    disabled = QColor(colours.disabled)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return made


@cache
def _families() -> tuple[str, str, QFont.Weight]:
    """Return regular family, medium family and the weight that makes it medium, loading the shipped fonts at need."""
    present = set(QFontDatabase.families())
    for family in _SYSTEM_FAMILIES:
        if family in present:
            has_medium = "Medium" in QFontDatabase.styles(family)
            return family, family, QFont.Weight.Medium if has_medium else QFont.Weight.Bold
    regular, medium = (_load(f"fonts/{name}.ttf") for name in ("ui-sans", "hei"))
    return regular, medium, QFont.Weight.Normal


def _load(name: str) -> str:
    handle = QFontDatabase.addApplicationFont(str(resource(name)))
    families = QFontDatabase.applicationFontFamilies(handle)
    if not families:
        raise FileNotFoundError(name)
    return families[0]


def _digits_are_even(font: QFont) -> bool:
    metrics = QFontMetricsF(font)
    return len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def _translate(app: QApplication) -> None:
    if app.findChild(QTranslator) is not None:
        return
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
