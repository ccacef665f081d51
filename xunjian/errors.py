"""The two endings that are no bug: the user's problem and the user's choice."""


class UserError(Exception):
    """A problem that its reader can solve: what happened, whether the data is safe, what to do next."""

    def __init__(self, what: str, *, safe: str, hint: str) -> None:
        super().__init__(what, safe, hint)
        self.what = what
        self.safe = safe
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what}\n{self.safe}\n{self.hint}"


class Cancelled(Exception):
    """The user stopped a long piece of work; nobody is told."""
