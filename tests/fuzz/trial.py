"""One input tried: taken whole and equal to what was written, or refused with a word and without a trace."""

import hashlib
import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from tests.fuzz import receivers
from tests.fuzz.inputs import Content, Input, made
from tests.fuzz.oracle import Ledger
from tests.fuzz.receivers import Receiver
from xunjian.bundle import reading
from xunjian.bundle.format import SEALED_KINDS
from xunjian.bundle.reading import Bundle
from xunjian.db import integrity, merge
from xunjian.db.history import commits_of
from xunjian.db.statements import Statement
from xunjian.errors import UserError
from xunjian.progress import Unwatched
from xunjian.services.bundles import exchange, intake, joining, senders
from xunjian.services.bundles.holding import HeldForReview
from xunjian.services.bureau import enrolment
from xunjian.services.keys import keyring

NAME = "来包.xjb"
SOURCE = merge.Source("bundle", "sha256", "{}")
LINE_BY_LINE = 8
"""Of so many taken inputs one is also taken in line by line, by another ledger."""

_HEADS = Statement(
    "SELECT r.uid, f.name, c.hash, h.op_id & 65535, o.val FROM log_head h JOIN log_record r ON r.rid = h.rid"
    " JOIN log_field f ON f.fid = h.fid JOIN log_operation o ON o.op_id = h.op_id"
    " JOIN log_commit c ON c.cid = h.op_id >> 16"
)
_CONFLICTS = Statement(
    "SELECT r.uid, f.name, c.distinct_values FROM log_conflict c JOIN log_record r ON r.rid = c.rid"
    " JOIN log_field f ON f.fid = c.fid"
)
_MARKS = Statement("SELECT COUNT(*) FROM log_dirty")


@dataclass(frozen=True)
class Outcome:
    """What became of an input: `taken`, `taken after a look`, or the reason for which it was refused."""

    layer: str
    what: str

    @property
    def taken(self) -> bool:
        return self.what.startswith("taken")


class Trial:
    """The receivers of one process, in a folder of their own."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        self._receivers: dict[str, Receiver] = {
            one.name: one for one in (receivers.bureau(folder, url), receivers.laptop(folder))
        }

    def close(self) -> None:
        for one in self._receivers.values():
            one.close()

    def of(self, number: int) -> Outcome:
        """Try the input of this number; whatever is wrong raises AssertionError, or is what the program raised."""
        return self.try_out(made(number))

    def try_out(self, one: Input) -> Outcome:
        if one.receiver == "nobody":
            what = self._invited(one)
        elif one.is_file:
            what = self._on_stick(one, self._receivers[one.receiver])
        else:
            what = self._behind(one, self._receivers[one.receiver])
        return Outcome(one.layer, what)

    def set_back(self) -> None:
        """Make everything as it was before the first input."""
        for one in self._receivers.values():
            one.set_back()

    def recheck(self) -> None:
        """Compare the ledgers with what they were, to the last row."""
        for one in self._receivers.values():
            assert one.untouched()
            assert one.digest_now() == one.digest

    # The ZIP within its envelope, in a transaction that is rolled back

    def _behind(self, one: Input, receiver: Receiver) -> str:
        try:
            what = _joined(one, receiver)
        except UserError as error:
            what = _reason(error)
        assert receiver.untouched(), "something was written"
        _as_the_lines_say(one, receiver, what)
        return what

    # A file on a stick, by the program's own way

    def _on_stick(self, one: Input, receiver: Receiver) -> str:
        receiver.path.write_bytes(one.data)
        try:
            what = _taken_from_stick(one, receiver)
        except UserError as error:
            what = _reason(error)
            if not receiver.untouched():
                assert receiver.digest_now() == receiver.digest, "refused, and yet merged in part"
            _no_leftovers(receiver)
        finally:
            receiver.set_back()
        _as_the_lines_say(one, receiver, what)
        return what

    # Enrolment files

    def _invited(self, one: Input) -> str:
        path = self.folder / "来.xjgroup"
        path.write_bytes(one.data)
        folder = self.folder / "new"
        try:
            with enrolment._opened(path) as (bundle, _):
                _equal(_content(bundle), one.content)
            what = "taken, read only"
            if one.whole:
                enrolment.read_invitation(path)
                enrolment.join(folder, path, member="李敏").close()
                what = "taken"
        except UserError as error:
            assert not folder.exists(), "a half workspace stays"
            what = _reason(error)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        assert not list(self.folder.glob("tmp*"))
        return what


def _joined(one: Input, receiver: Receiver) -> str:
    """Do what merging does with an opened envelope, up to where it would be committed."""
    workspace = receiver.workspace
    bundle = reading.opened_file(reading.Guarded(io.BytesIO(one.data)), NAME, SEALED_KINDS)
    carrier = senders.carrier_of(workspace, bundle, keyring.keys_of(workspace).bureau)
    bundle.check_text()
    absent = intake.absent(workspace, bundle)
    bundle.check_blobs(bundle.manifest.blobs, Unwatched())
    with _rolled_back(receiver) as connection:
        merged = joining.join(workspace, connection, bundle, carrier, absent, reviewed=True)
        _equal(_content(bundle), one.content)
        after = _merged_whole(connection, receiver, one, merged.report)
    if one.number % LINE_BY_LINE == 0 and one.content.lines != receiver.honest:
        with _rolled_back(receiver) as connection:
            assert _line_by_line(connection, receiver.ledger, one) == after, "another way to the same commits differs"
    return "taken after a look" if merged.objection else "taken"


def _taken_from_stick(one: Input, receiver: Receiver) -> str:
    workspace, what = receiver.workspace, "taken"
    try:
        report = exchange.merge_bundle(workspace, receiver.path, Unwatched()).report
    except HeldForReview as held:
        _reason(held)
        assert receiver.digest_now() == receiver.digest
        kept = next((workspace.folder / "held").iterdir())
        assert kept.read_bytes() == one.data
        report, what = exchange.admit_held(workspace, held.held).report, "taken after a look"
        assert not kept.exists()
    _no_leftovers(receiver, *one.content.photos)
    with workspace.store.connection(writing=True) as connection:
        _merged_whole(connection, receiver, one, report)
        connection.rollback()
    for photo in one.content.photos:
        assert workspace.photos.read(hashlib.sha256(photo).hexdigest()) == photo
    return what


@contextmanager
def _rolled_back(receiver: Receiver) -> Iterator[Connection]:
    with receiver.workspace.store.connection(writing=True) as connection:
        try:
            yield connection
        finally:
            connection.rollback()


def _content(bundle: Bundle) -> Content:
    photos = []
    for entry in bundle.manifest.blobs:
        target = io.BytesIO()
        bundle.copy(entry, target)
        photos.append(target.getvalue())
    return Content(bundle.head, tuple(bundle.lines()), tuple(photos))


def _equal(found: Content, written: Content) -> None:
    assert found.head == written.head, "another manifest came out than went in"
    assert found.lines == written.lines, "other lines came out than went in"
    assert sorted(found.photos) == sorted(written.photos), "other photos came out than went in"


def _merged_whole(connection: Connection, receiver: Receiver, one: Input, report: merge.Report) -> str:
    """Hold the ledger against what was written, by the plain opinion and by the program's own; return its digest.

    The digest stands for all of it: lines that have passed once need only give the same digest again.
    """
    brought = Ledger.of(one.content.lines).lines
    new = len(brought.keys() - receiver.ledger.lines.keys())
    assert (report.new_commits, report.known_commits) == (new, len(brought) - new)
    digest = integrity.digest(connection)
    known = receiver.passed.get(frozenset(brought))
    assert known in (None, digest), "the same lines, and another ledger"
    if known is None:
        _hold_against(connection, receiver, one)
        receiver.passed |= {frozenset(brought): digest} if one.content.lines == receiver.honest else {}
    return digest


def _hold_against(connection: Connection, receiver: Receiver, one: Input) -> None:
    both = receiver.ledger.takes(one.content.lines)
    assert both is not None, "taken against the rules"
    stored = {name.hex(): commit.line() for name, commit in commits_of(connection)}
    assert stored == dict(both.lines), "not the commits that were written"
    heads = both.heads()
    found: dict[tuple[str, str], dict[tuple[str, int], str]] = {}
    for uid, register, commit, place, value in _HEADS.rows(connection):
        found.setdefault((uid, register), {})[bytes(commit).hex(), place] = value
    assert found == heads, "other values stand than nobody has replaced"
    clashing = {
        (*register, len(set(values.values()))) for register, values in heads.items() if len(set(values.values())) > 1
    }
    assert set(_CONFLICTS.rows(connection)) == clashing, "other conflicts"
    digest = integrity.digest(connection)
    again = merge.stage(connection, one.content.lines)
    assert merge.apply(connection, again, SOURCE).new_commits == 0
    assert integrity.digest(connection) == digest, "merging it again changed something"
    assert _MARKS.one(connection) == 0
    integrity.rebuild(connection)
    assert integrity.digest(connection) == digest, "rebuilding it changed something"


def _line_by_line(connection: Connection, here: Ledger, one: Input) -> str:
    """Take in one commit after the other, each when its parents are here; return the digest."""
    left = [line for name, line in Ledger.of(one.content.lines).lines.items() if name not in here.lines]
    ledger = here
    while left:
        for line in left:
            both = ledger.takes([line])
            if both is not None:
                merge.apply(connection, merge.stage(connection, [line]), SOURCE)
                ledger = both
                left.remove(line)
                break
        else:
            raise AssertionError("taken together, but not one by one")
    return integrity.digest(connection)


def _as_the_lines_say(one: Input, receiver: Receiver, what: str) -> None:
    """Where everything else is honest, the rules for lines say whether they are taken."""
    assert not (one.never and what.startswith("taken")), "signed by nobody who may"
    if one.fits:
        expected = one.ends_whole and receiver.ledger.takes(one.content.lines) is not None
        assert what.startswith("taken") == expected, f"expected {'taken' if expected else 'refused'}: {what}"


def _no_leftovers(receiver: Receiver, *photos: bytes) -> None:
    workspace = receiver.workspace
    assert not list(workspace.temporary.iterdir()), "temporary files stay"
    assert workspace.photos.damaged() == []
    assert [path.name for path in receiver.stick.iterdir()] == [receiver.path.name]


_QUOTED, _INSIDE = re.compile("“[^”]*”"), re.compile(r"（.*）", re.DOTALL)
_HASH, _NUMBER = re.compile("[0-9a-f]{64}"), re.compile(r"\d+")


def _reason(error: UserError) -> str:
    """Return the reason in a form to count by, after seeing that it says what happened, what is safe, what to do."""
    for part in (error.what, error.safe, error.hint):
        assert part.endswith("。"), f"no whole sentence: {part!r}"
        assert "\n" not in part
    assert "没" in error.safe, error.safe
    text = _INSIDE.sub("", _QUOTED.sub("“…”", error.what))
    return f"{type(error).__name__}: {_NUMBER.sub('N', _HASH.sub('…', text))}"


@contextmanager
def memory_folder() -> Iterator[Path]:
    """Yield a temporary folder, in memory where the system has one there."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="xunjian-fuzz-", dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@contextmanager
def trial() -> Iterator[Trial]:
    """Yield receivers in a temporary folder."""
    with memory_folder() as folder:
        one = Trial(folder)
        try:
            yield one
        finally:
            one.close()
