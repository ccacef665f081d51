"""The example in docs/bundle-format.md: what the program writes is what the page shows, and its sums are right."""

import hashlib
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests import bundles
from xunjian.bundle import writing
from xunjian.bundle.checkwords import check_words
from xunjian.bundle.keys import commit_message
from xunjian.bundle.writing import Sealing
from xunjian.db.commits import hash_of
from xunjian.progress import Unwatched

PAGE = Path(__file__).parents[2] / "docs" / "bundle-format.md"


def shown() -> dict[str, str]:
    """Return the blocks of the example by the name in the line above each."""
    example = PAGE.read_text(encoding="utf-8").partition("## 12. Example")[2]
    return dict(re.findall(r"^`([^`]+)`[^\n]*:\n\n```[a-z]*\n(.*?)\n```$", example, re.MULTILINE | re.DOTALL))


@pytest.fixture
def members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Write the example by the program's own writer."""
    monkeypatch.setattr(writing, "new_uid", lambda: "6f1e0c51-53b0-4f7e-8ed7-0a3f7a5b1c2d")
    monkeypatch.setattr(writing, "now", lambda: datetime(2026, 9, 18, 8, 30, tzinfo=UTC))
    monkeypatch.setattr(writing, "__version__", "1.0.0")
    monkeypatch.setattr(writing, "SCHEMA_VERSION", 1)
    commit = bundles.commit(1)
    signature = bundles.SIGNER.sign(commit_message(hash_of(commit.line())))
    writing.write(
        tmp_path / "a.zip",
        bundles.letter(visits=1, bureau_name="庐州区教育局"),
        [(commit, signature)],
        [bundles.blob(tmp_path, b"a photo")],
        sealing=Sealing(bundles.SIGNER),
        temporary=tmp_path,
        progress=Unwatched(),
    )
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_page_shows_what_the_program_writes(members: dict[str, bytes]) -> None:
    page = shown()
    assert page["manifest.json"] == members["manifest.json"].decode()
    assert page["ops.jsonl"] + "\n" == members["ops.jsonl"].decode()
    assert page["ops.sig"] + "\n" == members["ops.sig"].decode()
    assert page["manifest.sig"] == members["manifest.sig"].hex()
    assert page["说明.txt"] == members["说明.txt"].decode("utf-8-sig").replace("\r\n", "\n")
    assert list(members) == [
        "mimetype", "manifest.json", "manifest.sig", "ops.jsonl", "ops.sig", "说明.txt",
        "blobs/" + hashlib.sha256(b"a photo").hexdigest(),
    ]  # fmt: skip


def test_the_page_can_be_checked_by_hand() -> None:
    """With nothing but SHA-256 and Ed25519, from the text of the page alone."""
    page = shown()
    head = page["manifest.json"].encode()
    manifest = orjson.loads(head)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest["from"]["key"]))
    key.verify(bytes.fromhex(page["manifest.sig"]), head)
    name = hashlib.sha256(page["ops.jsonl"].encode()).digest()
    assert page["SHA-256 of the line"] == name.hex()
    key.verify(bytes.fromhex(page["ops.sig"]), b"xunjian commit 1\n" + name)
    assert page["SHA-256 of manifest.json"] == hashlib.sha256(head).hexdigest()
    assert page["Check words"] == " ".join(check_words(hashlib.sha256(head).digest()))
    files = {file["name"]: file for file in manifest["files"]}
    for text in ("ops.jsonl", "ops.sig"):
        content = page[text].encode() + b"\n"
        assert files[text] == {"name": text, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
