"""The wheel carries what the program reads at run time."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[2]


def test_the_wheel_carries_the_resources_and_runs_from_them(tmp_path: Path) -> None:
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    made = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    unpacked = tmp_path / "unpacked"
    with ZipFile(tmp_path / made.stdout.split()[-1]) as wheel:
        wheel.extractall(unpacked)
    inside = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    wanted = {f"xunjian/{path.relative_to(ROOT)}" for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert wanted <= inside
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(unpacked)!r}); {READ}"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert loaded.stdout.split() == ["112", str(unpacked / "xunjian" / "resources")]


READ = (
    "from xunjian.reference.checklists import load_library; from xunjian.paths import resource;"
    "print(len(load_library().items), resource('fonts').parent)"
)
