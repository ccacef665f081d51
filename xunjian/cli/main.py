"""The command line: `xunjian COMMAND …`; without a command the window opens."""

import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from xunjian import __version__
from xunjian.cli import faults
from xunjian.cli.base import Answering, Group, shared_options
from xunjian.errors import Cancelled, UserError

COMMANDS = {
    "demo": "不开窗口走完整个流程",
    "init": "新建局里的工作库",
    "keys": "局里的密钥：口令、恢复密钥",
    "enrol": "入组：局里做入组文件，组员打开它",
    "people": "人员：名单，执法证和督学证",
    "schools": "学校：导入名单、查找",
    "checklist": "检查表和检查项",
    "basis": "法规依据",
    "visit": "现场检查：记录、查看",
    "notice": "整改通知书、督导意见书、责令改正通知书：签发、补打、更正、作废",
    "paper": "检查的其他文书：现场检查记录、问题反馈单、送达回证、存根",
    "numbers": "文号：还有几个、确认最后一份打印到几号",
    "holidays": "节假日：期限按它算工作日",
    "fonts": "字体：用自带的，还是用单位自己的",
    "bundle": "数据包：导出、查看、合包",
    "conflicts": "两组填得不一样的地方",
    "verify": "核对一份 PDF 或校验码和签发的是否一致",
    "check": "核对工作库是否完好",
    "backup": "备份工作库，写完再读出来核对",
    "restore": "恢复一份备份，现在的内容先备份",
    "archive": "存档：文书、照片和全部改动，不用程序也能看",
}


class Commands(Group):
    """The commands, each imported only when it is called: the start stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Return the names in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"xunjian.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """Write the list of commands without importing them."""
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    "xunjian", cls=Commands, invoke_without_command=True, params=shared_options(outermost=True), add_help_option=True
)
@click.version_option(__version__, message="xunjian %(version)s", help="显示版本")
@click.pass_context
def main(context: click.Context) -> int | None:
    """巡检：现场检查、整改通知书、离线合并。不写命令就打开窗口。"""
    answering = context.ensure_object(Answering)
    return _open_window(answering.folder) if context.invoked_subcommand is None else None


def _open_window(folder: Path) -> int:
    module: Any = import_module("xunjian.ui.app")
    return int(module.main(folder) or 0)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one call and return its exit code: 0 done, 1 the user's problem, 2 usage, 3 a bug, 4 some of many done."""
    _use_utf_8()
    answering = Answering()
    try:
        ended = main.main(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="xunjian",
            standalone_mode=False,
            obj=answering,
        )
    except UserError as error:
        return faults.tell_problem(answering, error)
    except (Cancelled, click.Abort, KeyboardInterrupt):
        return faults.tell_stopped(answering)
    except click.UsageError as error:
        return faults.tell_usage(error)
    except BrokenPipeError:
        # Whoever read our answer has seen enough (| head).
        sys.stderr.close()
        return faults.DONE
    except Exception as error:  # noqa: BLE001 - the last place: everything else is our mistake and goes to the log
        return faults.tell_mistake(answering, error)
    return ended if isinstance(ended, int) else faults.DONE


def _use_utf_8() -> None:
    """Let Chinese reach files and pipes whatever the system's old code page is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")
