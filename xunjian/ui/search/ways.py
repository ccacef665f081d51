"""Where what was found leads, and the commands that are known."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from xunjian.db.queries import people
from xunjian.services.search.hits import Hit, Kind
from xunjian.services.search.searcher import Searcher
from xunjian.ui.appearance import Appearance, Theme
from xunjian.ui.desk import Desk
from xunjian.ui.mainwindow import MainWindow
from xunjian.ui.search.box import SearchBox
from xunjian.ui.search.commands import Command
from xunjian.workspace import Workspace


class SearchWays(QObject):
    """Joins the search of the window with the pages of the desk."""

    def __init__(
        self,
        window: MainWindow,
        desk: Desk,
        workspace: Workspace,
        appearance: Appearance,
        *,
        export: Callable[[], None] = lambda: None,
    ) -> None:
        """Begin to search; `export` is what hands a group's work over."""
        super().__init__(window)
        self._window, self._desk, self._workspace = window, desk, workspace
        self.commands = self._known(appearance, export)
        self.box = SearchBox(window, window.search, Searcher(workspace), self.commands)
        self.box.opened.connect(self._open)
        self.box.filtered.connect(self._filter)

    def close(self) -> None:
        """End what runs, and forget the commands: they hold on to the window that goes."""
        self.box.close()
        self.commands.clear()

    def go(self, title: str) -> None:
        """Go to a screen."""
        self._desk.flush()
        self._window.show_screen(self._window.screens().index(title))

    def _open(self, hit: Hit) -> None:
        ways: dict[Kind, Callable[[Hit], None]] = {
            Kind.SCHOOL: self._open_school,
            Kind.FINDING: self._open_finding,
            Kind.PAPER: self._open_paper,
            Kind.PERSON: self._open_person,
        }
        ways[hit.kind](hit)

    def _open_school(self, hit: Hit) -> None:
        self.go("学校")
        if self._desk.schools is not None:
            self._desk.schools.open_school(hit.uid)

    def _open_finding(self, hit: Hit) -> None:
        self._open_visit(hit.visit)
        if self._desk.visit is not None:
            self._desk.visit.go_to(hit.item)

    def _open_paper(self, hit: Hit) -> None:
        self._leave()
        self._desk.open_notice(hit.visit)
        if self._desk.notice is not None:
            self._desk.notice.show_document(hit.uid)

    def _open_person(self, hit: Hit) -> None:
        """Go to the groups at the bureau; on a laptop to the last visit in which the person took part."""
        if self._workspace.is_bureau:
            self.go("安排")
            return
        with self._workspace.store.read() as session:
            visit = people.last_visit(session, hit.uid)
        if visit is not None:
            self._open_visit(visit)

    def _open_visit(self, visit: str) -> None:
        open_ = self._desk.visit
        if open_ is not None and open_.visit == visit and self._window.is_open(open_):
            while self._window.shown() is not open_:
                self._window.go_back()
            return
        self._leave()
        self._desk.open_visit(visit)

    def _leave(self) -> None:
        """Leave what fills the window: the way back from what is opened now is to the screen under it."""
        self._desk.flush()
        self._window.show_screen(self._window.screen_shown())

    def _filter(self, typed: str) -> None:
        self.go("学校")
        if self._desk.schools is not None:
            self._desk.schools.search(typed)

    def _known(self, appearance: Appearance, export: Callable[[], None]) -> list[Command]:
        window, desk, choose = self._window, self._desk, appearance.choose_theme
        pages = {"今天": "j t", "学校": "x x", "检查": "j c", "安排": "a p", "设置": "s z"}
        known = [
            Command(title, pages[title], partial(self.go, title), f"Alt+{number}", words="页面 打开")
            for number, title in enumerate(window.screens(), start=1)
        ]
        if self._workspace.team is not None:
            known.append(Command("开始检查", "k s j c", desk.start_visit, words="新检查"))
            known.append(Command("导出到 U 盘", "d c d u p", export, "Ctrl+E", words="上交 数据包 优盘"))
        if desk.teams is not None:
            known.append(Command("做入组文件", "z r z w j", self._enrol, words="检查组 密钥"))
        if not self._workspace.store.is_shared:
            known.append(Command("立即备份", "l j b f", self._back_up, words="存一份"))
            known.append(Command("恢复备份", "h f b f", self._restore, words="还原 回到以前"))
        return [
            *known,
            Command("导入学校名单", "d r x x m d", self._import_schools, words="Excel 表格"),
            Command("核对文书", "h d w s", self._verify, words="PDF 校验码 真伪"),
            Command("深色主题", "s s z t", partial(choose, Theme.DARK), words="夜间 暗色"),
            Command("浅色主题", "q s z t", partial(choose, Theme.LIGHT), words="白天 亮色"),
            Command("字大一些", "z d y x", partial(window.size_stepped.emit, 1), "Ctrl+=", words="放大 字号"),
            Command("字小一些", "z x y x", partial(window.size_stepped.emit, -1), "Ctrl+-", words="缩小 字号"),
            Command("本页按键", "b y a j", window.show_keys, "F1", words="快捷键 帮助"),
        ]

    def _import_schools(self) -> None:
        self.go("学校")
        if self._desk.schools is not None:
            self._desk.schools.bar.ask()

    def _back_up(self) -> None:
        self.go("设置")
        self._desk.settings.backup.back_up()

    def _restore(self) -> None:
        self.go("设置")
        self._desk.settings.backup.back.click()

    def _verify(self) -> None:
        self.go("设置")
        self._desk.settings.verify.click()

    def _enrol(self) -> None:
        self.go("安排")
        if self._desk.teams is not None:
            self._desk.teams.ask()
