"""The window is killed in the middle of a word: everything up to a second before is there, and work goes on there."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.workspaces import TODAY, Scene, group_scene
from xunjian.services.visit import finding_views, visits
from xunjian.services.visit.finding_views import FindingView
from xunjian.workspace import Workspace

ROOT = Path(__file__).parents[2]
LONGEST_START = 60  # seconds, on a machine that does much else


def test_nothing_is_lost_and_the_visit_opens_where_it_was_left(tmp_path: Path) -> None:
    folder = tmp_path / "group"
    scene, visit = _scene(folder)
    typed = _type_and_kill(folder)
    results, finding = _read(folder, scene, visit)
    assert results == {"SF-01": "yes", "SF-02": "yes", "SF-03": "no", "SF-04": "partly"}
    assert finding["SF-03"].fact.startswith("{时间}以{名称}名义")
    kept = finding["SF-04"].fact
    assert ("abcdefghij" * 20).startswith(kept)
    assert len(kept) >= sum(at < typed[-1] - 1 for at in typed) > 0
    seen = _look(folder)
    assert seen["item"] == scene.handbook.by_code["SF-04"].uid
    assert seen["undo"] == "撤销：SF-04 改问题"
    assert seen["fact"] == kept


def _scene(folder: Path) -> tuple[Scene, str]:
    scene = group_scene(folder)
    with scene.workspace.store.write(by=scene.workspace.person) as session:
        school = scene.schools["庐州区实验小学"]
        visit = visits.start(session, team=scene.team, school=school, day=TODAY, areas=["SF"], members=scene.people[:2])
    scene.workspace.close()
    return scene, visit


def _start(folder: Path, work: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XUNJIAN_TODAY": TODAY.isoformat()}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.window_driver", str(folder), work],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _type_and_kill(folder: Path) -> list[float]:
    """Return when each letter was told, after killing the program without a warning."""
    with _start(folder, "write") as process:
        assert process.stdout is not None
        typed: list[float] = []
        for line in process.stdout:
            if "typed" in json.loads(line):
                typed.append(time.monotonic())
            if len(typed) == 50:
                process.send_signal(signal.SIGKILL)
        assert process.wait(LONGEST_START) == -signal.SIGKILL
    return typed


def _look(folder: Path) -> dict[str, Any]:
    with _start(folder, "look") as process:
        told, _ = process.communicate(timeout=LONGEST_START)
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def _read(folder: Path, scene: Scene, visit: str) -> tuple[dict[str, str], dict[str, FindingView]]:
    workspace = Workspace.open(folder)
    try:
        with workspace.store.read() as session:
            rows = visits.items(session, visit, scene.handbook)
            found = finding_views.of_visit(session, visit)
    finally:
        workspace.close()
    codes = {row.item: row.code for row in rows}
    return {row.code: row.result for row in rows if row.result}, {codes[one.item]: one for one in found}
