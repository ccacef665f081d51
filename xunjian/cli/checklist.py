"""`checklist`: what visits are held against."""

from typing import TYPE_CHECKING

import click

from xunjian import labels
from xunjian.cli import output
from xunjian.cli.base import Answering, Group, answering
from xunjian.errors import UserError

if TYPE_CHECKING:
    from xunjian.services.bureau.handbook import Entry, Handbook


@click.group("checklist", cls=Group)
def command() -> None:
    """检查表和检查项。"""


@command.command("list")
@answering
def list_(answer: Answering) -> None:
    """列出检查表。"""
    from xunjian.services.bureau import handbook

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        book = handbook.read(session)
    counts = {code: sum(entry.area == code for entry in book.entries) for code in book.areas}
    answer.say(
        [{"code": code, "title": title, "items": counts[code]} for code, title in book.areas.items()],
        lambda: output.table(
            ("编码", "检查表", "项"),
            [(code, title, counts[code]) for code, title in book.areas.items()],
            right=("项",),
        ),
    )


@command.command("show")
@click.argument("code")
@answering
def show(answer: Answering, code: str) -> None:
    """看一张检查表（SF）或一个检查项（SF-01）。"""
    from xunjian.services.bureau import handbook

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        book = handbook.read(session)
    wanted = code.strip().upper()
    entries = [entry for entry in book.entries if entry.area == wanted]
    if entries:
        answer.say(
            [entry.item for entry in entries],
            lambda: output.table(
                ("编码", "检查项", "程度", "期限", "要求"),
                [(e.item.code, e.item.title, labels.SEVERITY[e.item.severity], _term(e), e.item.text) for e in entries],
            ),
        )
        return
    entry = book.by_code.get(wanted)
    if entry is None:
        raise UserError(f"没有“{code}”这张检查表或检查项。", safe="什么都没有改。", hint="可用 checklist list 查。")
    bases = [{"citation": citation, "status": status} for citation, status in _bases(book, wanted)]
    answer.say({**_fields(entry), "bases": bases}, lambda: _page(entry, book))


def _term(entry: "Entry") -> str:
    return "立行立改" if entry.item.immediate else f"{entry.item.workdays} 个工作日"


def _fields(entry: "Entry") -> dict[str, object]:
    return {name: getattr(entry.item, name) for name in entry.item.__dataclass_fields__}


def _bases(book: "Handbook", code: str) -> list[tuple[str, str]]:
    from xunjian.rules.grounds import citation

    return [(citation(one.basis, [one.article]), str(one.article.status)) for one in book.bases.articles_for(code)]


def _page(entry: "Entry", book: "Handbook") -> str:
    from xunjian.cli.basis import STATUS

    item = entry.item
    return output.pairs(
        [
            ("检查项", f"{item.code} {item.title}"),
            ("要求", item.text),
            ("认定", item.criterion),
            ("程度", labels.SEVERITY[item.severity]),
            ("期限", _term(entry)),
            ("整改要求", item.requirement),
            *(("依据", f"{cited}（{STATUS[status]}）") for cited, status in _bases(book, item.code)),
            *(("说法", phrase) for phrase in item.phrases),
        ]
    )
