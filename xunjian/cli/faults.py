"""How a call ends that did not go well: three sentences, one line about wrong usage, or a log of our mistake."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import click

from xunjian.cli import output
from xunjian.cli.base import Answering
from xunjian.errors import UserError

DONE, USERS_PROBLEM, WRONG_USAGE, OUR_MISTAKE, SOME_DONE = 0, 1, 2, 3, 4
"""Exit codes."""

_LARGEST_LOG = 2**20


def tell_problem(answering: Answering, error: UserError) -> int:
    """Tell the user's problem and return its exit code."""
    if answering.as_json:
        click.echo(output.document({"error": error.what, "data_safe": error.safe, "hint": error.hint}))
    else:
        click.echo(output.plain(str(error)), err=True)
    return USERS_PROBLEM


def tell_stopped(answering: Answering) -> int:
    """Tell that the work was stopped by whoever called it."""
    return tell_problem(
        answering, UserError("已经停下。", safe="做完的都在，没做完的没有写入。", hint="可以再运行一次。")
    )


def tell_usage(error: click.UsageError) -> int:
    """Tell how the command is used."""
    if error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
    click.echo(_in_chinese(error), err=True)
    if error.ctx is not None:
        click.echo(f"看说明：{error.ctx.command_path} --help", err=True)
    return WRONG_USAGE


def _in_chinese(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"没有 {error.option_name} 这个选项。"
        case click.MissingParameter() if error.param is not None:
            return f"缺 {error.param.make_metavar(error.ctx) if error.ctx else error.param.name}。"
        case click.BadParameter() if error.param is not None:
            return f"{error.param.opts[0]} 不对：{error.message}"
    if error.message.startswith("No such command"):
        return f"没有 {error.message.split(chr(39))[1]} 这个命令。"
    return error.format_message()


def tell_mistake(answering: Answering, error: BaseException) -> int:
    """Write the traceback to the log file, say where it is, and return the exit code of a bug."""
    log = _write_log(answering.folder, error)
    hint = f"请把这个文件交给维护人员：{log}" if log else "请把屏幕上的内容交给维护人员。"
    return tell_problem(answering, UserError("程序出错了。", safe="已存的内容都在。", hint=hint)) and OUR_MISTAKE


def _write_log(folder: Path, error: BaseException) -> Path | None:
    from platformdirs import user_log_path

    in_workspace = [folder / "logs"] if (folder / "xunjian.db").is_file() else []
    for place in (*in_workspace, user_log_path("xunjian", appauthor=False)):
        try:
            place.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(place / "xunjian.log", maxBytes=_LARGEST_LOG, backupCount=3, encoding="utf-8")
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            handler.handle(_record(error))
            handler.close()
        except OSError:
            continue
        return place / "xunjian.log"
    sys.excepthook(type(error), error, error.__traceback__)
    return None


def _record(error: BaseException) -> logging.LogRecord:
    arguments = " ".join(sys.argv[1:2])
    return logging.LogRecord(
        __name__, logging.ERROR, __file__, 0, "xunjian %s", (arguments,), (type(error), error, error.__traceback__)
    )
