"""What is known of a school itself, as text that can be selected and copied."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from xunjian.services.schools import SchoolView
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label


def facts_of(school: SchoolView) -> QWidget:
    """Return names and values in two columns; long values go on in a second line."""
    whole = QWidget()
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look().px(20))
    grid.setVerticalSpacing(look().px(4))
    for number, (name, value) in enumerate(_pairs(school)):
        line, column = number // 2, 2 * (number % 2)
        shown = Label(value, selectable=True, wrap=True)
        shown.setAccessibleName(f"{name} {value}")
        grid.addWidget(Label(name, colour="text2"), line, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, line, column + 1)
        grid.setColumnStretch(column + 1, 1)
    return whole


def _pairs(school: SchoolView) -> list[tuple[str, str]]:
    """Return what is known of the school, leaving out what nobody has filled in."""
    values = school.values
    students = f"{values['students']:,} 人" if values["students"] is not None else ""
    classes = f"{values['classes']} 班" if values["classes"] is not None else ""
    pairs = [
        ("校长", "　".join(filter(None, (values["principal"], values["phone"])))),
        ("代码", values["code"] or ""),
        ("片区", values["township"] or values["region_name"] or ""),
        ("学生", "，".join(filter(None, (students, classes)))),
        ("地址", values["address"] or ""),
        ("曾用名", "、".join(school.other_names)),
    ]
    return [(name, value) for name, value in pairs if value]
