"""The program as people install it: built, started with an empty home and no font of the system's own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdf
import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
LOADED_WITHIN = 60
"""Seconds: a busy machine reads the libraries for the first time."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the program, and return what is started."""
    folder = tmp_path_factory.mktemp("built")
    into = ["--distpath", str(folder), "--workpath", str(folder / "work")]
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *into, "build_installer.spec"],
        cwd=ROOT,
        check=True,
    )
    return folder / "xunjian" / "xunjian"


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a machine that has nothing: an empty home, and no font at all."""
    home = tmp_path / "home"
    home.mkdir()
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><cachedir>{tmp_path / 'fontcache'}</cachedir></fontconfig>")
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "FONTCONFIG_FILE": str(fonts)}


def test_it_does_a_visit_and_a_notice(program: Path, bare: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [program, "demo", tmp_path / "demo"], env=bare, check=True, capture_output=True, text=True, timeout=300
    )
    assert f"{program} --data" in done.stdout
    notices = sorted((tmp_path / "demo" / "out").glob("整改通知书-*.pdf"))
    assert len(notices) == 5
    assert "整改通知书" in pypdf.PdfReader(notices[0]).pages[0].extract_text()


def test_its_window_opens_on_a_real_screen(program: Path, bare: dict[str, str], tmp_path: Path) -> None:
    subprocess.run([program, "demo", tmp_path / "demo"], env=bare, check=True, capture_output=True, timeout=300)
    with screen() as display:
        started = subprocess.Popen(
            [program, "--data", tmp_path / "demo" / "bureau"],
            env=bare | {"DISPLAY": display, "XUNJIAN_TIMING": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            found = subprocess.run(
                ["xdotool", "search", "--sync", "--onlyvisible", "--name", "巡检"],
                env=os.environ | {"DISPLAY": display},
                capture_output=True,
                text=True,
                timeout=LOADED_WITHIN,
                check=True,
            )
            assert found.stdout.split()
            assert started.stdout is not None
            assert any(line.startswith("loaded") for line in iter(started.stdout.readline, ""))
        finally:
            started.terminate()
            said, _ = started.communicate(timeout=LOADED_WITHIN)
    assert "Traceback" not in said


@contextmanager
def screen() -> Iterator[str]:
    """A screen of 1366 by 768 without a desktop."""
    display = f":{90 + os.getpid() % 400}"
    server = subprocess.Popen(["Xvfb", display, "-screen", "0", "1366x768x24"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if Path(f"/tmp/.X11-unix/X{display[1:]}").exists():  # noqa: S108 - where X servers listen
                break
            time.sleep(0.1)
        yield display
    finally:
        server.terminate()
        server.wait()
