"""The register of numbers: whose they are, what became of them, and giving up those that will never be printed."""

from pathlib import Path

import pytest

from tests.cli import WATER, bureau, digest, group, ok, refused, visit_file


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return bureau(tmp_path)


def of_first(office: Path) -> dict[str, object]:
    return dict(ok(office, "numbers", "list", "--json").data[0])


def test_the_register_follows_the_numbers_through_the_year(office: Path, tmp_path: Path) -> None:
    laptop = group(tmp_path, office)
    before = of_first(laptop)
    block = before["block"]
    assert isinstance(block, dict)
    size = block["last"] - block["first"] + 1
    assert (before["issued"], before["left"]) == (0, size)
    ok(laptop, "numbers", "retire", block["first"], "--reason", "卡纸")
    visit = ok(laptop, "visit", "record", visit_file(tmp_path, [WATER]), "--json").data["visit"]
    issued = ok(laptop, "notice", "issue", visit, "--reason", "未开展", "--pdf", tmp_path / "n.pdf", "--json").data
    assert issued["number"].endswith(f"{block['first'] + 1}号")
    after = of_first(laptop)
    assert (after["issued"], after["given_up"], after["left"], after["unknown"]) == (1, 1, size - 2, [])
    assert refused(laptop, "numbers", "retire", block["first"] + 1, "--reason", "写错")[0] == (
        f"{block['first'] + 1}号已经签发。"
    )


def test_given_up_twice_is_given_up_once(office: Path) -> None:
    assert ok(office, "numbers", "retire", "900-903", "--reason", "电脑丢失", "--json").data["retired"] == [
        900,
        901,
        902,
        903,
    ]
    assert ok(office, "numbers", "retire", "902至904", "--reason", "电脑丢失", "--json").data["retired"] == [904]


@pytest.mark.parametrize("arguments", [("many", "--reason", "x"), ("31", "--reason", " "), ("9-8", "--reason", "x")])
def test_what_makes_no_sense_changes_nothing(office: Path, arguments: tuple[str, ...]) -> None:
    before = digest(office)
    refused(office, "numbers", "retire", *arguments)
    assert digest(office) == before


def test_a_group_gets_more_numbers_and_never_those_of_another(office: Path, tmp_path: Path) -> None:
    group(tmp_path, office)
    name = str(of_first(office)["team"])
    ok(office, "numbers", "grant", "--group", name, "--numbers", "501-520", "--seats", "2")
    last = ok(office, "numbers", "list", "--json").data[-2:]
    assert [(share["seat"], share["block"]["first"], share["block"]["last"]) for share in last] == [
        (1, 501, 510),
        (2, 511, 520),
    ]
    assert "有重号" in refused(office, "numbers", "grant", "--group", name, "--numbers", "515-530")[0]
