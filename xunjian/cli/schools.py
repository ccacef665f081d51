"""`schools`: lists in, schools found and shown."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xunjian import labels
from xunjian.cli import output
from xunjian.cli.base import Answering, Group, answering, file_in
from xunjian.cli.faults import DONE, SOME_DONE

if TYPE_CHECKING:
    from xunjian.services.schools import ImportPlan

SHOWN = 20
"""Lines of a preview that people see; the JSON document holds all."""


@click.group("schools", cls=Group)
def command() -> None:
    """学校：导入名单、查找。"""


@command.command("import")
@click.argument("file", type=file_in)
@click.option("--dry-run", is_flag=True, help="只看会怎么样，不写入")
@click.option("--skip-bad", is_flag=True, help="跳过要先看一看的行，导入其余的")
@answering
def import_(answer: Answering, file: Path, *, dry_run: bool, skip_bad: bool) -> int:
    """导入学校名单（XLSX、XLS、CSV）。"""
    from xunjian.services import schools

    with answer.workspace(writing=not dry_run) as workspace:
        with workspace.store.read() as session:
            plan = schools.plan_import(session, file)
        if not answer.as_json:
            click.echo(_preview(plan))
        if dry_run:
            if answer.as_json:
                answer.say(_as_data(plan, None), "")
            return DONE
        with (
            output.progress(shown=not answer.as_json) as progress,
            workspace.store.write(by=workspace.person, reason=schools.IMPORTED) as session,
        ):
            done = schools.apply_import(session, plan, progress, skip_suspect=skip_bad)
    answer.say(_as_data(plan, done), f"\n已导入：新增 {done.new}，更新 {done.updated}，跳过 {done.skipped}。")
    return SOME_DONE if done.skipped else DONE


def _as_data(plan: "ImportPlan", done: object) -> dict[str, Any]:
    preview = plan.preview
    return {
        "imported": done,
        "new": [{"row": row.row, "code": row.code, "name": row.name} for row in preview.new],
        "updated": [
            {"row": one.row.row, "name": one.known.school.name, "changes": one.changes, "asked": one.asked}
            for one in preview.updated
        ],
        "unchanged": len(preview.unchanged),
        "suspect": [{"row": one.row.row, "name": one.row.name, "reason": one.reason} for one in preview.suspect],
        "absent": [one.school.name for one in preview.absent],
        "repairs": [repair for sheet in plan.sheets for repair in sheet.repairs],
        "problems": [problem for sheet in plan.sheets for problem in sheet.problems],
    }


def _preview(plan: "ImportPlan") -> str:
    preview = plan.preview
    repairs = [repair for sheet in plan.sheets for repair in sheet.repairs]
    problems = [problem for sheet in plan.sheets for problem in sheet.problems]
    parts = [
        f"新增 {len(preview.new)} 所，更新 {len(preview.updated)} 所，没有变化 {len(preview.unchanged)} 所，"
        f"要先看一看 {len(preview.suspect)} 行，名单里没有的 {len(preview.absent)} 所。",
        _part(
            "要先看一看", ("行", "学校", "为什么"), [(one.row.row, one.row.name, one.reason) for one in preview.suspect]
        ),
        _part(
            "更新",
            ("学校", "栏目", "原来", "改成"),
            [
                (one.known.school.name, labels.SCHOOL_FIELD[change.field], change.old, change.new)
                for one in preview.updated
                for change in one.changes
            ],
        ),
        _part(
            "有人改过，名单不覆盖",
            ("学校", "栏目", "现在", "名单里"),
            [
                (one.known.school.name, labels.SCHOOL_FIELD[change.field], change.old, change.new)
                for one in preview.updated
                for change in one.asked
            ],
        ),
        _part(
            "没有读懂的",
            ("行", "栏目", "写着", "为什么"),
            [(one.row, one.column, one.value, one.reason) for one in problems],
        ),
        _part(
            "已经理好的",
            ("行", "栏目", "原来", "改成", "怎么理的"),
            [(one.row, one.column, one.before, one.after, one.how) for one in repairs],
        ),
    ]
    return "\n\n".join(part for part in parts if part)


def _part(title: str, headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    if not rows:
        return ""
    rest = f"\n…还有 {len(rows) - SHOWN} 处（--json 里有全部）" if len(rows) > SHOWN else ""
    return f"{title}（{len(rows)}）\n{output.table(headings, rows[:SHOWN])}{rest}"


@command.command("list")
@click.option("--search", "text", default="", metavar="TEXT", help="名称、曾用名、标识码或拼音首字母")
@answering
def list_(answer: Answering, text: str) -> None:
    """列出学校。"""
    from xunjian.db.queries.schools import school_rows
    from xunjian.services import lookup, schools

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        rows = school_rows(session, schools.search(session, text))
        codes = lookup.school_codes(session)
    data = [{"code": codes[row.uid], **row._asdict()} for row in rows]
    answer.say(
        data,
        lambda: (
            output.table(
                ("标识码", "学校", "片区", "性质", "上次检查", "未销号", "最早期限"),
                [
                    (
                        codes[row.uid],
                        row.name,
                        row.district,
                        labels.OWNERSHIP.get(row.ownership or ""),
                        row.last_visit,
                        row.open_findings or "",
                        row.due,
                    )
                    for row in rows
                ],
                right=("未销号",),
            )
            if rows
            else f"没找到“{text}”。试试拼音首字母，或学校标识码。"
            if text
            else "还没有学校。用 schools import 导入名单。"
        ),
    )


@command.command("show")
@click.argument("code")
@answering
def show(answer: Answering, code: str) -> None:
    """看一所学校（按标识码或全名）。"""
    from xunjian.db.queries.schools import events
    from xunjian.services import lookup, schools

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        school = schools.view(session, lookup.school(session, code))
        happened = events(session, school.uid)
    answer.say(
        {
            "uid": school.uid,
            **school.values,
            "other_names": school.other_names,
            "events": [e._asdict() for e in happened],
        },
        lambda: "\n\n".join(
            [
                output.pairs(
                    [(labels.SCHOOL_FIELD[name], _shown(name, value)) for name, value in school.values.items()]
                    + [("其他名称", "、".join(school.other_names))]
                ),
                output.table(
                    ("日期", "问题", "文书", "检查编号"),
                    [(e.day, e.problems, "、".join(e.numbers), e.visit[:8]) for e in happened],
                    right=("问题",),
                )
                if happened
                else "还没有检查过。",
            ]
        ),
    )


def _shown(name: str, value: Any) -> Any:
    if name == "ownership":
        return labels.OWNERSHIP.get(value or "")
    if isinstance(value, bool):
        return "是" if value else "否"
    return value
