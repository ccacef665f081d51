"""What a comparison tells of a paper's content is named as people know it, whatever paper it is."""

import pkgutil
from dataclasses import fields, is_dataclass
from importlib import import_module

import pytest

from xunjian.documents import comparison, papers
from xunjian.documents.papers.on_screen import Written
from xunjian.documents.papers.recovery_sheet import RecoverySheet
from xunjian.documents.papers.rendering import Imprint, Rendered

NO_CONTENT = {Imprint, Rendered, RecoverySheet, Written}
FACTS: set[type] = {
    facts
    for module in pkgutil.iter_modules(papers.__path__)
    for facts in vars(import_module(f"{papers.__name__}.{module.name}")).values()
    if isinstance(facts, type) and is_dataclass(facts) and facts.__module__.startswith(papers.__name__)
    if not facts.__name__.startswith("_")
} - NO_CONTENT


@pytest.mark.parametrize("facts", sorted(FACTS, key=repr), ids=repr)
def test_no_field_of_a_paper_is_shown_by_the_name_that_programs_give_it(facts: type) -> None:
    for field in fields(facts):
        (difference,) = comparison.of_contents({field.name: "甲"}, {field.name: "乙"})
        assert not difference.where.isascii(), f"{facts.__name__}.{field.name}"


def test_choices_of_layout_are_named_where_they_differ_and_are_no_content() -> None:
    (difference,) = comparison.of_contents({"sealed": True}, {"sealed": False})
    assert (difference.where, difference.issued, difference.found) == ("盖章", "是", "否")
    assert comparison.lines({"sealed": True, "school": "庐川县实验小学"}) == [("学校", "庐川县实验小学")]


def test_every_name_means_one_thing() -> None:
    names = [*comparison.FIELDS.values(), *comparison.LAYOUT.values()]
    assert len(set(names)) == len(names)
