"""Runs every benchmark of this folder, one after the other."""

from importlib import import_module
from pathlib import Path


def main() -> None:
    """Run the `main()` of each module."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem in {"__init__", "__main__", "losses", "measuring", "plain_rows"}:
            continue
        import_module(f"tests.benchmarks.{path.stem}").main()


if __name__ == "__main__":
    main()
