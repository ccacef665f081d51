"""docs/命令行.md, typed in as it stands: every line works, and what it mentions exists."""

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

from tests.cli import ok
from xunjian.cli.main import COMMANDS, main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "命令行.md").read_text("utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


def typed(line: str) -> list[str]:
    """Return the words of a line as a shell hands them over."""
    words = shlex.split(line, comments=True)
    return [name for word in words for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]


def listed(data: Path) -> dict[str, str]:
    """Return what stands for the words in brackets, as the commands before have listed it."""
    visits = ok(data, "--data", "周文", "visit", "list", "--json").data
    known = {"检查": next(one["uid"] for one in visits if one["school_name"] == "长江路小学")}
    if (data / "任务.xjb").exists() or not (data / "李敏.xjb").exists():
        return known
    for one in ok(data, "--data", "局", "conflicts", "list", "--json").data:
        key = next(side["key"] for side in one["sides"] if side["value"]["amount"] == 64_500)
        known |= {"冲突": one["id"], "KEY": key}
    return known


def filled(word: str, known: dict[str, str]) -> str:
    return re.sub("〈(.+?)〉", lambda found: known[found[1]], word)


def test_every_line_works_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "resources").symlink_to(ROOT / "resources")
    known: dict[str, str] = {}
    for line in LINES:
        if line.startswith("export "):
            name, _, value = typed(line)[1].partition("=")
            monkeypatch.setenv(name, value)
        elif not line.startswith("xunjian "):
            subprocess.run(["bash", "-c", line], check=True)
        else:
            if "〈" in line:
                known = listed(tmp_path)
            ok(tmp_path, *(filled(word, known) for word in typed(line)[1:]))
    assert (tmp_path / "通知书.pdf").stat().st_size > 10_000
    assert ok(tmp_path, "--data", "局", "conflicts", "list", "--json").data == []
    (waterside,) = [
        one
        for one in ok(tmp_path, "--data", "周文", "visit", "list", "--json").data
        if one["school_name"] == "滨河小学"
    ]
    (finding,) = ok(tmp_path, "--data", "周文", "visit", "show", waterside["uid"], "--json").data["findings"]
    assert finding["amount"] == 64_500
    assert (tmp_path / "档案" / "SHA256SUMS").is_file()


def test_the_walk_goes_through_every_room() -> None:
    """A command that most people need and the page leaves out is not found."""
    for words in ("conflicts show", "conflicts resolve", "bundle held list", "bundle undo", "notice issue", "archive"):
        assert any(f" {words}" in line for line in LINES), words


def mentioned() -> list[list[str]]:
    """Return the commands that the page names in its sentences."""
    codes = re.findall(r"`([a-z][^`]*)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL))
    words = [code.removeprefix("xunjian ").split() for code in codes]
    return [one for one in words if one and one[0] in COMMANDS]


def test_commands_that_its_sentences_name_exist() -> None:
    found, context = mentioned(), click.Context(main)
    assert len(found) > 8
    for words in found:
        command: click.Command = main
        for word in words:
            if isinstance(command, click.Group) and not word.startswith("--"):
                within = command.get_command(context, word)
                assert within is not None, words
                command = within
        options = {name for option in command.get_params(context) for name in (*option.opts, *option.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= options, words
