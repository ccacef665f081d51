"""The scenes of the guide in its order: each plays a piece of the work in the real program and gives its pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.guide.county import NEXT, SCHOOL, County
from tests.guide.stage import Stage
from xunjian.paths import resource
from xunjian.services.handover.drives import Drive
from xunjian.services.search.hits import Hit
from xunjian.ui.pages.notice.signing_terms import SigningTerms, Way
from xunjian.ui.pages.photos.photo_foot import PhotoFoot
from xunjian.ui.search.panel import ResultList
from xunjian.ui.setup.bureau import BureauStep
from xunjian.ui.setup.check import CheckStep
from xunjian.ui.setup.invitation import InvitationStep
from xunjian.ui.setup.passphrase import NewPassphrase
from xunjian.ui.setup.sheet_step import SheetStep
from xunjian.ui.setup.who import WhoStep
from xunjian.ui.widgets.fields import TextArea

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
Play = Callable[[County], Iterator[QImage]]
FIRST_DAY = date(2026, 9, 14)


@dataclass(frozen=True)
class Scene:
    """A play, and the names of the pictures that it gives, in order."""

    pictures: tuple[str, ...]
    play: Play


SCENES: list[Scene] = []


def scene(*pictures: str) -> Callable[[Play], Play]:
    """Note a play of the guide with the names of its pictures."""

    def note(play: Play) -> Play:
        SCENES.append(Scene(pictures, play))
        return play

    return note


@scene("01-first-start", "02-check-words", "03-check-computer")
def first_start(county: County) -> Iterator[QImage]:
    """A member opens the group's file on a fresh computer."""
    with Stage(county.nothing("first"), today=FIRST_DAY) as stage:
        yield stage.grab()
        stage.only(WhoStep).join_wanted.emit(str(county.invitation))
        stage.settle()
        step = stage.only(InvitationStep)
        step.same.setChecked(True)
        yield stage.grab()
        stage.press("李敏")
        stage.only(CheckStep).typed.setText("合格")
        yield stage.grab()
        stage.press("开始使用")


@scene("04-today", "05-find", "06-keys")
def begin(county: County) -> Iterator[QImage]:
    """The first look in the morning: what there is, what is found, which keys there are."""
    with Stage(county.group("begin")) as stage:
        stage.screen("今天")
        yield stage.grab()
        stage.key(Key.Key_K, CTRL)
        stage.write("hx")
        found = stage.only(ResultList).entries
        stage.until(lambda: isinstance(found.entry(1), Hit), "a school is found while one types")
        yield stage.grab()
        stage.key(Key.Key_Escape)
        stage.open_visit(SCHOOL)
        stage.key(Key.Key_F1)
        yield stage.grab()
        stage.key(Key.Key_Escape)


@scene("07-schools")
def look_up(county: County) -> Iterator[QImage]:
    """A school is looked up."""
    with Stage(county.group("schools")) as stage:
        stage.screen("学校")
        stage.write_into("名称或首字母", "hx")
        yield stage.grab()


@scene("08-start-visit", "09-answer", "10-finding", "11-rest")
def inspect(county: County) -> Iterator[QImage]:
    """A visit is begun, answered by keys, and a problem written down."""
    with Stage(county.group("inspect")) as stage:
        stage.screen("检查")
        stage.key(Key.Key_N, CTRL)
        stage.write(NEXT)
        stage.key(Key.Key_Return)
        yield stage.grab()
        stage.press("开始检查")
        for _ in range(3):
            stage.key(Key.Key_1)
        yield stage.grab()
        stage.key(Key.Key_2)
        stage.key(Key.Key_1)  # the first of the usual phrases
        yield stage.grab()
        stage.key(Key.Key_Escape)
        stage.press("本节其余记为符合…")
        yield stage.grab()
        stage.press("再看看")


@scene("12-photos", "13-cover")
def photograph(county: County) -> Iterator[QImage]:
    """Photos stand beside their problem, and a face is covered."""
    with Stage(county.group("photos")) as stage:
        stage.open_visit(SCHOOL)
        assert stage.desk.visit is not None
        book = stage.desk._handbook
        stage.desk.visit.go_to(book.by_code["SF-12"].uid)
        stage.settle()
        yield stage.grab()
        stage.only(PhotoFoot).strip.setFocus()
        stage.key(Key.Key_Return)
        stage.press("打码")
        yield stage.grab()
        stage.press("关闭")


@scene("14-notice", "15-issue", "16-printed", "17-correct", "18-void")
def issue(county: County) -> Iterator[QImage]:
    """A notice is issued and printed, then corrected, then declared void."""
    with Stage(county.group("issue")) as stage:
        stage.open_visit(SCHOOL)
        stage.press("生成通知书")
        yield stage.grab()
        stage.press("签发并打印…")
        yield stage.grab()
        stage.press("签发并打印")
        yield stage.grab()
        stage.press("出来了")
        stage.press("更正…")
        yield stage.grab()
        stage.press("再看看")
        stage.press("作废…")
        stage.only(TextArea).insertPlainText("学校名称写错")
        yield stage.grab()
        stage.key(Key.Key_Escape)


@scene("19-sign", "20-signed")
def sign(county: County) -> Iterator[QImage]:
    """The school and the group sign on the screen."""
    with Stage(county.group("sign")) as stage:
        stage.open_visit(SCHOOL)
        stage.key(Key.Key_F9)
        way = stage.only(SigningTerms).way
        way.setFocus()
        while way.current() != Way.ON_SCREEN:
            stage.key(Key.Key_Right)
        stage.press("签…", whose="学校负责人")
        stage.sign()
        yield stage.grab()
        stage.press("签好了")
        yield stage.grab()


@scene("21-papers", "22-receipt")
def papers(county: County) -> Iterator[QImage]:
    """All papers of a visit, and a service registered."""
    with Stage(county.group("papers")) as stage:
        stage.open_visit("红星小学")
        stage.key(Key.Key_F10)
        yield stage.grab()
        stage.key(Key.Key_End)
        yield stage.grab()


@scene("23-export", "24-exported")
def export(county: County) -> Iterator[QImage]:
    """The group's work goes onto a stick."""
    with Stage(county.group("export")) as stage:
        stick = county.stick()
        stage.sticks.append(Drive(stick, stick.name, 12 * 2**30, 16 * 2**30))
        stage.screen("检查")
        stage.key(Key.Key_E, CTRL)
        stage.until(lambda: stage.button("导出").isEnabled(), "the stick is seen")
        yield stage.grab()
        stage.press("导出")
        stage.says("可以拔了。")
        yield stage.grab()
        stage.press("关闭")


@scene("25-settings", "26-restore", "27-give-back")
def keep(county: County) -> Iterator[QImage]:
    """A backup is made, one could go back to it, and the computer is not yet to be given back."""
    with Stage(county.group("keep")) as stage:
        stage.screen("设置")
        stage.press("立即备份")
        yield stage.grab()
        stage.press("恢复…")
        yield stage.grab()
        stage.press("取消")
        stage.press("交还电脑…")
        yield stage.grab()
        stage.press("取消")


@scene("28-bureau", "29-passphrase", "30-recovery-key")
def found(county: County) -> Iterator[QImage]:
    """The bureau makes its workspace and its keys."""
    with Stage(county.nothing("found"), today=FIRST_DAY) as stage:
        stage.press("新建工作库…")
        step = stage.only(BureauStep)
        step.name.setText("庐州区教育局")
        step.code.setText("340199")
        step.prefix.setText("庐教督改")
        yield stage.grab()
        stage.press("下一步")
        fields = stage.only(NewPassphrase)
        for one in (fields.first, fields.second):
            one.setText("督导室门前三棵老槐树")
        yield stage.grab()
        stage.press("做密钥")
        stage.only(SheetStep)
        yield stage.grab()


@scene("31-import")
def take_schools(county: County) -> Iterator[QImage]:
    """The bureau takes its list of schools from a table."""
    with Stage(county.new_bureau("schools-list"), today=FIRST_DAY) as stage:
        stage.answer_files(resource("samples") / "庐州区中小学校名单.xlsx")
        stage.screen("学校")
        stage.press("导入名单…")
        yield stage.grab()
        stage.key(Key.Key_Escape)


@scene("32-arrange", "33-group-file")
def arrange(county: County) -> Iterator[QImage]:
    """The bureau sees its groups, and makes another one's file."""
    with Stage(county.bureau("arrange")) as stage:
        stage.screen("安排")
        yield stage.grab()
        stage.press("做入组文件…")
        yield stage.grab()
        stage.key(Key.Key_Escape)
