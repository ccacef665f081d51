"""The bureau's people with their certificates, and the kinds of papers it has set up."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.visit_scene import start
from tests.workspaces import TODAY, Scene, group_scene
from xunjian.db.schema.visit import Visit
from xunjian.rules.papers import PaperKind
from xunjian.services.bureau import people, series
from xunjian.services.bureau.people import Certificates
from xunjian.ui.pages.bureau.certificates_dialog import CertificatesDialog
from xunjian.ui.pages.bureau.series_dialog import SeriesDialog
from xunjian.ui.pages.visit.start_visit import StartVisitDialog

ORDER = PaperKind.CORRECTION_ORDER


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    made = group_scene(tmp_path / "工作库")
    yield made
    made.workspace.close()


def held(scene: Scene, name: str) -> Certificates:
    with scene.workspace.store.read() as session:
        return people.named(session, name).held


def certificates(scene: Scene, qtbot: QtBot) -> CertificatesDialog:
    dialog = CertificatesDialog(None, scene.workspace)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_certificate_is_entered_for_the_person_who_is_chosen(scene: Scene, qtbot: QtBot) -> None:
    dialog = certificates(scene, qtbot)
    dialog.table.choose(scene.people[1])
    assert dialog.name.text() == "王强"
    dialog.enforcement.setText("皖A 002")
    dialog.enforcement_until.setText("2027年6月30日")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert held(scene, "王强") == Certificates("皖A002", date(2027, 6, 30))
    assert dialog.table.current_id() == scene.people[1]


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(scene: Scene, qtbot: QtBot) -> None:
    dialog = certificates(scene, qtbot)
    dialog.table.choose(scene.people[0])
    dialog.enforcement.setText("皖A001")
    dialog.enforcement_until.setText("明年")
    dialog.keep.click()
    assert dialog.fields["enforcement_until"].error.startswith("写成 2027-12-31 这样")
    dialog.enforcement_until.clear()
    dialog.keep.click()
    dialog.table.choose(scene.people[1])
    dialog.enforcement.setText("皖A001")
    dialog.keep.click()
    assert dialog.fields["enforcement"].error == "执法证号“皖A001”是李敏的。一证一人，请照证件核对。"
    assert held(scene, "王强") == Certificates()


def test_somebody_new_is_added_with_a_certificate(scene: Scene, qtbot: QtBot) -> None:
    dialog = certificates(scene, qtbot)
    dialog.new.click()
    dialog.keep.click()
    assert dialog.fields["name"].error.startswith("姓名没有填")
    dialog.name.setText("赵刚")
    dialog.inspector.setText("督9")
    dialog.keep.click()
    assert held(scene, "赵刚") == Certificates(inspector_no="督9")


def test_the_kinds_of_papers_get_their_prefixes(scene: Scene, qtbot: QtBot) -> None:
    dialog = SeriesDialog(None, scene.workspace)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert dialog.prefixes[PaperKind.RECTIFICATION_NOTICE].text() == "庐教督改"
    dialog.prefixes[ORDER].setText("庐教督改")
    dialog.keep.click()
    assert dialog.fields[ORDER].error.startswith("“庐教督改”已经是整改通知书的发文代字。")
    dialog.prefixes[ORDER].setText("庐教责改")
    dialog.authority.setText("庐州区人民政府教育督导室")
    dialog.remedies.setPlainText("可以依法申请行政复议。")
    dialog.keep.click()
    with scene.workspace.store.read() as session:
        assert {one.kind: one.prefix for one in series.of_bureau(session, TODAY)} == {
            PaperKind.RECTIFICATION_NOTICE: "庐教督改",
            PaperKind.SUPERVISION_OPINION: "",
            ORDER: "庐教责改",
        }
        told = series.particulars(session)
    assert told == series.Particulars("庐州区人民政府教育督导室", "可以依法申请行政复议。")


def test_only_inspectors_are_asked_when_the_school_was_told(scene: Scene, qtbot: QtBot) -> None:
    dialog = StartVisitDialog(None, scene.workspace, scene.handbook)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert dialog._announced.isHidden()
    with scene.workspace.store.write() as session:
        for number, person in enumerate(scene.people):
            people.certify(session, person, Certificates(inspector_no=f"督{number}"))
    dialog = StartVisitDialog(None, scene.workspace, scene.handbook, scene.schools["红星小学"])  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert not dialog._announced.isHidden()
    dialog.announced.setText("2026-11-25")
    dialog.go.click()
    assert dialog._announced.error == "书面通知要在检查以前。"
    dialog.announced.setText("2026.11.17")
    with qtbot.waitSignal(dialog.started) as started:
        dialog.go.click()
    with scene.workspace.store.read() as session:
        assert session.get_one(Visit, started.args[0]).announced_on == date(2026, 11, 17)


def test_a_visit_is_unannounced_unless_somebody_says_otherwise(scene: Scene) -> None:
    uid = start(scene)
    with scene.workspace.store.read() as session:
        assert session.get_one(Visit, uid).announced_on is None
