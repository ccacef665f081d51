"""Photos that were not taken: all named in one bar; what to do about them is a click away where it takes more words."""

from collections.abc import Sequence

from xunjian.errors import UserError
from xunjian.ui.messages import show_error
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.notice import NoticeBar

_SHORT = 24
"""Characters of advice that a bar has room for."""


class RefusalBar(NoticeBar):
    """A bar that says anything, and of refused photos how to bring them in all the same."""

    def __init__(self) -> None:
        super().__init__(Tone.BAD)
        self._problem = UserError("", safe="", hint="")
        self.advise = self.add_action("怎么办…", lambda: show_error(self, self._problem))

    def say(self, text: str, detail: str = "") -> None:
        """Show a sentence, and a quieter one below it."""
        self.advise.hide()
        super().say(text, detail)

    def tell(self, refused: Sequence[tuple[str, UserError]]) -> None:
        """Name photos, by file name, and what is wrong with them; none hides the bar."""
        if not refused:
            self.say("")
            return
        what = "".join(dict.fromkeys(problem.what for _, problem in refused))
        hint = "".join(dict.fromkeys(problem.hint for _, problem in refused))
        safe = refused[0][1].safe
        names = "、".join(name for name, _ in refused[:5]) + ("等" if len(refused) > 5 else "")
        one = len(refused) == 1
        short = len(hint) <= _SHORT
        whole = f"{names}：{what}" if one else f"{len(refused)} 张没有收：{names}"
        # In a small window at the largest text the bar has room for little more than the names.
        self.say(whole, f"{'' if one else what}{safe}{hint}" if short else safe)
        self._problem = UserError(whole if one else f"{whole}。{what}", safe=safe, hint=hint)
        self.advise.setVisible(not short)
