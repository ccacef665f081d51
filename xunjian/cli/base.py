"""What all commands share: where the workspace is, how to answer, and options that may stand anywhere."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xunjian.cli import output
from xunjian.errors import UserError
from xunjian.paths import default_workspace

if TYPE_CHECKING:
    from xunjian.workspace import Workspace


@dataclass
class Answering:
    """One call: the folder of its workspace, and the form of its answer."""

    folder: Path = field(default_factory=default_workspace)
    as_json: bool = False

    @contextmanager
    def workspace(self, *, writing: bool) -> "Iterator[Workspace]":
        """Open the workspace; a command that only reads may look on beside an open window."""
        from xunjian.workspace import Workspace

        _check_pinned_day()
        workspace = Workspace.open(self.folder, writing=writing)
        try:
            yield workspace
        finally:
            workspace.close()

    def say(self, value: Any, text: Callable[[], str] | str) -> None:
        """Answer: `value` as the one JSON document, or the text for people."""
        if self.as_json:
            click.echo(output.document(value))
        else:
            click.echo(text if isinstance(text, str) else text())


def _check_pinned_day() -> None:
    pinned = os.environ.get("XUNJIAN_TODAY")
    try:
        date.fromisoformat(pinned or "2026-01-01")
    except ValueError as error:
        raise UserError(
            f"XUNJIAN_TODAY 写着“{pinned}”，不是日期。", safe="什么都没有改。", hint="例如：XUNJIAN_TODAY=2026-09-18"
        ) from error


def _take_folder(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.ensure_object(Answering).folder = value


def _take_json(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Answering).as_json = True


def shared_options(*, outermost: bool = False) -> list[click.Parameter]:
    """Return --data and --json; they may stand before the command or after it."""
    return [
        click.Option(
            ["--data"],
            type=click.Path(path_type=Path, file_okay=False),
            envvar="XUNJIAN_DATA" if outermost else None,
            callback=_take_folder,
            expose_value=False,
            hidden=not outermost,
            metavar="DIR",
            help="工作库所在的文件夹（也可用 XUNJIAN_DATA）",
        ),
        click.Option(
            ["--json"],
            is_flag=True,
            callback=_take_json,
            expose_value=False,
            hidden=not outermost,
            help="只输出一个 JSON 文档",
        ),
    ]


class _InChinese(click.Command):
    """Help with Chinese headings."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands of a group."""
        records = [record for option in self.get_params(ctx) if (record := option.get_help_record(ctx))]
        with formatter.section("选项"):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option


class Command(_InChinese):
    """A command that knows the shared options."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **{"options_metavar": "[选项]", **settings})
        self.params += shared_options()


class Group(_InChinese, click.Group):
    """A group of such commands."""

    command_class = Command

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **{"options_metavar": "[选项]", "subcommand_metavar": "命令 …", **settings})
        if not any(option.name == "json" for option in self.params):
            self.params += shared_options()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their first sentence."""
        with formatter.section("命令"):
            formatter.write_dl(
                [
                    (name, command.get_short_help_str(90))
                    for name in self.list_commands(ctx)
                    if (command := self.get_command(ctx, name))
                ]
            )


answering = click.make_pass_decorator(Answering, ensure=True)
"""Hands a command its `Answering`."""

file_in = click.Path(path_type=Path)
file_out = click.Path(path_type=Path)
