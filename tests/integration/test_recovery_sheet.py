"""The recovery key: its sheet, the first trial from one line of it, and a new sheet for one that was lost."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest

from tests.exchanging import DAY
from xunjian.documents.papers.recovery_sheet import RecoverySheet, render
from xunjian.errors import UserError
from xunjian.services.bureau.founding import NewBureau, found_bureau
from xunjian.services.keys import keyring, recovery
from xunjian.workspace import Workspace

WORDS = "督导室门前三棵老槐树"


@pytest.fixture
def bureau(tmp_path: Path) -> Workspace:
    wanted = NewBureau("庐州区教育局", "庐教督改", trial=True, passphrase=WORDS)
    return found_bureau(tmp_path / "bureau", wanted)


def test_a_line_read_from_the_sheet_is_a_trial(bureau: Workspace) -> None:
    lines = recovery.lines(bureau)
    assert len(lines) == 3
    with pytest.raises(UserError, match="和纸上的第二行不一样"):
        recovery.try_sheet(bureau, 1, lines[0], DAY)
    assert keyring.last_trial(bureau) is None
    recovery.try_sheet(bureau, 1, lines[1].lower().replace(" ", ""), DAY)
    assert keyring.last_trial(bureau) == DAY


def test_a_sheet_that_was_lost_is_replaced_and_opens_nothing_more(bureau: Workspace) -> None:
    lost = "".join(recovery.lines(bureau))
    recovery.try_sheet(bureau, 0, recovery.lines(bureau)[0], DAY)
    card = keyring.card_of(bureau)
    folder = bureau.folder
    bureau.close()
    bureau = Workspace.open(folder)
    with pytest.raises(UserError, match="还没有输口令"):
        keyring.renew_recovery(bureau)
    keyring.unlock(bureau, WORDS)
    with pytest.raises(UserError, match="只在做密钥时能打印"):
        recovery.sheet_of(bureau, DAY)
    made = keyring.renew_recovery(bureau)
    assert keyring.last_trial(bureau) is None
    assert recovery.sheet_of(bureau, DAY).startswith(b"%PDF")
    with pytest.raises(UserError, match="这不是本局的恢复密钥"):
        keyring.try_recovery(bureau, lost, DAY)
    keyring.try_recovery(bureau, made, DAY)
    assert keyring.card_of(bureau) == card, "the groups know the bureau as before"
    bureau.close()


def test_the_lines_of_the_key_begin_one_under_another() -> None:
    sheet = RecoverySheet("庐州区教育局", date(2026, 9, 8), ("AB12",) * 13, ("灯塔", "麦田"))
    with pdfplumber.open(BytesIO(render(sheet))) as pdf:
        begins = [round(char["x0"]) for char in pdf.pages[0].chars if char["text"] == "A"]
    assert begins[0] == begins[5] == begins[10]
