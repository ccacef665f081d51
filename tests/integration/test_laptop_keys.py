"""A laptop's secret keys lie with the system where it can keep them, else in a file; no way of moving loses them."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import keyring as library
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from tests.cli import bureau, group, ok, refused
from tests.exchanging import DAY, World, digest, facts, visit
from xunjian import settings
from xunjian.errors import UserError
from xunjian.progress import Unwatched
from xunjian.services.bundles import exchange, holding
from xunjian.services.bundles.holding import HeldForReview
from xunjian.services.bureau import enrolment, enrolments
from xunjian.services.bureau.teams import CampaignPlan
from xunjian.services.keys import keyring, laptop_keys
from xunjian.settings import Name
from xunjian.workspace import Workspace


class FileKeyring(KeyringBackend):
    """A system's keeping for tests: passwords in a file, as a desktop's keyring has them in its own."""

    priority = 5.0

    def __init__(self, file: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library's has no types
        self.file = file
        self.forgetful = False
        self.locked = False

    def _known(self) -> dict[str, str]:
        if self.locked:
            raise KeyringLocked("locked")
        known: dict[str, str] = json.loads(self.file.read_text()) if self.file.exists() else {}
        return known

    def get_password(self, service: str, username: str) -> str | None:
        return self._known().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        kept = password[:-1] if self.forgetful else password
        self.file.write_text(json.dumps({**self._known(), f"{service}/{username}": kept}))

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


class NoKeeping(FileKeyring):
    """One that keyring does not recommend."""

    priority = 0.5

    def __init__(self) -> None:
        super().__init__(Path("nowhere"))


@pytest.fixture
def no_system() -> Iterator[None]:
    """Tests never touch the keyring of whoever runs them."""
    before = library.get_keyring()
    yield
    library.set_keyring(before)


@pytest.fixture
def system(tmp_path: Path, no_system: None, monkeypatch: pytest.MonkeyPatch) -> FileKeyring:
    monkeypatch.setenv("DISPLAY", ":0")
    one = FileKeyring(tmp_path / "system.json")
    library.set_keyring(one)
    return one


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    world.enrol(numbers=(31, 60))
    yield world
    for workspace in world.opened:
        workspace.close()


def in_earnest(world: World, **named: str) -> Workspace:
    """Return a laptop that is not for practice, as one joins it from a file of a bureau in earnest."""
    laptop = world.laptop(**named)
    with laptop.store.write() as session:
        settings.put(session, Name.TRIAL, "")
    laptop = reopened(world, laptop)
    keyring.keep_on_laptop(laptop)
    return laptop


def reopened(world: World, laptop: Workspace) -> Workspace:
    laptop.close()
    return world.keep(Workspace.open(laptop.folder))


def hand_in(world: World, laptop: Workspace, name: str) -> None:
    exchange.merge_bundle(world.bureau, world.report(laptop, name), Unwatched())


def text_of(laptop: Workspace) -> str:
    return (laptop.folder / laptop_keys.FILE).read_text("utf-8")


def secrets_of(laptop: Workspace) -> list[str]:
    keys = keyring.keys_of(laptop)
    return [*keys.identities, keys.signer.seed.hex()]


def test_the_system_keeps_what_is_secret_and_the_laptop_works_as_ever(world: World, system: FileKeyring) -> None:
    laptop = in_earnest(world)
    assert keyring.is_with_system(laptop)
    for secret in secrets_of(laptop):
        assert secret not in text_of(laptop)
        assert secret in system.file.read_text()
    laptop = reopened(world, laptop)
    visit(laptop, world.schools[0])
    hand_in(world, laptop, "a.xjb")
    assert facts(world.bureau) == ["收取饮水费"]


def test_without_a_system_that_keeps_secrets_they_are_in_the_file(world: World, no_system: None) -> None:
    library.set_keyring(NoKeeping())
    laptop = in_earnest(world)
    assert keyring.is_with_system(laptop) is False
    laptop = reopened(world, laptop)
    visit(laptop, world.schools[0])
    hand_in(world, laptop, "a.xjb")


def test_without_a_desktop_nobody_is_asked(world: World, system: FileKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert keyring.is_with_system(in_earnest(world)) is False
    assert not system.file.exists()


def test_a_system_that_gives_back_something_else_is_not_relied_on(world: World, system: FileKeyring) -> None:
    system.forgetful = True
    laptop = in_earnest(world)
    assert keyring.is_with_system(laptop) is False
    before = secrets_of(laptop)
    assert keyring.move_on_laptop(laptop, with_system=True) is False
    assert secrets_of(reopened(world, laptop)) == before


def test_moved_there_and_back_they_are_the_same(world: World, system: FileKeyring) -> None:
    laptop = in_earnest(world)
    before = secrets_of(laptop)
    for with_system in (False, True, True, False):
        assert keyring.move_on_laptop(laptop, with_system=with_system) is with_system
        laptop = reopened(world, laptop)
        assert secrets_of(laptop) == before
        assert all(secret in text_of(laptop) for secret in before) is not with_system


def test_a_locked_system_is_told_and_the_data_stay_in_reach(world: World, system: FileKeyring) -> None:
    laptop = reopened(world, in_earnest(world))
    visit(laptop, world.schools[0])
    system.locked = True
    with pytest.raises(UserError, match="取不出来") as caught:
        world.report(laptop, "a.xjb")
    assert "密钥没有动" in caught.value.safe
    assert "keys renew" in caught.value.hint
    assert facts(laptop) == ["收取饮水费"]
    assert keyring.card_of(laptop) == keyring.card_of(world.bureau)
    system.locked = False
    hand_in(world, laptop, "a.xjb")


def test_joining_in_earnest_gives_the_keys_to_the_system(world: World, system: FileKeyring) -> None:
    with world.bureau.store.write() as session:
        settings.put(session, Name.TRIAL, "")
    world.bureau = reopened(world, world.bureau)
    world.enrol()
    laptop = world.laptop()
    assert not laptop.is_trial
    assert keyring.is_with_system(laptop)


def test_a_practice_workspace_leaves_nothing_with_the_system(tmp_path: Path, system: FileKeyring) -> None:
    (tmp_path / "practice").mkdir()
    practice = World(tmp_path / "practice")
    practice.enrol()
    assert keyring.is_with_system(practice.laptop()) is False
    assert not system.file.exists()
    for workspace in practice.opened:
        workspace.close()


def backup_of(laptop: Workspace, target: Path) -> Path:
    laptop.close()
    return Path(shutil.copytree(laptop.folder, target))


def test_a_backup_of_the_folder_works_where_the_keys_lie_in_it(world: World, no_system: None) -> None:
    library.set_keyring(NoKeeping())
    laptop = in_earnest(world)
    visit(laptop, world.schools[0])
    restored = world.keep(Workspace.open(backup_of(laptop, world.folder / "restored")))
    hand_in(world, restored, "a.xjb")
    assert facts(world.bureau) == ["收取饮水费"]


def test_a_backup_opened_on_another_computer_gets_new_keys_and_hands_in_everything(
    world: World, system: FileKeyring
) -> None:
    laptop = in_earnest(world)
    visit(laptop, world.schools[0])
    backup = backup_of(laptop, world.folder / "restored")
    system.file.unlink()  # the other computer's system has never heard of them
    restored = world.keep(Workspace.open(backup))
    with pytest.raises(UserError, match="取不出来"):
        world.report(restored, "a.xjb")
    world.enrol()
    before = digest(restored)
    assert enrolment.renew(restored, world.stick / "第一组.xjgroup")
    assert digest(restored) == before
    restored = reopened(world, restored)
    hand_in(world, restored, "a.xjb")
    assert facts(world.bureau) == ["收取饮水费"]


def test_a_laptop_whose_key_was_revoked_gets_new_ones_and_still_opens_the_old_bundles(
    world: World, no_system: None
) -> None:
    library.set_keyring(NoKeeping())
    laptop, mate = in_earnest(world), in_earnest(world, member="王强")
    visit(mate, world.schools[1], fact="王强记的")
    old = world.report(mate, "old.xjb")
    visit(laptop, world.schools[0])
    certificate = keyring.keys_of(laptop).certificate
    assert certificate is not None
    hand_in(world, laptop, "1.xjb")
    with world.bureau.store.write() as session:
        enrolments.revoke(session, certificate.group.enrolment)
    with pytest.raises(HeldForReview):
        hand_in(world, laptop, "2.xjb")
    holding.drop(world.bureau, holding.waiting(world.bureau)[0].id)

    world.enrol()
    enrolment.renew(laptop, world.stick / "第一组.xjgroup")
    laptop = reopened(world, laptop)
    exchange.merge_bundle(laptop, old, Unwatched())
    assert facts(laptop) == ["收取饮水费", "王强记的"]
    assert laptop.team is not None
    exchange.merge_bundle(laptop, world.task("t.xjb", laptop.team), Unwatched())


def test_a_file_for_others_changes_no_keys(world: World, no_system: None, tmp_path: Path) -> None:
    library.set_keyring(NoKeeping())
    laptop = in_earnest(world)
    world.enrol("第二组")
    (tmp_path / "elsewhere").mkdir()
    stranger = World(tmp_path / "elsewhere")
    stranger.enrol("第一组")
    before = secrets_of(laptop)
    for file in (world.stick / "第二组.xjgroup", stranger.stick / "第一组.xjgroup"):
        with pytest.raises(UserError, match="别的组的"):
            enrolment.renew(laptop, file)
    with pytest.raises(UserError, match="过期"):
        enrolment.create_enrolment(
            world.bureau, tmp_path / "old.xjgroup", campaign=CampaignPlan("规范收费专项检查"), group="第一组",
            members=[], schools=[], expires=DAY.replace(year=2025),
        )  # fmt: skip
        enrolment.renew(laptop, tmp_path / "old.xjgroup")
    with pytest.raises(UserError, match="局里的密钥不这样换"):
        enrolment.renew(world.bureau, world.stick / "第一组.xjgroup")
    assert secrets_of(laptop) == before
    assert secrets_of(reopened(world, laptop)) == before
    for workspace in stranger.opened:
        workspace.close()


def test_the_commands_tell_where_the_keys_are_and_renew_them(tmp_path: Path) -> None:
    office = bureau(tmp_path)
    laptop = group(tmp_path, office)
    assert "keys.json" in ok(laptop, "keys", "show").out
    assert ok(laptop, "keys", "show", "--json").data["with_system"] is False
    assert "系统没有可靠的保管" in ok(laptop, "keys", "keep").out
    assert "keys.json" in ok(laptop, "keys", "keep", "--file").out
    assert refused(office, "keys", "keep")[0].startswith("局里的密钥")

    (laptop / laptop_keys.FILE).unlink()
    out = tmp_path / "a.xjb"
    assert "keys renew" in refused(laptop, "bundle", "export", out)[2]
    assert "keys renew" in ok(laptop, "keys", "show").out
    file = tmp_path / "第一检查组.xjgroup"
    renewed = ok(laptop, "keys", "renew", file)
    assert "核对词" in renewed.out
    ok(laptop, "bundle", "export", out)
    ok(office, "bundle", "merge", out)


def test_a_year_after_the_last_trial_opening_somebody_is_reminded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = bureau(tmp_path, schools=False)
    assert "还没有试过" in ok(office, "keys", "show").out
    with sqlite3.connect(office / "xunjian.db") as connection:
        for day, reminded in (("2026-01-01", False), ("2025-09-01", True)):
            connection.execute("UPDATE local_bureau_keys SET tried_on = ?", (day,))
            connection.commit()
            assert ("超过一年" in ok(office, "keys", "show").out) is reminded
    connection.close()
