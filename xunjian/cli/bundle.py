"""`bundle`: data out to a stick, and in."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from xunjian.cli import output, passphrase
from xunjian.cli.base import Answering, Group, answering, file_in, file_out
from xunjian.cli.faults import DONE, SOME_DONE, USERS_PROBLEM
from xunjian.errors import UserError

if TYPE_CHECKING:
    from xunjian.db.retraction import Kept
    from xunjian.services.bundles.exchange import Outcome, Undone
    from xunjian.services.bundles.joining import Merged
    from xunjian.services.bundles.packing import Exported
    from xunjian.workspace import Workspace


@click.group("bundle", cls=Group)
def command() -> None:
    """数据包：导出、查看、合包、等着看的包。"""


@command.command("export")
@click.option("--without-photos", is_flag=True, help="不带照片和文书原件")
@click.option("--all-photos", is_flag=True, help="局里说已经有的照片也带上")
@click.argument("out", type=file_out, metavar="OUT.xjb")
@answering
def export(answer: Answering, out: Path, *, without_photos: bool, all_photos: bool) -> None:
    """导出本组的检查（局里的工作库导出全部）。"""
    from xunjian.services.bundles.exchange import export_report

    with (
        answer.workspace(writing=False) as workspace,
        output.progress(shown=not answer.as_json) as progress,
    ):
        passphrase.unlock(workspace)
        done = export_report(workspace, out, progress, with_photos=not without_photos, all_photos=all_photos)
    answer.say(done, lambda: _exported(done))


@command.command("task")
@click.option("--group", required=True, metavar="NAME", help="给哪个组，例如：第一检查组")
@click.option("--without-photos", is_flag=True, help="不带照片和文书原件")
@click.option("--all-photos", is_flag=True, help="这个组自己拍的照片也带上")
@click.argument("out", type=file_out, metavar="OUT.xjb")
@answering
def task(answer: Answering, group: str, out: Path, *, without_photos: bool, all_photos: bool) -> None:
    """给一个组做任务包：它的学校和检查、人员、检查表，局里已有哪些照片。"""
    from xunjian.services import lookup
    from xunjian.services.bundles.exchange import export_task

    with (
        answer.workspace(writing=False) as workspace,
        output.progress(shown=not answer.as_json) as progress,
    ):
        with workspace.store.read() as session:
            team = lookup.team(session, group)
        passphrase.unlock(workspace)
        done = export_task(workspace, team, out, progress, with_photos=not without_photos, all_photos=all_photos)
    answer.say(done, lambda: _exported(done))


def _exported(done: "Exported") -> str:
    missing = f"，缺照片 {len(done.missing_photos)} 张" if done.missing_photos else ""
    several = f"，分成 {len(done.paths)} 份" if len(done.paths) > 1 else ""
    return (
        f"已导出到 {done.path}（检查 {done.visits} 次，问题 {done.findings} 个，文书 {done.documents} 份，"
        f"照片和原件 {done.photos} 个{missing}，{done.size / 1e6:.1f} MB{several}）。"
    )


@command.command("inspect")
@click.argument("file", type=file_in)
@answering
def inspect(answer: Answering, file: Path) -> None:
    """看一个包里有什么，不合入。"""
    from xunjian.bundle import reading
    from xunjian.services.bundles.senders import opened
    from xunjian.services.bureau import enrolment

    if reading.is_sealed(file):
        with answer.workspace(writing=False) as workspace:
            passphrase.unlock(workspace)
            with opened(workspace, file) as (bundle, _):
                head = bundle.manifest
        words: tuple[str, ...] = ()
    else:
        head, words = enrolment.look_at(file)
    counts = head.counts
    answer.say(
        {**msgspec.to_builtins(head), "words": words},
        output.pairs(
            [
                ("单位", head.bureau_name),
                ("来自", head.sender.name),
                ("交给", head.to.name if head.to else None),
                ("核对词", " ".join(words)),
                ("时间", output.moment(head.made_at)),
                ("分卷", f"第 {head.part[0]} 份，共 {head.part[1]} 份" if head.part[1] > 1 else None),
                ("内容", f"检查 {counts.visits} 次，问题 {counts.findings} 个，文书 {counts.documents} 份"),
                ("照片和原件", f"{counts.photos} 个"),
                ("改动", f"{counts.commits} 次"),
                ("编号", head.bundle),
                ("说明", "演示数据" if head.trial else None),
            ]
        ),
    )


@command.command("merge")
@click.option("--dry-run", is_flag=True, help="只看会怎么样，不合入")
@click.argument("files", type=file_in, nargs=-1, required=True, metavar="FILE…")
@answering
def merge(answer: Answering, files: tuple[Path, ...], *, dry_run: bool) -> int:
    """合包：每个包要么全部合入，要么不动。"""
    with (
        answer.workspace(writing=True) as workspace,
        output.progress(shown=not answer.as_json) as progress,
    ):
        passphrase.unlock(workspace)
        results = _preview_all(workspace, files) if dry_run else _merge_all(workspace, files, progress)
    refused = [reason for one in results if (reason := one.refused)]
    if len(results) == 1 and refused:
        raise UserError(refused[0].what, safe=refused[0].safe, hint=refused[0].hint)
    answer.say({"dry_run": dry_run, "results": results}, lambda: "\n\n".join(map(_outcome, results)))
    if len(refused) == len(results):
        return USERS_PROBLEM
    return SOME_DONE if refused else DONE


def _merge_all(
    workspace: "Workspace", files: tuple[Path, ...], progress: "output.Line | output.Silent"
) -> "list[Outcome]":
    from xunjian.services.bundles.exchange import merge_all

    return list(merge_all(workspace, files, progress).results)


def _preview_all(workspace: "Workspace", files: tuple[Path, ...]) -> "list[Outcome]":
    from xunjian.services.bundles.exchange import Outcome, preview, refusal

    results = []
    for path in files:
        try:
            results.append(Outcome(str(path), preview(workspace, path), None))
        except UserError as error:
            results.append(Outcome(str(path), None, refusal(error)))
    return results


def _outcome(one: "Outcome") -> str:
    name = Path(one.path).name
    if one.refused:
        return output.plain(f"{name}\n  {one.refused.what}{one.refused.safe}{one.refused.hint}")
    return f"{output.plain(name)}\n{_merged(one.merged)}" if one.merged else name


def _merged(one: "Merged") -> str:
    report = one.report
    return output.pairs(
        [
            ("  来自", one.sender),
            ("  说明", one.note),
            ("  要先看", one.objection),
            ("  新增", f"{report.new_commits} 次改动，{sum(report.new_records.values())} 条记录"),
            ("  更新", f"{sum(report.changed_records.values())} 条记录"),
            ("  照片和原件", f"{one.photos} 个"),
            ("  填得不一样", f"{len(report.conflicts)} 处（用 conflicts list 看）" if report.conflicts else None),
            ("  缺照片", f"{len(one.missing_photos)} 张" if one.missing_photos else None),
            ("  不全", f"{len(one.incomplete)} 项（请对方重新导出）" if one.incomplete else None),
        ]
    )


@command.command("list")
@answering
def list_(answer: Answering) -> None:
    """列出合过的包，新的在前。"""
    from xunjian.services.bundles.exchange import list_imports

    with answer.workspace(writing=False) as workspace:
        rows = list_imports(workspace)
    answer.say(
        rows,
        lambda: (
            output.table(
                ("序号", "来自", "做包时间", "合入时间", "新改动", "已有", "撤回时间"),
                [
                    (
                        row.id,
                        row.sender,
                        output.moment(row.made_at),
                        output.moment(row.merged_at),
                        row.new_commits,
                        row.known_commits,
                        output.moment(row.retracted_at) if row.retracted_at else "",
                    )
                    for row in rows
                ],
                right=("序号", "新改动", "已有"),
            )
            if rows
            else "还没有合过包。"
        ),
    )


@command.command("undo")
@click.option("--dry-run", is_flag=True, help="只看会怎么样，不撤回")
@click.argument("number", type=int, metavar="IMPORT")
@answering
def undo(answer: Answering, number: int, *, dry_run: bool) -> None:
    """撤回一次合包（序号见 bundle list）；同一来源之后的包一起撤回。"""
    from xunjian.services.bundles.exchange import undo_import

    with answer.workspace(writing=True) as workspace:
        done = undo_import(workspace, number, dry_run=dry_run)
    answer.say(
        {"dry_run": dry_run, "imports": done.imports, "retraction": done.retraction},
        lambda: _undone(done, dry_run=dry_run),
    )


def _undone(done: "Undone", *, dry_run: bool) -> str:
    first, took = done.imports[-1], done.retraction
    later = [str(one.id) for one in reversed(done.imports[:-1])]
    return output.pairs(
        [
            ("会撤回" if dry_run else "已撤回", f"第 {first.id} 次合包（{first.sender}）"),
            ("一起撤回", f"同一来源之后的第 {'、'.join(later)} 次" if later else None),
            ("删去", f"{took.removed_commits} 次改动，{sum(took.removed_records.values())} 条记录"),
            ("退回原样", f"{sum(took.changed_records.values())} 条记录" if took.changed_records else None),
            ("归别的包", f"{took.passed_on} 次改动，它们也带来过" if took.passed_on else None),
            ("留下", f"{len(took.kept)} 次改动，{_reasons(took.kept)}" if took.kept else None),
            ("请注意", "谁手里还有这些改动，下次交来的包就会把它们带回来；不要的内容请在那台电脑上改。"),
        ]
    )


def _reasons(kept: "tuple[Kept, ...]") -> str:
    """Say why commits stay, each reason with its count."""
    from collections import Counter

    words = {"continued": "有人接着改过", "documented": "已有步骤、文书或照片", "founded": "记录上还有别的内容"}
    counts = Counter(words[one.why] for one in kept)
    return "，".join(f"{word} {count}" for word, count in counts.items())


@command.group("held", cls=Group)
def held() -> None:
    """等着局里的人看的包：停用的电脑做的，或改了只有局里能改的内容。"""


@held.command("list")
@answering
def held_list(answer: Answering) -> None:
    """列出等着看的包。"""
    from xunjian.services.bundles import holding

    with answer.workspace(writing=False) as workspace:
        rows = holding.waiting(workspace)
    answer.say(
        rows,
        lambda: (
            output.table(
                ("序号", "文件", "来自", "放下时间", "为什么"),
                [(row.id, row.name, row.sender, output.moment(row.at), row.why) for row in rows],
                right=("序号",),
            )
            if rows
            else "没有等着看的包。"
        ),
    )


@held.command("show")
@click.argument("number", type=int, metavar="HELD")
@answering
def held_show(answer: Answering, number: int) -> None:
    """看收下会怎么样，什么都不改。"""
    from xunjian.services.bundles.exchange import preview_held

    with answer.workspace(writing=True) as workspace:
        passphrase.unlock(workspace)
        done = preview_held(workspace, number)
    answer.say(done, lambda: _merged(done))


@held.command("admit")
@click.argument("number", type=int, metavar="HELD")
@answering
def held_admit(answer: Answering, number: int) -> None:
    """看过了，收下：整个包合入。"""
    from xunjian.services.bundles.exchange import admit_held

    with answer.workspace(writing=True) as workspace:
        passphrase.unlock(workspace)
        done = admit_held(workspace, number)
    answer.say(done, lambda: f"第 {number} 号包已收下。\n{_merged(done)}")


@held.command("drop")
@click.argument("number", type=int, metavar="HELD")
@answering
def held_drop(answer: Answering, number: int) -> None:
    """不要这个包；做包的电脑上还有它的内容。"""
    from xunjian.services.bundles import holding

    with answer.workspace(writing=True) as workspace:
        holding.drop(workspace, number)
    answer.say({"dropped": number}, f"第 {number} 号包不要了。")
