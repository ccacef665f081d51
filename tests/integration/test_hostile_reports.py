"""Whoever holds a group's key can sign anything: it is merged as it stands, put aside, or refused; nothing breaks."""

import io
import json
import random
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import bundles
from tests.exchanging import World, digest, forged, imports, inner_of, sent, visit
from tests.ledgers import Ledgers
from xunjian.bundle.keys import Signer
from xunjian.bundle.refusals import Damaged
from xunjian.bundle.refusals import Forged as Refused
from xunjian.db import integrity, merge
from xunjian.db.commits import Operation, hash_of
from xunjian.db.schema.visit import Finding
from xunjian.errors import UserError
from xunjian.progress import Unwatched
from xunjian.services.bundles import exchange
from xunjian.services.bureau.enrolment import join, look_at
from xunjian.services.keys import keyring
from xunjian.workspace import Workspace

SOURCE = merge.Source("bundle", "sha256", "{}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("hostile"))
    world.enrol(numbers=(31, 60))
    yield world
    for workspace in world.opened:
        workspace.close()


@pytest.fixture(scope="module")
def laptop(world: World) -> Workspace:
    laptop = world.laptop()
    for place in (0, 1):
        visit(laptop, world.schools[place], fact=f"第{place}处", photos=(place,))
    exchange.merge_bundle(world.bureau, world.report(laptop, "1.xjb"), Unwatched())
    for place in (0, 1):
        visit_again(laptop, world.schools[place])
    return laptop


def visit_again(laptop: Workspace, school: str) -> None:
    with laptop.store.write(by=laptop.person) as session:
        for row in session.query(Finding).filter_by(school=school):
            row.statement = "学校说已经退了"


@pytest.fixture(scope="module")
def lines(world: World, laptop: Workspace) -> list[Any]:
    path = world.report(laptop, "2.xjb")
    with zipfile.ZipFile(io.BytesIO(inner_of(path, laptop))) as archive:
        return [json.loads(line) for line in archive.read("ops.jsonl").splitlines()]


def mutated(value: Any, chance: random.Random) -> Any:
    """Return a value with something of it replaced, left out, doubled or swapped."""
    strange: list[Any] = [None, True, -1, 2**53, 2**70, 1.5, "", "\x00", "../x", "长" * 99, [], {}, [[]], "0" * 64]
    if chance.random() < 0.05:
        return chance.choice(strange)
    if isinstance(value, dict):
        kept = {key: mutated(member, chance) for key, member in value.items() if chance.random() > 0.02}
        return kept if chance.random() > 0.05 else kept | {"extra": chance.choice(strange)}
    if isinstance(value, list):
        kept_list = [mutated(member, chance) for member in value if chance.random() > 0.02]
        return kept_list + kept_list[:1] if chance.random() < 0.05 else kept_list
    return value


def tried(world: World, laptop: Workspace, lines: list[Any], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's choice
    changed = [mutated(line, chance) if chance.random() < 0.3 else line for line in lines]
    if chance.random() < 0.2:
        chance.shuffle(changed)
    ops = b"".join(
        json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n" for line in changed
    )
    before = digest(world.bureau)
    path = sent(forged(laptop, ops=ops), world.stick / "mutated.xjb", world.bureau)
    with suppress(UserError):
        exchange.preview(world.bureau, path)
    with world.bureau.store.connection(writing=True) as connection:
        assert integrity.faults(connection) == []
    assert digest(world.bureau) == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_operations_signed_by_a_group_are_merged_or_refused(
    world: World, laptop: Workspace, lines: list[Any], seed: int
) -> None:
    tried(world, laptop, lines, seed)


@pytest.mark.long
@settings(max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_very_many_operations_signed_by_a_group_are_merged_or_refused(
    world: World, laptop: Workspace, lines: list[Any], seed: int
) -> None:
    tried(world, laptop, lines, seed)


def test_every_operation_that_names_a_parent_in_the_ledger_is_checked(ledgers: Ledgers) -> None:
    """Found by fuzzing: two operations go on from one that is here; the first of them is on another register."""
    store, first = ledgers.new(), bundles.commit(1)
    parent = (hash_of(first.line()), 0)
    wrong, right = (
        Operation("visit", bundles.VISIT, register, '"改过"', (parent,)) for register in ("unchecked_reason", "note")
    )
    with store.connection(writing=True) as connection:
        merge.apply(connection, merge.stage(connection, [first.line()]), SOURCE)
        for operations in ((wrong,), (right, wrong), (wrong, right)):
            line = replace(first, seq=2, operations=operations).line()
            with pytest.raises(merge.Refused, match="接错了地方"):
                merge.stage(connection, [line])


# Enrolment files


@pytest.fixture(scope="module")
def invitation(world: World) -> bytes:
    return (world.stick / "第一组.xjgroup").read_bytes()


def refused(world: World, data: bytes) -> UserError:
    folder, path = world.folder / "nobody", world.stick / "bad.xjgroup"
    path.write_bytes(data)
    with pytest.raises(UserError) as caught:
        join(folder, path, member="李敏")
    assert not folder.exists()
    return caught.value


def test_keys_exchanged_in_an_enrolment_file_are_noticed(world: World, invitation: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(invitation)) as archive:
        handed, head = json.loads(archive.read("keys.json")), json.loads(archive.read("manifest.json"))
    other = Signer.new()
    handed["bureau"]["key"] = other.key
    text = json.dumps(handed, separators=(",", ":")).encode()
    assert isinstance(refused(world, bundles.rewritten(invitation, keys_json=text)), Damaged)

    # Signed anew by whoever has no key of the bureau, the manifest's key and the bureau's differ.
    head["files"] = [
        bundles.entry("keys.json", text) if file["name"] == "keys.json" else file for file in head["files"]
    ]
    forgery = bundles.rewritten(
        invitation, signer=keyring.keys_of(world.bureau).signer, keys_json=text, manifest_json=json.dumps(head).encode()
    )
    assert isinstance(refused(world, forgery), Refused)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_of_an_enrolment_file_is_refused_or_changes_nothing(
    world: World, invitation: bytes, place: float, bit: int
) -> None:
    data = bytearray(invitation)
    data[int(place * len(data))] ^= 1 << bit
    path = world.stick / "flipped.xjgroup"
    path.write_bytes(data)
    try:
        manifest, words = look_at(path)
    except UserError:
        return
    path.write_bytes(invitation)
    assert look_at(path) == (manifest, words)


def test_a_cut_off_enrolment_file_says_so(world: World, invitation: bytes) -> None:
    assert "可能没拷完" in refused(world, invitation[: len(invitation) // 2]).what


def test_nothing_of_all_this_reached_the_ledger(world: World, laptop: Workspace) -> None:
    assert imports(world.bureau) == 1
    assert Path(world.bureau.folder / "held").exists() is False
