"""A call ends with the right code, in the right words, in the right place."""

import json
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from tests.cli import bureau, call, digest, ok, refused
from xunjian.cli import main
from xunjian.cli.output import pairs, plain, table, width
from xunjian.errors import Cancelled
from xunjian.services.bureau import handbook
from xunjian.workspace import Workspace


def test_help_names_every_command_and_loads_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys\nfrom xunjian.cli.main import run\nrun(['--help'])\nprint(sorted(sys.modules), file=sys.stderr)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(name in ended.stdout for name in main.COMMANDS)
    loaded = {name.split(".")[0] for name in json.loads(ended.stderr.replace("'", '"'))}
    assert not loaded & {"PySide6", "reportlab", "sqlalchemy", "openpyxl", "python_calamine", "PIL"}


def test_a_simple_command_loads_no_window_and_no_paper(tmp_path: Path) -> None:
    data = bureau(tmp_path, schools=False)
    code = (
        "import sys\nfrom xunjian.cli.main import run\nrun(sys.argv[1:])\nprint(sorted(sys.modules), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "--data", str(data), "visit", "list"], capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in json.loads(ended.stderr.replace("'", '"'))}
    assert not loaded & {"PySide6", "reportlab", "openpyxl", "python_calamine", "alembic"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("schoosl",), "没有 schoosl 这个命令。"),
        (("schools", "list", "--foo"), "没有 --foo 这个选项。"),
        (("schools", "show"), "缺 CODE。"),
        (("notice", "issue", "abcdef", "--pdf", "x.pdf", "--service-day", "tomorrow"), "--service-day 不对"),
    ],
)
def test_wrong_usage_is_code_2(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    called = call(tmp_path, *arguments)
    assert called.code == 2
    assert said in called.err
    assert "用法：xunjian" in called.err
    assert called.out == ""


def test_a_folder_without_a_workspace(tmp_path: Path) -> None:
    assert refused(tmp_path, "visit", "list") == [
        "这里没有工作库。",
        "什么都没有改。",
        "请新建工作库，或用入组文件加入。",
    ]
    assert list(tmp_path.iterdir()) == []


def test_our_mistake_is_code_3_and_the_log_holds_the_traceback(tmp_path: Path) -> None:
    data = bureau(tmp_path, schools=False)
    with mock.patch.object(handbook, "read", side_effect=ZeroDivisionError("out of order")):
        called = call(data, "checklist", "list")
    assert called.code == 3
    assert called.err.startswith("程序出错了。\n已存的内容都在。\n")
    assert "Traceback" not in called.err
    log = (data / "logs" / "xunjian.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError: out of order" in log
    assert str(data / "logs" / "xunjian.log") in called.err


@pytest.mark.parametrize("stop", [KeyboardInterrupt, Cancelled])
def test_stopping_is_code_1(tmp_path: Path, stop: type[BaseException]) -> None:
    data = bureau(tmp_path, schools=False)
    with mock.patch.object(handbook, "read", side_effect=stop):
        called = call(data, "checklist", "list")
    assert called.code == 1
    assert called.err.strip().startswith("已经停下。")


def test_json_may_stand_anywhere_and_is_one_document(tmp_path: Path) -> None:
    data = bureau(tmp_path)
    first = call(data, "--json", "schools", "list").data
    assert call(data, "schools", "--json", "list").data == first
    assert call(data, "schools", "list", "--json").data == first
    assert call(tmp_path, "schools", "list", "--json", "--data", data).data == first
    assert len(first) == 44


def test_without_a_command_the_window_opens(tmp_path: Path) -> None:
    opened = mock.Mock(main=mock.Mock(return_value=None))
    with mock.patch.object(main, "import_module", return_value=opened):
        assert call(tmp_path).code == 0
    opened.main.assert_called_once_with(tmp_path)


def test_a_second_writer_is_refused_and_readers_look_on(tmp_path: Path) -> None:
    data = bureau(tmp_path)
    before = digest(data)
    window = Workspace.open(data)
    try:
        assert refused(data, "schools", "import", tmp_path / "x.csv")[0].startswith("这个工作库正被")
        assert refused(data, "bundle", "merge", tmp_path / "x.xjb")[0].startswith("这个工作库正被")
        for reader in (("visit", "list"), ("schools", "list"), ("check",), ("conflicts", "list"), ("bundle", "list")):
            ok(data, *reader)
        ok(data, "bundle", "export", tmp_path / "beside.xjb")
    finally:
        window.close()
    assert digest(data) == before


def test_init_refuses_bad_words_and_a_second_workspace(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    assert refused(wrong, "init", "--bureau", " ", "--prefix", "庐教督改")[0] == "局名和发文代字都要填。"
    assert refused(wrong, "init", "--bureau", "甲局", "--prefix", "甲", "--region", "34")[0] == "“34”不是区划代码。"
    assert not wrong.exists()
    data = bureau(tmp_path, schools=False)
    before = digest(data)
    assert refused(data, "init", "--bureau", "甲局", "--prefix", "甲")[0].startswith("这个文件夹里已经有一个工作库")
    assert digest(data) == before


def test_a_bad_pinned_day_is_named(tmp_path: Path) -> None:
    data = bureau(tmp_path, schools=False)
    with mock.patch("tests.cli.DAY", "18.9.2026"):
        assert refused(data, "visit", "list")[0] == "XUNJIAN_TODAY 写着“18.9.2026”，不是日期。"


def test_checklists_and_bases(tmp_path: Path) -> None:
    data = bureau(tmp_path, schools=False)
    areas = ok(data, "checklist", "list", "--json").data
    assert {"code": "SF", "title": "收费", "items": 20} in areas
    assert "SF-01" in ok(data, "checklist", "show", "SF").out
    item = ok(data, "checklist", "show", "sf-01", "--json").data
    assert item["title"] == "收费公示"
    assert any("教育法" in basis["citation"] for basis in item["bases"])
    assert refused(data, "checklist", "show", "XX-01")[0] == "没有“XX-01”这张检查表或检查项。"
    assert all(clause["citation"] for clause in ok(data, "basis", "list", "--json").data)


def test_tables_align_chinese_and_obey_nothing() -> None:
    shown = table(("学校", "人"), [("长江路小学", 7), ("a\x1b[2Jb\nc", 1280)], right=("人",))
    assert "\x1b" not in shown
    assert [width(line) for line in shown.splitlines()] == [16, 16, 16]
    assert pairs([("局名", "庐州"), ("电话", None)]) == "局名  庐州"
    assert plain("一\n二\x07") == "一\n二 "
