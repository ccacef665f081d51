"""The demonstration does the whole main job, and what it leaves is whole."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import call, ok, refused
from xunjian.services.paperwork import notices


def test_the_whole_main_job(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    ended = subprocess.run(
        [sys.executable, "-m", "xunjian", "demo", str(folder)], capture_output=True, text=True, check=True, timeout=60
    )
    assert ended.stderr == ""
    assert "1 处填得不一样：滨河小学 SF-07 金额" in ended.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["bureau", "group1", "group2", "out"]
    made = {path.name for path in (folder / "out").iterdir()}
    assert all(name in ended.stdout for name in made)
    assert sum(name.startswith("整改通知书-") and name.endswith(".pdf") for name in made) == 5
    assert sum(name.endswith(".xjb") for name in made) >= 4

    reports = [ok(folder / name, "check", "--deep", "--json").data for name in ("bureau", "group1", "group2")]
    assert all(report["whole"] and not report["missing_photos"] for report in reports)
    assert "各组的内容和局里的相同" in ended.stdout
    assert reports[0]["counts"]["documents"] == 5
    assert reports[0]["counts"]["conflicts"] == 0

    text = _text_of(folder / "out" / "整改通知书-庐教督改〔2026〕1号-长江路小学.pdf")
    for words in (
        "庐教督改〔2026〕1号",
        "￥1,280.00",
        "使用收据（编号0012301至0012316）",
        "工作建议",
        "教辅台账",
    ):
        assert words in text
    assert "不适用" not in text
    assert "￥660.00（大写：陆佰陆拾元整）" in _text_of(folder / "out" / "整改通知书-庐教督改〔2026〕3号-滨河小学.pdf")


def _text_of(pdf: Path) -> str:
    ended = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True)
    # A sentence may go on over the page.
    return re.sub(r"—\d+—|校验码[0-9A-F]{20}|演示", "", "".join(ended.stdout.split()))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert refused(tmp_path, "demo", tmp_path)[1] == "它没有动。"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_demonstration_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "issue", lambda *_: 1 / 0)
    called = call(tmp_path, "demo", tmp_path / "demo")
    assert called.code == 3
    assert list((tmp_path / "demo").iterdir()) == []
