"""A visit that is handed to a colleague's laptop half done: one case with its photos, in a bundle of its own.

The colleague takes it in like any report of the group and goes on; what both then change meets as a conflict.
"""

from pathlib import Path

from xunjian.bundle.format import REPORT
from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.services.bundles import scope
from xunjian.services.bundles.packing import Exported, Order, pack
from xunjian.services.keys import keyring
from xunjian.workspace import Workspace


def pass_on(workspace: Workspace, visit: str, target: Path, progress: Progress) -> Exported:
    """Write one visit with all its photos to `target`, for the other laptops of the group and for the bureau."""
    found = keyring.keys_of(workspace)
    if found.certificate is None:
        raise UserError("交给同事由检查组做。", safe="什么都没有改。", hint="局里的电脑请做任务包。")
    recipients = (*found.bureau.recipients, found.certificate.group.recipient)
    with workspace.store.connection(writing=False) as connection:
        cases = scope.of_visit(connection, visit)
        return pack(workspace, connection, target, cases, progress, Order(REPORT, recipients))
