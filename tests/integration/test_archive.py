"""The archive can be read and checked without the program, and is there whole or not at all."""

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli import ok, refused
from tests.visiting import Visiting, photo
from xunjian.db.commits import hash_of, parse
from xunjian.db.schema.visit import Evidence
from xunjian.db.uids import new_uid
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Unwatched
from xunjian.services.archive import write_archive


@pytest.fixture
def issued(visiting: Visiting) -> Visiting:
    visiting.problem("SF-01")
    visiting.attach("SF-01", photo(40))
    visiting.issue()
    return visiting


def test_papers_photos_and_the_log_are_there_under_names_that_people_read(issued: Visiting, tmp_path: Path) -> None:
    done = write_archive(issued.workspace, tmp_path / "档案", Unwatched())
    files = sorted(path.relative_to(tmp_path / "档案").as_posix() for path in (tmp_path / "档案").rglob("*.*"))
    assert files == [
        "ops.jsonl",
        "文书/庐教督改〔2026〕31号_长江路小学.pdf",
        "照片/2026-11-24_长江路小学/001_照片.jpg",
        "照片/2026-11-24_长江路小学/002_照片.jpg",
        "说明.txt",
    ]
    assert (done.papers, done.photos, done.missing) == (1, 2, ())
    assert sorted(path.read_bytes() for path in (tmp_path / "档案" / "照片").rglob("*.jpg")) == sorted(
        [photo(), photo(40)]
    )
    assert "sha256sum -c SHA256SUMS" in (tmp_path / "档案" / "说明.txt").read_text("utf-8-sig")


def test_other_tools_check_it(issued: Visiting, tmp_path: Path) -> None:
    done = write_archive(issued.workspace, tmp_path / "档案", Unwatched())
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path / "档案", capture_output=True, check=False
    )
    assert checked.returncode == 0
    lines = (tmp_path / "档案" / "ops.jsonl").read_bytes().splitlines()
    assert len(lines) == done.commits
    known = {hash_of(line) for line in lines}
    parents = {parent for line in lines for op in parse(line).operations for parent, _ in op.parents}
    assert parents <= known
    (tmp_path / "档案" / "ops.jsonl").write_bytes(b"{}\n")
    again = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "档案", capture_output=True, check=False)
    assert again.returncode == 1


def test_what_is_missing_or_rotten_is_named(issued: Visiting, tmp_path: Path) -> None:
    store = issued.workspace.photos
    store.path(hashlib.sha256(photo()).hexdigest()).write_bytes(b"rotten")
    store.path(hashlib.sha256(photo(40)).hexdigest()).unlink()
    with issued.write() as session:
        session.add(Evidence(uid=new_uid(), visit=issued.uid, sha256="../../../etc/passwd", file_name="../../x"))
    done = write_archive(issued.workspace, tmp_path / "档案", Unwatched())
    assert len(done.missing) == 3
    page = (tmp_path / "档案" / "说明.txt").read_text("utf-8-sig")
    assert all(name in page for name in done.missing)
    assert list((tmp_path / "档案").rglob("*.jpg")) == []


def test_stopping_and_a_disk_that_fails_leave_nothing(
    issued: Visiting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient:
        def step(self, done: int, total: int, text: str) -> None:  # noqa: ARG002
            raise Cancelled

    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Cancelled):
        write_archive(issued.workspace, out / "档案", Impatient())
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(UserError, match="盘写满了"):
        write_archive(issued.workspace, out / "档案", Unwatched())
    assert list(out.iterdir()) == []


def test_the_command_writes_it_and_goes_over_nothing(issued: Visiting, tmp_path: Path) -> None:
    issued.workspace.close()
    data = issued.workspace.folder
    assert "照片" in ok(data, "archive", tmp_path / "档案").out
    assert refused(data, "archive", tmp_path / "档案")[1] == "它没有动。"
