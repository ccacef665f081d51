"""A group's workspace, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.visiting import Visiting
from tests.workspaces import Scene, group_scene
from xunjian.workspace import Workspace


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    scene = group_scene(tmp_path_factory.mktemp("original") / "庐州区 第三组")
    scene.workspace.close()
    return scene


@pytest.fixture
def scene(original: Scene, tmp_path: Path) -> Iterator[Scene]:
    folder = tmp_path / "工作库"
    shutil.copytree(original.workspace.folder, folder)
    scene = replace(original, workspace=Workspace.open(folder))
    yield scene
    scene.workspace.close()


@pytest.fixture
def visiting(scene: Scene) -> Iterator[Visiting]:
    one = Visiting.begin(scene)
    yield one
    one.workspace.close()
