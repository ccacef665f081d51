"""The few rules that a palette cannot say; never the height of a row, which only a delegate gets right."""

from string import Template

from xunjian.ui.tokens import Colours, Measures

# The edge grows to two pixels with focus or an error; the padding shrinks by one, so that the text stands still.
_RULES = Template("""
QLineEdit, QPlainTextEdit {
    background: $bg; color: $text; border: 1px solid $border; border-radius: 4px;
    placeholder-text-color: $text2; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit { padding: 0 ${pad}px; min-height: ${inner}px; }
QPlainTextEdit { padding: ${text_top}px ${text_side}px; }
QLineEdit:hover, QPlainTextEdit:hover { border-color: $text; }
QLineEdit:focus { border: 2px solid $accent; padding: 0 ${pad_less}px; min-height: ${inner_less}px; }
QPlainTextEdit:focus { border: 2px solid $accent; padding: ${text_top_less}px ${text_side_less}px; }
QLineEdit[wrong="true"] { border: 2px solid $bad; padding: 0 ${pad_less}px; min-height: ${inner_less}px; }
QPlainTextEdit[wrong="true"] { border: 2px solid $bad; padding: ${text_top_less}px ${text_side_less}px; }
QLineEdit:disabled, QPlainTextEdit:disabled {
    background: $surface; color: $disabled; border: 1px solid $divider;
}
QLineEdit[quiet="true"] { border: none; background: transparent; padding: 0; }

QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView { border: 1px solid $border; }

QAbstractItemView { background: $bg; border: none; outline: none; }
QAbstractScrollArea#surface, QAbstractItemView[ground="surface"] { background: $surface; }
QAbstractItemView[boxed="true"] { border: 1px solid $divider; border-radius: 4px; }
QScrollArea { background: transparent; border: none; }
QScrollArea[ground="canvas"] { background: $surface2; }
QScrollArea > QWidget > QWidget[ground="page"] { background: $bg; }

QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 0; }
QScrollBar::handle { background: $button_edge; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $border; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }

QAbstractScrollArea::corner { background: none; border: none; }

QProgressBar { background: $surface2; border: none; border-radius: 2px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 4px 8px; }
""")


def stylesheet(colours: Colours, measures: Measures) -> str:
    """Return the style sheet of the application for one theme and text size."""
    pad, top, side = measures.px(12), measures.px(6), measures.px(11)
    lengths = {
        "pad": pad - 2,
        "pad_less": pad - 3,
        "inner": measures.control - 2,
        "inner_less": measures.control - 4,
        "text_top": top,
        "text_top_less": top - 1,
        "text_side": side,
        "text_side_less": side - 1,
        "bar": 10 if measures.is_extra else 8,
    }
    return _RULES.substitute(vars(colours), **lengths)
