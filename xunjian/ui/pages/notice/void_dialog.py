"""作废: asks for the reason; without one nothing happens."""

from PySide6.QtWidgets import QWidget

from xunjian.ui.pages.reason_dialog import ReasonDialog


class VoidDialog(ReasonDialog):
    """What it means that a paper is void."""

    def __init__(self, parent: QWidget, number: str) -> None:
        lasting = "文号保留为作废，不再使用。作废后不能恢复。"
        super().__init__(parent, "作废", f"作废 {number}？", lasting, example="学校名称写错")
