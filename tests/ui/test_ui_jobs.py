"""Long work: results on the window's thread, cancel, dead owners, errors, the end."""

import sys
import threading
from functools import partial

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from xunjian.errors import Cancelled, UserError
from xunjian.progress import Progress
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import MessageDialog


def test_work_runs_aside_and_its_result_comes_back(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[object] = []

    def work(progress: Progress) -> str:
        progress.step(2, 2, "完")
        return threading.current_thread().name

    jobs.start(
        work,
        owner=jobs,
        progressed=lambda *step: seen.append(step),
        done=lambda result: seen.extend([result, threading.current_thread()]),
    )
    assert jobs.busy
    qtbot.waitUntil(lambda: not jobs.busy)
    assert seen[0] == (2, 2, "完")
    assert str(seen[1]).startswith("xunjian-job")
    assert seen[2] is threading.main_thread()


def _give(number: int, _progress: Progress) -> int:
    return number


def test_one_thing_after_the_other(jobs: Jobs, qtbot: QtBot) -> None:
    order: list[int] = []
    for number in range(5):
        jobs.start(partial(_give, number), owner=jobs, done=order.append)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert order == [0, 1, 2, 3, 4]


def test_cancel_ends_the_work_at_its_next_step(jobs: Jobs, qtbot: QtBot) -> None:
    running, cancelled = threading.Event(), threading.Event()
    ends: list[object] = []

    def work(progress: Progress) -> None:
        running.set()
        cancelled.wait(5)
        progress.step(1, 10, "下一个")
        ends.append("went on")

    job = jobs.start(work, owner=jobs, done=ends.append, failed=ends.append)
    assert running.wait(5)
    job.cancel()
    cancelled.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert [type(end) for end in ends] == [Cancelled]


def test_a_closed_page_hears_nothing(jobs: Jobs, qtbot: QtBot) -> None:
    closed = threading.Event()
    heard: list[object] = []
    page = QObject()

    def work(progress: Progress) -> int:
        closed.wait(5)
        progress.step(1, 1, "完")
        return 1

    jobs.start(work, owner=page, progressed=lambda *step: heard.append(step), done=heard.append, failed=heard.append)
    delete(page)
    closed.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert heard == []


def test_an_error_goes_to_its_page(jobs: Jobs, qtbot: QtBot) -> None:
    errors: list[BaseException] = []

    def work(_progress: Progress) -> None:
        raise ZeroDivisionError

    jobs.start(work, owner=jobs, failed=errors.append)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert isinstance(errors[0], ZeroDivisionError)
    assert errors[0].__traceback__ is not None


def test_without_a_listener_the_error_is_shown(jobs: Jobs, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)

    def work(_progress: Progress) -> None:
        raise UserError("U 盘满了。", safe="数据都在本机。", hint="请换一个 U 盘。")

    jobs.start(work, owner=page)
    qtbot.waitUntil(lambda: page.findChild(MessageDialog) is not None)
    page.findChild(MessageDialog).accept()  # type: ignore[union-attr]


def test_busy_is_told_once_each_way(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[bool] = []
    jobs.busy_changed.connect(told.append)
    for _ in range(3):
        jobs.start(lambda _progress: None, owner=jobs)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told == [True, False]


def test_the_end_waits_for_the_work_and_stops_it(qtbot: QtBot) -> None:
    jobs = Jobs()
    running = threading.Event()
    steps: list[int] = []

    def work(progress: Progress) -> None:
        for number in range(100_000):
            running.set()
            progress.step(number, 100_000, "")
            steps.append(number)

    jobs.start(work, owner=jobs)
    jobs.start(lambda _progress: steps.append(-1), owner=jobs)
    assert running.wait(5)
    jobs.close()
    assert len(steps) < 100_000
    assert -1 not in steps
    assert not jobs.busy
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("xunjian-job")] == []


def test_progress_is_not_told_more_often_than_it_can_be_read(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[int] = []

    def work(progress: Progress) -> None:
        for number in range(2_001):
            progress.step(number, 2_000, "")

    jobs.start(work, owner=jobs, progressed=lambda done, _total, _text: told.append(done))
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told[-1] == 2_000
    assert len(told) < 200


class _Sender(QObject):
    told = Signal(bool)


def test_signals_keep_their_references(qtbot: QtBot) -> None:
    # PySide6 6.12 loses a reference of True with each emit on Python 3.11 and aborts after some hundred.
    sender = _Sender()
    heard: list[bool] = []
    sender.told.connect(heard.append)
    sender.told.emit(True)
    heard.clear()
    before = sys.getrefcount(True)
    for _ in range(5_000):
        sender.told.emit(True)
    assert len(heard) == 5_000
    heard.clear()
    assert sys.getrefcount(True) == pytest.approx(before, abs=20)


def test_calls_that_return_nothing_keep_their_references(qtbot: QtBot) -> None:
    # The same release loses a reference of None with each such call.
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(10_000):
        widget.update()
    assert sys.getrefcount(None) == pytest.approx(before, abs=100)
