"""`basis`: the laws and documents that findings rest on, and how far each is verified."""

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Group, answering

STATUS = {"verified": "已核", "title-only": "只核名称", "unverified": "未核", "withdrawn": "已停用"}


@click.group("basis", cls=Group)
def command() -> None:
    """法规依据。"""


@command.command("list")
@answering
def list_(answer: Answering) -> None:
    """列出依据的条款、对应的检查项和核对情况。"""
    from xunjian.rules.grounds import citation
    from xunjian.services.bureau import handbook

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        clauses = handbook.read(session).bases.clauses
    answer.say(
        [
            {
                "key": clause.key,
                "citation": citation(clause.basis, [clause.article]),
                "status": clause.article.status,
                "items": clause.article.items,
            }
            for clause in clauses
        ],
        lambda: output.table(
            ("核对", "检查项", "依据"),
            [
                (
                    STATUS[clause.article.status],
                    "、".join(clause.article.items),
                    citation(clause.basis, [clause.article]),
                )
                for clause in clauses
            ],
        ),
    )
