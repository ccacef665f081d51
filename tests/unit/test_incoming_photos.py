"""A watched folder: a photo is taken once it stands still and can be decoded, never in part and never twice."""

import hashlib
import io
import os
from pathlib import Path

import pytest
from PIL import Image

from xunjian.ui.pages.photos.incoming import PATIENCE, STEADY, Arrival, Incoming, Spoiled


def photo() -> bytes:
    content = io.BytesIO()
    Image.effect_noise((64, 48), 40).convert("RGB").save(content, "JPEG")
    return content.getvalue()


def arrivals(results: list[Arrival | Spoiled]) -> list[str]:
    return [one.path.name for one in results if isinstance(one, Arrival)]


def spoiled(results: list[Arrival | Spoiled]) -> dict[str, str]:
    return {one.path.name: one.problem.what for one in results if isinstance(one, Spoiled)}


def test_a_photo_is_taken_after_a_second_of_standing_still_and_once(tmp_path: Path) -> None:
    folder, content = Incoming(tmp_path, since=0), photo()
    (tmp_path / "a.jpg").write_bytes(content)
    assert folder.look(0) == []
    assert folder.waits
    assert folder.look(STEADY / 2) == []
    (arrival,) = folder.look(STEADY)
    assert isinstance(arrival, Arrival)
    assert arrival.sha256 == hashlib.sha256(content).hexdigest()
    assert folder.look(STEADY + 1) == []
    assert not folder.waits


def test_a_copy_that_pauses_is_not_refused_and_comes_whole(tmp_path: Path) -> None:
    folder, content = Incoming(tmp_path, since=0), photo()
    path = tmp_path / "a.jpg"
    path.write_bytes(content[:700])
    assert [folder.look(now) for now in (0, STEADY, PATIENCE - 0.1)] == [[], [], []]
    path.write_bytes(content)
    assert folder.look(PATIENCE) == []
    assert arrivals(folder.look(PATIENCE + STEADY)) == ["a.jpg"]


def test_what_stays_broken_is_named_once_and_taken_when_it_is_mended(tmp_path: Path) -> None:
    folder = Incoming(tmp_path, since=0)
    (tmp_path / "cut.jpg").write_bytes(photo()[:700])
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "b.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    folder.look(0)
    folder.look(STEADY)
    named = spoiled(folder.look(PATIENCE))
    assert named["cut.jpg"] == named["empty.jpg"] == "这张照片打不开（可能没传完）。"
    assert "HEIC" in named["b.heic"]
    assert folder.look(PATIENCE + 1) == []
    (tmp_path / "cut.jpg").write_bytes(photo())
    folder.look(10)
    assert arrivals(folder.look(10 + STEADY)) == ["cut.jpg"]


def test_what_came_before_and_what_is_no_photo_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_bytes(photo())
    came = max((tmp_path / "old.jpg").stat().st_ctime, (tmp_path / "old.jpg").stat().st_mtime)
    for name in ("notes.txt", ".thumb.jpg", "~a.jpg", "a.jpg.part"):
        (tmp_path / name).write_bytes(photo())
    (tmp_path / "folder.jpg").mkdir()
    folder = Incoming(tmp_path, since=came + 0.001)
    os.utime(tmp_path / "notes.txt")
    (tmp_path / "new.jpg").write_bytes(photo())
    os.utime(tmp_path / "new.jpg", (came + 5, came + 5))
    folder.look(0)
    assert arrivals(folder.look(STEADY)) == ["new.jpg"]


def test_a_copied_photo_keeps_its_old_time_and_is_new_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(photo())
    since = path.stat().st_ctime - 1
    os.utime(path, (1_000_000_000, 1_000_000_000))
    folder = Incoming(tmp_path, since)
    folder.look(0)
    assert arrivals(folder.look(STEADY)) == ["a.jpg"]


def test_a_file_that_its_writer_holds_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(photo())
    folder = Incoming(tmp_path, since=0)
    folder.look(0)

    def held(_self: Path) -> bytes:
        raise PermissionError

    with monkeypatch.context() as held_open:
        held_open.setattr(Path, "read_bytes", held)
        assert folder.look(PATIENCE) == []
    assert arrivals(folder.look(PATIENCE + 1)) == ["a.jpg"]


def test_a_folder_that_is_not_there_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        Incoming(tmp_path / "gone", since=0).look(0)
