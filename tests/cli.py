"""Calling the command line as the console entry does, and a small world made by its own commands."""

import io
import json
import os
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from xunjian.cli.main import run
from xunjian.paths import resource

COUNTY = resource("samples") / "庐州区中小学校名单.xlsx"
SCHOOL = "2134012347"
DAY = "2026-09-18"


@dataclass(frozen=True)
class Called:
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


def call(data: Path, *arguments: object) -> Called:
    """Run a command on the workspace in `data`, on the day of the tests."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, {"XUNJIAN_TODAY": DAY, "XUNJIAN_DATA": str(data)}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = run([str(argument) for argument in arguments])
    return Called(code, out.getvalue(), err.getvalue())


def ok(data: Path, *arguments: object) -> Called:
    """Run a command that must end well."""
    called = call(data, *arguments)
    assert called.code == 0, called
    return called


def refused(data: Path, *arguments: object) -> list[str]:
    """Run a command that must be the user's problem, twice; return its sentences, the same in both forms."""
    called = call(data, *arguments)
    assert called.code == 1, called
    as_json = call(data, "--json", *arguments)
    assert as_json.code == 1
    assert as_json.err == ""
    lines = called.err.strip().split("\n", 2)
    assert [as_json.data[key] for key in ("error", "data_safe", "hint")] == lines
    assert set(as_json.data) == {"error", "data_safe", "hint"}
    return lines


def digest(data: Path) -> str:
    """Return the fingerprint of a workspace."""
    return str(ok(data, "check", "--json").data["digest"])


def bureau(folder: Path, *, schools: bool = True) -> Path:
    """Make a bureau's workspace for tests."""
    data = folder / "bureau"
    ok(data, "init", "--bureau", "庐州区教育局", "--prefix", "庐教督改", "--region", "340199", "--test")
    if schools:
        ok(data, "schools", "import", COUNTY)
    return data


def group(folder: Path, data: Path, *, name: str = "第一检查组", numbers: str = "1-30", member: str = "周文") -> Path:
    """Enrol a group at the bureau in `data` and join it with one laptop."""
    file = folder / f"{name}.xjgroup"
    if not file.exists():
        ok(
            data, "enrol", "create", "--group", name, "--member", "周文", "--member", "李敏", "--numbers", numbers,
            "--school", SCHOOL, "--school", "2134012361", file,
        )  # fmt: skip
    laptop = folder / f"{name}-{member}"
    ok(laptop, "enrol", "join", file, "--member", member)
    return laptop


def visit_file(folder: Path, answers: list[Mapping[str, object]], **changed: object) -> Path:
    """Write the document of a visit."""
    document = {
        "school": SCHOOL, "date": "2026-09-16", "inspectors": ["周文", "李敏"], "checklists": ["SF"],
        "answers": answers,
    }  # fmt: skip
    path = folder / "visit.json"
    path.write_text(json.dumps({**document, **changed}, ensure_ascii=False), encoding="utf-8")
    return path


WATER: dict[str, object] = {
    "item": "SF-07", "result": "no", "fact": "2026年9月向42名学生统一收取饮水服务费，每人15元。", "amount": "630.00",
    "people": 42, "requirement": "630元全额退还学生", "workdays": 10,
}  # fmt: skip
