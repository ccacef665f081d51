"""`paper route`, `paper reply`, `paper submit` from a terminal."""

from pathlib import Path

import pytest

from tests.cli import ok, refused
from tests.visiting import Visiting


@pytest.fixture
def folder(visiting: Visiting) -> Path:
    """The folder of a group's workspace whose visit has one problem."""
    visiting.problem("SF-01")
    visiting.workspace.close()
    return visiting.workspace.folder


def test_a_sheet_is_answered_and_reported(folder: Path, visiting: Visiting, tmp_path: Path) -> None:
    assert refused(folder, "paper", "reply", visiting.uid, "agreed")[0] == "还没有给学校问题反馈单。"
    ok(folder, "paper", "feedback", visiting.uid, "--pdf", tmp_path / "反馈单.pdf", "--give")
    assert refused(folder, "paper", "reply", visiting.uid, "disputed")[0] == "有异议的要写清楚异议。"
    answered = ok(folder, "--json", "paper", "reply", visiting.uid, "disputed", "--note", "对金额有异议").data
    assert answered == {"reply": "objection", "note": "对金额有异议", "version": 1}
    assert ok(folder, "--json", "paper", "submit", visiting.uid).data == {"submitted": 1}
    assert refused(folder, "paper", "submit", visiting.uid)[0] == "没有要报局审核的问题。"


def test_the_bureau_sets_the_route_and_a_group_only_sees_it(folder: Path, tmp_path: Path) -> None:
    assert ok(folder, "--json", "paper", "route").data == {"route": "on_site"}
    assert refused(folder, "paper", "route", "feedback_first")[0] == "制发方式由局里定。"
    ok(tmp_path / "bureau", "init", "--bureau", "庐州区教育局", "--prefix", "庐教督改", "--test")
    assert ok(tmp_path / "bureau", "--json", "paper", "route", "feedback_first").data == {"route": "feedback_first"}
    assert ok(tmp_path / "bureau", "--json", "paper", "route").data == {"route": "feedback_first"}
