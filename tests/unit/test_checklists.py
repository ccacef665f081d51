"""The checklist library: complete, corrected, and damage told by file, line and field."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from xunjian.errors import UserError
from xunjian.paths import resource
from xunjian.reference.checklists import AREAS, Demand, Item, Library, load_area, load_library, slots
from xunjian.rules.basis import Ownership, Scope, Stage
from xunjian.rules.steps import Severity

COUNTS = {"SF": 20, "JF": 18, "SD": 18, "JD": 20, "ZS": 12, "ZZ": 12, "PX": 12}

# Items whose first wording was wrong in law; each must say what was corrected.
CORRECTED = {
    "SF": "01 02 05 06 08 11 12 13 14 15 16 17 18 19 20",
    "JF": "01 02 04 06 09 10 11 12 13 15 16 17 18",
    "SD": "12 13 14 16 17 18",
    "JD": "01 02 07 08 09 11 16 17 18 19",
    "ZS": "01 04 07 08 09 10 12",
    "ZZ": "01 02 03 04 05 06 07 08 09 12",
    "PX": "01 02 03 04 05 07 08 10 11 12",
}

AREA = """code = "SF"
title = "收费"
version = "2026.1"
effective_from = "2026-01-01"

[[item]]
code = "SF-01"
title = "收费公示"
text = "收费项目在校内公示"
criterion = "看公示栏。"
methods = ["look"]
evidence = "照片"
severity = "B"
requirement = "补齐公示。"
immediate = true
workdays = 3
stages = ["primary", "junior"]
ownership = ["public"]
scope = "national"
demands = ["photo"]
phrases = [
  "{时间}{地点}未公示。",
  "公示缺少{说明}。",
  "公示仍为{期间}的标准。",
]
[[item.parameter]]
key = "sample"
value = 20
unit = "张"
region = "530100"
year = 2026

[[item]]
code = "SF-02"
title = "学费"
text = "未收取学费"
criterion = "核账。"
methods = ["accounts"]
evidence = "收据"
severity = "A"
requirement = "退还。"
immediate = false
workdays = 10
stages = ["senior"]
ownership = ["private"]
scope = "local"
demands = []
correction = "改过。"
phrases = ["{金额}", "{人数}", "{票号}"]
"""


def items(code: str) -> tuple[Item, ...]:
    return load_area(resource("checklists") / f"{code}.toml").items


@pytest.mark.parametrize("code", AREAS)
def test_every_area_is_complete_and_in_order(code: str) -> None:
    assert [item.code for item in items(code)] == [f"{code}-{number:02d}" for number in range(1, COUNTS[code] + 1)]


def test_the_library_has_112_items() -> None:
    library = load_library()
    assert [area.code for area in library.areas] == list(AREAS)
    assert len(library.items) == sum(COUNTS.values()) == 112


@pytest.mark.parametrize("code", AREAS)
def test_every_corrected_item_says_so(code: str) -> None:
    assert [item.code for item in items(code) if item.correction] == [f"{code}-{n}" for n in CORRECTED[code].split()]


def test_seventy_one_items_were_corrected() -> None:
    assert sum(len(numbers.split()) for numbers in CORRECTED.values()) == 71


@pytest.mark.parametrize("code", AREAS)
def test_phrases_ask_for_the_facts_that_the_item_demands(code: str) -> None:
    asked = {Demand.AMOUNT: "金额", Demand.PEOPLE: "人数", Demand.VOUCHER: "票号"}
    for item in items(code):
        assert all(map(slots, item.phrases)), item.code
        written = {slot for phrase in item.phrases for slot in slots(phrase)}
        assert {asked[demand] for demand in item.demands if demand in asked} <= written, item.code


@pytest.mark.parametrize("code", AREAS)
def test_titles_are_short_and_texts_end_without_a_stop(code: str) -> None:
    for item in items(code):
        assert len(item.title) <= 12, item.code
        assert not re.search(r"[。；，]$", item.text + item.title), item.code
        assert item.requirement.endswith("。"), item.code
        assert all(phrase.endswith("。") for phrase in item.phrases), item.code


def test_facts_say_when() -> None:
    phrases = [phrase for item in load_library().items.values() for phrase in item.phrases]
    assert [phrase for phrase in phrases if not {"时间", "期间"} & set(slots(phrase))] == []


def test_no_two_phrases_say_the_same() -> None:
    phrases = [phrase for item in load_library().items.values() for phrase in item.phrases]
    shapes = Counter(re.sub(r"\{.*?\}", "□", phrase) for phrase in phrases)
    assert [shape for shape, times in shapes.items() if times > 1] == []


# Slots that hold a number of people, an amount or a limit may not stand for anything else.
UNITS = {
    "人数": r"人|名",
    "金额": r"元",
    "单价": r"元",
    "次数": r"次|节|遍|餐",
    "数量": r"个|人|份|张|套|项|册|本|种|节|批|千克|名|起|件|餐|课时|平方米",
}


@pytest.mark.parametrize("slot", UNITS)
def test_numbers_have_their_unit(slot: str) -> None:
    phrases = [phrase for item in load_library().items.values() for phrase in item.phrases]
    asked = [phrase for phrase in phrases if f"{{{slot}}}" in phrase]
    assert asked
    assert [phrase for phrase in asked if not re.search(rf"\{{{slot}\}}(?:{UNITS[slot]})", phrase)] == []


def test_chinese_text_has_full_width_punctuation_and_half_width_numbers() -> None:
    for item in load_library().items.values():
        texts = (item.title, item.text, item.criterion, item.evidence, item.requirement, item.correction)
        for text in (*texts, *item.phrases):
            assert re.search(r"[一-鿿][,;:?!()]|[,;:?!()][一-鿿]|[０-９Ａ-Ｚａ-ｚ]|等等", text) is None, item.code


def test_corrections_of_severity_and_scope_are_applied() -> None:
    library = load_library().items
    assert library["SF-14"].severity is Severity.B
    assert library["SF-08"].severity is Severity.B
    assert {code for code in library if library[code].scope is Scope.MANAGEMENT} >= {"JF-15", "JF-18", "SD-16"}
    assert {code for code in library if library[code].scope is Scope.LOCAL} >= {"SF-16", "JF-09", "JF-16"}
    assert "校门口" not in library["SF-01"].text
    assert library["SF-05"].ownership == {Ownership.PUBLIC}


def test_a_school_is_asked_what_concerns_any_of_its_stages(tmp_path: Path) -> None:
    path = tmp_path / "SF.toml"
    path.write_text(AREA, encoding="utf-8")
    library = Library((load_area(path),))

    def asked(*stages: Stage, ownership: Ownership) -> list[str]:
        return [item.code for item in library.items_for(stages, ownership)]

    assert asked(Stage.JUNIOR, Stage.SENIOR, ownership=Ownership.PUBLIC) == ["SF-01"]
    assert asked(Stage.JUNIOR, Stage.SENIOR, ownership=Ownership.PRIVATE) == ["SF-02"]
    assert asked(Stage.KINDERGARTEN, ownership=Ownership.PUBLIC) == []


def test_a_kindergarten_is_not_asked_about_tuition_of_compulsory_education() -> None:
    codes = {item.code for item in load_library().items_for({Stage.KINDERGARTEN}, Ownership.PUBLIC)}
    assert "SF-20" in codes
    assert "SF-03" not in codes


def test_a_threshold_keeps_its_place_and_year(tmp_path: Path) -> None:
    path = tmp_path / "SF.toml"
    path.write_text(AREA, encoding="utf-8")
    (parameter,) = load_area(path).items[0].parameters
    assert (parameter.value, parameter.unit, parameter.region, parameter.year) == (20, "张", "530100", 2026)


# What is damaged, what it becomes, the field that is named. The line named is the line of the damage.
DAMAGES = [
    ('severity = "B"', 'severity = "D"', "severity"),
    ('severity = "B"', "severity = 2", "severity"),
    ('severity = "B"', 'grade = "B"', "grade"),
    ('version = "2026.1"', 'versions = "2026.1"', "versions"),
    ('effective_from = "2026-01-01"', 'effective_from = "2026-13-01"', "effective_from"),
    ('title = "收费"\n', 'title = ""\n', "title"),
    ('code = "SF"\n', 'code = "JF"\n', "code"),
    ('code = "SF-02"', 'code = "SF-01"', "code"),
    ('code = "SF-02"', 'code = "JF-02"', "code"),
    ('code = "SF-02"', 'code = "SF-2"', "code"),
    ('title = "学费"', 'title = "  "', "title"),
    ('text = "未收取学费"', 'text = ""', "text"),
    ('text = "未收取学费"', f'text = "{"学" * 61}"', "text"),
    ('criterion = "核账。"', 'criterion = ""', "criterion"),
    ('evidence = "收据"', 'evidence = ""', "evidence"),
    ('requirement = "退还。"', 'requirement = ""', "requirement"),
    ('methods = ["accounts"]', 'methods = ["account"]', "methods"),
    ('methods = ["accounts"]', "methods = []", "methods"),
    ('methods = ["accounts"]', 'methods = "accounts"', "methods"),
    ("workdays = 10", "workdays = -1", "workdays"),
    ("workdays = 10", 'workdays = "10"', "workdays"),
    ("workdays = 3", "workdays = 5", "workdays"),
    ("immediate = false", "immediate = 0", "immediate"),
    ('stages = ["senior"]', 'stages = ["college"]', "stages"),
    ('stages = ["senior"]', "stages = []", "stages"),
    ('ownership = ["private"]', 'ownership = ["mixed"]', "ownership"),
    ('scope = "local"', 'scope = "province"', "scope"),
    ("demands = []", 'demands = ["money"]', "demands"),
    ('"公示缺少{说明}。"', '"公示缺少{内容}。"', "phrases"),
    ('"公示缺少{说明}。"', '"公示缺少{说明。"', "phrases"),
    ('"公示缺少{说明}。"', '"  "', "phrases"),
    ('phrases = ["{金额}", "{人数}", "{票号}"]', 'phrases = ["{金额}", "{人数}"]', "phrases"),
    ("value = 20", "values = 20", "values"),
    ("value = 20", 'value = ""', "value"),
    ("year = 2026", 'year = "2026"', "year"),
    ('region = "530100"', 'region = "昆明"', "region"),
    ("[[item.parameter]]", "[[item.parameters]]", "item.parameters"),
    ('severity = "A"', "severity = A", "severity"),
    ('severity = "A"', 'severity = "A', "severity"),
]


@pytest.mark.parametrize(("old", "new", "field"), DAMAGES, ids=[f"{new[:30]}" for _, new, _ in DAMAGES])
def test_damage_is_told_by_file_line_and_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    assert AREA.count(old) == 1
    text = AREA.replace(old, new)
    line = text[: AREA.index(old)].count("\n") + 1
    path = tmp_path / "SF.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_area(path)
    assert caught.value.what.startswith(f"SF.toml 第 {line} 行 {field}：")
    assert re.search("[a-z]", caught.value.what.replace("SF.toml", "").replace(field, "")) is None


@pytest.mark.parametrize("field", ["code", "text", "phrases", "workdays", "scope"])
def test_a_missing_field_is_named_with_the_line_of_its_item(tmp_path: Path, field: str) -> None:
    head, second = AREA.split('[[item]]\ncode = "SF-02"')
    kept = [line for line in f'code = "SF-02"{second}'.splitlines() if not line.startswith(f"{field} =")]
    path = tmp_path / "SF.toml"
    path.write_text("\n".join([head + "[[item]]", *kept]), encoding="utf-8")
    line = head.count("\n") + 1
    with pytest.raises(UserError, match=f"SF.toml 第 {line} 行 {field}：缺少这个字段"):
        load_area(path)


@pytest.mark.parametrize("code", AREAS)
def test_a_missing_area_is_named(tmp_path: Path, code: str) -> None:
    folder = tmp_path / "checklists"
    shutil.copytree(resource("checklists"), folder)
    (folder / f"{code}.toml").unlink()
    with pytest.raises(UserError, match=rf"^{code}\.toml 第 1 行：文件读不出来"):
        load_library(folder)
