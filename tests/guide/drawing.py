"""Plays scenes and keeps their pictures."""

from collections.abc import Sequence
from pathlib import Path

from tests.guide.county import County
from tests.guide.scenes import Scene


def draw(scenes: Sequence[Scene], county: County, folder: Path) -> list[Path]:
    """Play the scenes and write their pictures into `folder`; a scene gives exactly the pictures it names."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for scene in scenes:
        for name, image in zip(scene.pictures, scene.play(county), strict=True):
            made.append(folder / f"{name}.png")
            assert image.save(str(made[-1])), name
    return made
