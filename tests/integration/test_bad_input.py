"""Whatever is wrong with a bundle, it is named, and ledger, imports, photos and what waits are as before."""

import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import bundles
from tests.bundles import Forged, commit, entry
from tests.exchanging import World, digest, forged, imports, inner_of, sealed_for, sent, visit
from xunjian.bundle import keys
from xunjian.bundle.keys import Signer
from xunjian.db.commits import Commit, Operation, hash_of
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.progress import Unwatched
from xunjian.services.bundles import exchange, holding
from xunjian.services.bundles.holding import HeldForReview
from xunjian.workspace import Workspace

Make = Callable[["Scene"], Path]


class Scene:
    """A bureau that holds one report already, and a laptop with another to hand in."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        self.world.enrol(numbers=(31, 60))
        self.laptop = self.world.laptop()
        self.first = visit(self.laptop, self.world.schools[0], photos=(10,))
        exchange.merge_bundle(self.bureau, self.world.report(self.laptop, "first.xjb"), Unwatched())
        self.uid = visit(self.laptop, self.world.schools[1], fact="第二所", photos=(20, 30))
        self.good = self.world.report(self.laptop, "good.xjb")
        self.inner = inner_of(self.good, self.laptop)
        self.target = self.world.stick / "坏.xjb"

    @property
    def bureau(self) -> Workspace:
        return self.world.bureau

    def state(self) -> tuple[object, ...]:
        waiting, photos = holding.waiting(self.bureau), sorted(self.bureau.photos.hashes())
        return digest(self.bureau), imports(self.bureau), waiting, photos, list(self.bureau.temporary.iterdir())

    def raw(self, content: bytes) -> Path:
        self.target.write_bytes(content)
        return self.target

    def altered(self, **changed: Any) -> Path:
        """The laptop's own report, altered and sealed again."""
        return sealed_for(self.bureau, self.target, bundles.rewritten(self.inner, **changed))

    def signed(self, **changed: Any) -> Path:
        """A bundle put together by hand, with the laptop's good signature."""
        return sent(forged(self.laptop, **changed), self.target, self.bureau)

    def operations(self, *operations: Operation, case: str = "") -> Path:
        return self.commits(replace(commit(1), operations=operations, case=("visit", case or self.uid)))

    def commits(self, *commits: Commit) -> Path:
        lines = [replace(one, replica=self.laptop.store.replica).line() for one in commits]
        return self.signed(ops=b"".join(line + b"\n" for line in lines))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    one = Scene(tmp_path_factory.mktemp("scene"))
    yield one
    for workspace in one.world.opened:
        workspace.close()


def flipped(scene: Scene) -> Path:
    content = bytearray(scene.good.read_bytes())
    content[len(content) // 2] ^= 1
    return scene.raw(bytes(content))


def of_a_stranger(scene: Scene) -> Path:
    forgery = forged(scene.laptop, ops=commit(1).line() + b"\n")
    forgery.signer = Signer.new()
    forgery.manifest["from"] |= {"key": forgery.signer.key, "certificate": None, "team": None}
    return sent(forgery, scene.target, scene.bureau)


def with_member(name: str, content: bytes = b"evil", mode: int = 0, *, declared: bool = True) -> Make:
    def made(scene: Scene) -> Path:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        forgery = forged(scene.laptop, ops=b"", declared=[entry(name, content)] if declared else [])
        forgery.members.append((info, content))
        return sent(forgery, scene.target, scene.bureau)

    return made


def photo_that_differs(scene: Scene) -> Path:
    with zipfile.ZipFile(bundles.as_file(scene.inner)) as archive:
        blobs = (one for one in archive.namelist() if one.startswith("blobs/"))
        name = next(one for one in blobs if not scene.bureau.photos.has(one.removeprefix("blobs/")))
        other = bytes(archive.getinfo(name).file_size)
    return scene.altered(photos={name: other})


def of_another_bureau(scene: Scene) -> Path:
    return scene.signed(ops=commit(1).line() + b"\n", manifest={"bureau": new_uid()})


def op(
    register: str = "note", value: str = '"x"', *, table: str = "visit", uid: str = "", parents: Any = ()
) -> Operation:
    return Operation(table, uid or new_uid(), register, value, parents)


def parent_in_another_register(scene: Scene) -> Path:
    first = replace(
        commit(1), replica=scene.laptop.store.replica, operations=(op(uid=scene.uid),), case=("visit", scene.uid)
    )
    crossed = op("kind", uid=scene.uid, parents=((hash_of(first.line()), 0),))
    return scene.commits(first, replace(first, seq=2, operations=(crossed,)))


def zip_bomb(scene: Scene) -> Path:
    return scene.signed(ops=b"\n" * 30_000_000, proofs=b"\n")


BAD: dict[str, tuple[Make, str]] = {
    "wrong key": (
        lambda scene: bundles.sealed(scene.target, scene.inner, keys.recipient_of(keys.new_identity())),
        "不是给这台机器的",
    ),
    "wrong signature": (lambda scene: scene.altered(manifest_sig=bytes(64)), "签名对不上"),
    "forged signer": (of_a_stranger, "不能收"),
    "truncated": (lambda scene: scene.raw(scene.good.read_bytes()[:-500]), "不完整"),
    "flipped bit": (flipped, "坏.xjb"),
    "zip bomb": (zip_bomb, "压缩得太狠"),
    "path trick": (with_member("../../evil.xjb"), "不该有的文件"),
    "absolute path": (with_member("/etc/evil"), "不该有的文件"),
    "link": (with_member("blobs/" + "0" * 64, b"/etc/passwd", stat.S_IFLNK | 0o777), "坏.xjb"),
    "undeclared entry": (with_member("later.bin", declared=False), "和清单不符"),
    "text that does not fit its hash": (
        lambda scene: scene.altered(ops_jsonl=commit(7).line() + b"\n"),
        "坏.xjb",
    ),
    "photo that does not fit its hash": (photo_that_differs, "照片校验不符"),
    "unknown parent": (
        lambda scene: scene.operations(op(uid=scene.uid, parents=((bytes(32), 0),))),
        "不全",
    ),
    "parent in another register": (parent_in_another_register, "坏.xjb"),
    "uid that changes its table": (
        lambda scene: scene.operations(op("fact", table="finding", uid=scene.first), case=scene.first),
        "坏.xjb",
    ),
    "absurd count of commits": (
        lambda scene: scene.signed(ops=commit(1).line() + b"\n", manifest={"counts": {"commits": 10**15, "photos": 0}}),
        "坏.xjb",
    ),
    "absurd place of a parent": (
        lambda scene: scene.signed(
            ops=commit(1).line().replace(b",[]]", b',[["' + b"0" * 64 + b'",99999999999]]]') + b"\n"
        ),
        "坏.xjb",
    ),
    "newer major format": (
        lambda scene: scene.signed(ops=b"", manifest={"format": [2, 0], "needs_reader": [2, 0]}),
        "要先升级",
    ),
    "another bureau": (of_another_bureau, "和本机不一致"),
}


@pytest.mark.parametrize("wrong", BAD)
def test_bad_input_is_refused_by_name_before_anything_is_staged(scene: Scene, wrong: str) -> None:
    make, said = BAD[wrong]
    path, before = make(scene), scene.state()
    for act in (exchange.preview, lambda bureau, file: exchange.merge_bundle(bureau, file, Unwatched())):
        with pytest.raises(UserError) as caught:
            act(scene.bureau, path)
        assert not isinstance(caught.value, HeldForReview)
        assert "“坏.xjb”" in caught.value.what
        assert said in caught.value.what
        assert caught.value.safe
        assert caught.value.hint
        assert scene.state() == before


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_duplicate_entry_is_refused_too(scene: Scene) -> None:
    forgery: Forged = forged(scene.laptop, ops=b"")
    forgery.members.append((zipfile.ZipInfo("ops.jsonl"), b"other\n"))
    path, before = sent(forgery, scene.target, scene.bureau), scene.state()
    with pytest.raises(UserError, match=r"“坏\.xjb”.*重名"):
        exchange.merge_bundle(scene.bureau, path, Unwatched())
    assert scene.state() == before


def test_after_all_that_the_good_one_is_merged(scene: Scene) -> None:
    before = digest(scene.bureau)
    assert exchange.merge_bundle(scene.bureau, scene.good, Unwatched()).photos == 2
    assert digest(scene.bureau) != before
