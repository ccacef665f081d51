"""The words that the guide quotes from the screen, and the words that the program can show."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUOTED = re.compile(r"〔([^〕]+)〕|“([^”]+)”")
_ROOMS = ("ui", "rules", "services", "documents/papers", "labels.py")


def quoted(text: str) -> list[str]:
    """Return what the guide says stands on the screen: 〔buttons〕 and “words”."""
    return [button or words for button, words in QUOTED.findall(text)]


def shown() -> str:
    """Return all text in the program's sources and checklists, without what only explains them, a piece a line."""
    files = [path for room in _ROOMS for path in _sources(ROOT / "xunjian" / room)]
    pieces = [piece for path in files for piece in _texts(path)]
    lists = sorted((ROOT / "resources" / "checklists").rglob("*.toml"))
    return "\n".join([*pieces, *(path.read_text(encoding="utf-8") for path in lists)])


def _sources(room: Path) -> list[Path]:
    return sorted(room.rglob("*.py")) if room.is_dir() else [room]


def _texts(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explaining = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explaining:
            yield node.value
