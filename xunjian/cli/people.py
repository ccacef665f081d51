"""`people`: who inspects, and the certificates that decide which papers their group may give."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Group, answering
from xunjian.errors import UserError

if TYPE_CHECKING:
    from xunjian.services.bureau.people import Certificates, Known

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("people", cls=Group)
def command() -> None:
    """人员：名单，执法证和督学证。"""


@command.command("list")
@answering
def list_(answer: Answering) -> None:
    """列出检查人员和他们的证件。"""
    from xunjian.services.bureau import people

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        known = people.listed(session)
    answer.say(known, lambda: _table(known) if known else "还没有检查人员。")


@command.command("set")
@click.argument("name")
@click.option("--enforcement", metavar="NUMBER", help="执法证号；写成空的就去掉")
@click.option("--enforcement-until", type=_DAY, metavar="DATE", help="执法证有效期，到这一天为止")
@click.option("--inspector", metavar="NUMBER", help="督学证号；写成空的就去掉")
@click.option("--inspector-until", type=_DAY, metavar="DATE", help="督学证有效期，到这一天为止")
@answering
def set_(
    answer: Answering,
    name: str,
    enforcement: str | None,
    enforcement_until: datetime | None,
    inspector: str | None,
    inspector_until: datetime | None,
) -> None:
    """记一个人的证件；名单里没有的，就加上。没写的栏目不动。"""
    from xunjian.services.bureau import people
    from xunjian.services.bureau.people import Certificates

    with answer.workspace(writing=True) as workspace:
        if not workspace.is_bureau:
            raise UserError("人员和证件由局里管。", safe="没有改动。", hint="请局里登记，再发任务包。")
        with workspace.store.write(by=workspace.person, reason=f"{name}的证件") as session:
            if all(one.name != name.strip() for one in people.listed(session)):
                people.add(session, name)
            before = people.named(session, name)
            held = before.held
            number, until = _told(enforcement, enforcement_until, held.enforcement_no, held.enforcement_until)
            mark, last = _told(inspector, inspector_until, held.inspector_no, held.inspector_until)
            people.certify(session, before.uid, Certificates(number, until, mark, last))
            session.flush()
            known = people.named(session, name)
    answer.say(known, _table([known]))


def _told(
    number: str | None, until: datetime | None, number_now: str, until_now: date | None
) -> tuple[str, date | None]:
    """Return a certificate as told; a new number has its own last day, the old one's does not go on to it."""
    if number is None:
        return number_now, until.date() if until else until_now
    same = number.strip() == number_now
    return number, until.date() if until else (until_now if same else None)


def _table(known: "list[Known]") -> str:
    return output.table(("姓名", "执法证", "到", "督学证", "到"), [(one.name, *_row(one.held)) for one in known])


def _row(held: "Certificates") -> tuple[str, str, str, str]:
    return (
        held.enforcement_no,
        str(held.enforcement_until or ""),
        held.inspector_no,
        str(held.inspector_until or ""),
    )
