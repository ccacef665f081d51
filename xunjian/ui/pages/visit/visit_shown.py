"""What the page of a visit shows: its lines and findings as they were read last, and the item in the pane."""

from collections import Counter

from xunjian.services.bureau.handbook import Entry
from xunjian.services.visit.finding_views import FindingView
from xunjian.services.visit.visits import ItemRow
from xunjian.ui.pages.visit.visit_work import State
from xunjian.ui.widgets.progress import Counts


class VisitShown:
    """Changed only by reading the visit again, or by going to another item."""

    def __init__(self) -> None:
        self.lines: dict[str, ItemRow] = {}
        self.entry: Entry | None = None
        self._findings: dict[str, FindingView] = {}

    def take(self, state: State) -> None:
        """Take over what was read."""
        self.lines, self._findings = {line.item: line for line in state.rows}, state.findings

    @property
    def finding(self) -> FindingView | None:
        """The finding of the item in the pane, None without one."""
        return self._findings.get(self.entry.uid) if self.entry is not None else None

    def open_findings(self) -> list[FindingView]:
        """Return the findings that may still be written, in the order of the list."""
        found = (self._findings.get(item) for item in self.lines)
        return [finding for finding in found if finding is not None and not finding.issued]

    @property
    def is_issued(self) -> bool:
        """Whether the finding in the pane stands on a document."""
        return self.finding is not None and self.finding.issued

    def counts(self) -> Counts:
        """Return how often each answer was given."""
        results = Counter(line.result for line in self.lines.values())
        given = {code: results[code] for code in ("yes", "no", "partly", "n_a")}
        return Counts(**given, total=len(self.lines))

    def rest(self, area: str) -> list[ItemRow]:
        """Return the items of a section that have no answer."""
        return [line for line in self.lines.values() if line.area == area and line.result is None]
