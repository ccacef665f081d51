"""The look: contrast, digits, Chinese words of Qt, sizes, icons."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QApplication

from xunjian.paths import resource
from xunjian.ui import icons, theme
from xunjian.ui.stylesheet import stylesheet
from xunjian.ui.theme import look
from xunjian.ui.tokens import DARK, LIGHT, MEASURES, Colours, TextSize, Tone
from xunjian.ui.widgets.answers import AnswerBar


def _luminance(colour: QColor) -> float:
    raw = (colour.redF(), colour.greenF(), colour.blueF())
    parts = [float(part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4) for part in raw]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read(colours: Colours) -> None:
    pairs = [(ink, ground) for ink in ("text", "text2") for ground in ("bg", "surface", "surface2", "selected")]
    pairs += [(tone.value, ground) for tone in Tone for ground in ("bg", "surface", "selected", f"{tone.value}_tint")]
    pairs += [("accent", ground) for ground in ("bg", "surface", "selected")]
    pairs += [("on_accent", fill) for fill in ("accent", "accent_hover", "accent_pressed")]
    pairs += [("on_accent2", "accent"), ("disabled", "surface")]
    faint = {pair: ratio for pair in pairs if (ratio := _contrast(colours[pair[0]], colours[pair[1]])) < 4.45}
    assert faint == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edge_of_an_input_is_seen(colours: Colours) -> None:
    assert _contrast(colours["border"], colours["bg"]) >= 3


def test_figures_stand_below_each_other(qapp: QApplication) -> None:
    for medium in (False, True):
        metrics = QFontMetricsF(look().font(medium=medium))
        assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_the_font_has_the_characters_of_the_screen(qapp: QApplication) -> None:
    metrics = QFontMetricsF(look().font())
    assert [sign for sign in "巡检〔〕…–·←↑↓，。：；（）“”￥¥" if not metrics.inFontUcs4(ord(sign))] == []


def test_qt_speaks_chinese(qapp: QApplication) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_no_text_is_smaller_than_fourteen_pixels() -> None:
    for measures in MEASURES.values():
        assert min(measures.caption, measures.body, measures.section) >= 14
        assert measures.small_control >= 24


def test_the_style_sheet_sets_no_row_height() -> None:
    rules = stylesheet(LIGHT, MEASURES[TextSize.NORMAL])
    assert "::item" not in rules
    assert len(rules.splitlines()) <= 150


def test_every_icon_can_be_painted(qapp: QApplication) -> None:
    names = [path.stem for path in resource("icons").glob("*.svg")]
    assert len(names) > 40
    for name in names:
        image = icons.pixmap(name, 24, look().colours["bad"]).toImage()
        inked = [image.pixelColor(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 150]
        assert inked, name
        assert all(abs(colour.red() - 0x78) < 8 for colour in inked), name


def test_an_icon_is_painted_once(qapp: QApplication) -> None:
    red = look().colours["bad"]
    assert icons.pixmap("check", 16, red, 1.25) is icons.pixmap("check", 16, QColor(red), 1.25)
    assert icons.pixmap("check", 16, red, 1.25).width() == 20


def test_the_largest_text_changes_everything_at_once(qapp: QApplication) -> None:
    bar = AnswerBar()
    narrow = bar.sizeHint().width()
    try:
        theme.apply(qapp, size=TextSize.EXTRA, dark=True)
        QCoreApplication.sendPostedEvents()
        assert qapp.font().pixelSize() == 20
        assert look().px(152) == 190
        assert bar.sizeHint().width() < narrow  # two by two instead of four in a row
    finally:
        theme.apply(qapp)
    assert qapp.font().pixelSize() == 16
