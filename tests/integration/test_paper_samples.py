"""Every paper says and looks like its golden sample; `python -m tests.golden` makes the samples anew."""

import pytest

from tests.golden.comparing import FOLDER, PAPERS, golden, made, parted, pictures

ONE_SHADE = 1  # what another release of the renderer may differ by


@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_is_as_its_golden_sample(name: str) -> None:
    lines, picture = parted((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    lines_now, picture_now = parted(golden(name))
    assert lines_now == lines
    assert len(picture_now) == len(picture)
    for number, (row_now, row) in enumerate(zip(picture_now, picture, strict=True)):
        assert all(abs(now - then) <= ONE_SHADE for now, then in zip(row_now, row, strict=True)), (number, row_now, row)


@pytest.mark.parametrize("name", PAPERS)
def test_every_character_of_a_sample_is_printed(name: str) -> None:
    assert made(name).missing == ()


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    assert PAPERS[name]().pdf == made(name).pdf


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_is_printed_in_the_margins(name: str) -> None:
    for picture in pictures(made(name).pdf):
        rows = picture.splitlines()
        assert set("".join(rows[:2])) == {"0"}
        assert all(row[:2] + row[-2:] == "0000" for row in rows)


def test_there_is_a_paper_for_each_golden_sample() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(PAPERS)
