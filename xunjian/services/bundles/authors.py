"""May what a bundle brings go into the log: judged by who wrote each commit, not only by who carries it.

What the log knows already passes, and so does what the bureau vouches for: its own bundles, and commits with its
signature. A group may write what groups may write, for itself and for its mates. The rest is for somebody at the
bureau to look at.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection

from xunjian.bundle.keys import BureauCard, commit_message, verify
from xunjian.bundle.reading import Bundle
from xunjian.db import proofs
from xunjian.db.admission import Named
from xunjian.db.commits import Commit, hash_of
from xunjian.db.schema.visit import Step
from xunjian.rules.rights import group_may_take, group_may_write
from xunjian.services.bundles import senders
from xunjian.services.bundles.senders import Carrier
from xunjian.workspace import Workspace


class _StepKind(msgspec.Struct):
    kind: str | None = None


def vouched(
    connection: Connection, bundle: Bundle, carrier: Carrier, card: BureauCard, new: Sequence[Named]
) -> dict[bytes, bytes]:
    """Return the bureau's signatures over new commits: known here, or in the bundle and true."""
    wanted = {name for name, _ in new}
    found = proofs.of(connection, wanted)
    for name, signature in _carried(bundle) if wanted else ():
        if name not in wanted or name in found:
            continue
        # In the bureau's own bundle the signature of the whole covers these.
        if carrier.is_bureau or verify(card.key, signature, commit_message(name)):
            found[name] = signature
    return found


def _carried(bundle: Bundle) -> Iterable[tuple[bytes, bytes]]:
    pairs = zip(bundle.lines(), bundle.signatures(), strict=True)
    return ((hash_of(line), signature) for line, signature in pairs if signature is not None)


def objections(
    connection: Connection, workspace: Workspace, carrier: Carrier, new: Sequence[Named], signed: Mapping[bytes, bytes]
) -> str | None:
    """Return why somebody at the bureau has to look at new commits first, or None where nothing is against them."""
    if carrier.is_bureau:
        return None
    known = senders.owners(connection)
    bureau = Carrier(workspace.store.replica, "", "局里", None, None, revoked=False)
    if workspace.is_bureau:
        known = {**known, bureau.replica: bureau}
    found = Counter(
        why
        for name, commit in new
        if name not in signed and (why := _objection(commit, carrier, known.get(commit.replica)))
    )
    return "；".join(f"{why} {count} 处" for why, count in found.most_common()) or None


def _objection(commit: Commit, carrier: Carrier, writer: Carrier | None) -> str | None:
    if writer is not None and writer.team != carrier.team:
        return "写明是局里改的，没有局里的签名" if writer.is_bureau else "别的组写的，没有局里的签名"
    if writer is not None and writer.revoked:
        return "停用的电脑写的"
    if any(not group_may_write(commit.case[0], op.table) for op in commit.operations):
        return "改了只有局里能改的内容"
    if any(op.table == Step.__tablename__ and not group_may_take(_step_kind(op.value)) for op in commit.operations):
        return "办了只有局里能办的步骤"
    return None


def _step_kind(value: str) -> str | None:
    try:
        return msgspec.json.decode(value, type=_StepKind).kind
    except msgspec.MsgspecError:
        return None
