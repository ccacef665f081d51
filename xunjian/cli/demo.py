"""`demo`: the whole main job on an invented county, no screen needed."""

import sys
import time
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Command, answering

if TYPE_CHECKING:
    from xunjian.services.demonstration import Step


@click.command("demo", cls=Command)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@answering
def command(answer: Answering, folder: Path) -> None:
    """在一个空文件夹里走完整个流程：名单、入组、检查、通知书、合包、定冲突。日期固定为 2026-09-18。"""
    start = time.perf_counter()
    from xunjian.services.demonstration import demonstrate

    steps: list[Step] = []

    def tell(step: "Step") -> None:
        steps.append(step)
        if not answer.as_json:
            click.echo(_told(len(steps), step))

    demonstrate(folder, tell).close()
    seconds = time.perf_counter() - start
    answer.say({"folder": str(folder), "seconds": seconds, "steps": steps}, lambda: _ended(folder, steps, seconds))


def _told(number: int, step: "Step") -> str:
    return output.plain(f"{number:2}. {step.title}（{step.seconds:.2f} 秒）\n    {step.result}")


def _ended(folder: Path, steps: "list[Step]", seconds: float) -> str:
    files = [Path(name) for step in steps for name in step.files]
    made = output.table(
        ("大小", "文件"), [(f"{file.stat().st_size / 1e3:,.0f} KB", file) for file in files], right=("大小",)
    )
    again = f"{_how_called()} --data {folder / 'bureau'}"
    return f"""
一共 {seconds:.1f} 秒。做出的文件：

{made}

接着看：{again} visit list
打开窗口：{again}"""


def _how_called() -> str:
    """Return how this program is called here: by its name, as the file that it is, or by the Python that runs it."""
    if which("xunjian"):
        return "xunjian"
    running = Path(sys.executable)
    here = running.relative_to(Path.cwd()) if running.is_relative_to(Path.cwd()) else running
    return f"{here}" if hasattr(sys, "frozen") else f"{here} -m xunjian"
