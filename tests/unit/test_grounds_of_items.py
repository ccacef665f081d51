"""What every item prints at every kind of school, against the table that is there to be checked by lawyers."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from xunjian.reference.bases import Bases, load_bases
from xunjian.reference.checklists import Item, load_library
from xunjian.rules.basis import Clause, Ownership, Region, Stage, Training
from xunjian.rules.grounds import Grounds, Part, Situation, citation, grounds

TABLE = Path(__file__).parent.parent / "data" / "grounds-of-items.toml"
WORDS = {Part.VIOLATION: "违规", Part.TRANSFER: "移交", Part.ADVICE: "工作建议"}


@cache
def table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text("utf-8"))


@cache
def bases() -> Bases:
    return load_bases()


def situations() -> dict[str, Situation]:
    region, day = Region(table()["region"]), table()["inspected"]
    return {
        name: Situation(
            frozenset(map(Stage, school["stages"])),
            Ownership(school["ownership"]),
            region,
            day,
            Training(school["training"]) if "training" in school else None,
        )
        for name, school in table()["schools"].items()
    }


def written(item: Item, situation: Situation) -> list[str]:
    """Where a finding stands, what is cited for it, and what each confirmed case adds, in the words of the table."""
    clauses = bases().articles_for(item.code)

    def decide(*confirmed: str) -> Grounds:
        return grounds(clauses, situation, scope=item.scope, item_stages=item.stages, confirmed=confirmed)

    found = decide()
    confirmed = decide(*(choice.key for choice in found.choices))
    head = WORDS[found.part]
    if confirmed.part is not found.part:
        head += f"；情形确认后为{WORDS[confirmed.part]}"
    return [
        head,
        *(f"违反{text}" for text in found.breached),
        *(f"依据{text}处理" for text in found.handled_under),
        *(f"依据{'、'.join(each.citations)}移交{each.authority}" for each in found.transfers),
        *_when_confirmed(found.choices),
    ]


def _when_confirmed(choices: Iterable[Clause]) -> list[str]:
    """One line for each case, document and use: “属行政事业性收费” adds 第十条 of so-and-so."""
    groups: dict[tuple[str, str, str, bool], list[Clause]] = {}
    for one in choices:
        authority = one.article.transfer or one.basis.transfer
        groups.setdefault((one.condition, one.basis.id, authority, one.article.consequence), []).append(one)
    lines = []
    for (condition, _, authority, consequence), group in groups.items():
        text = citation(group[0].basis, [one.article for one in group])
        use = f"依据{text}移交{authority}" if authority else f"依据{text}处理" if consequence else f"违反{text}"
        lines.append(f"确认“{condition}”：{use}")
    return lines


def rows(item: Item) -> dict[str, list[str]]:
    """The rows of one item; schools of one outcome share a row, schools that are not asked have none."""
    asked = {
        name: written(item, situation)
        for name, situation in situations().items()
        if item.applies_to(situation.stages, situation.ownership)
    }
    by_outcome: dict[tuple[str, ...], list[str]] = {}
    for name, lines in asked.items():
        by_outcome.setdefault(tuple(lines), []).append(name)
    return {"、".join(names): list(lines) for lines, names in by_outcome.items()}


@pytest.mark.parametrize("item", load_library().items.values(), ids=lambda item: item.code)
def test_an_item_prints_what_the_table_says(item: Item) -> None:
    assert rows(item) == table()["items"][item.code]


def test_the_table_has_no_row_too_many() -> None:
    assert list(table()["items"]) == list(load_library().items)
