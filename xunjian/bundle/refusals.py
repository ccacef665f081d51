"""Why a bundle is not taken: each says what happened, that nothing was changed, and what to do."""

from xunjian.errors import UserError

SAFE = "没有合入，本库没动。"


class NotABundle(UserError):
    """The file is something else."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”不是巡检的数据包。", safe=SAFE, hint="请选 .xjb 数据包或 .xjgroup 入组文件。")


class Unreadable(UserError):
    """The disk does not give the file."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”读不出来。", safe=SAFE, hint="请看看 U 盘插好没有，再试一次。")


class Truncated(UserError):
    """The end is missing."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”不完整（可能没拷完）。", safe=SAFE, hint="请重新拷一次，或请对方重新导出。")


class Damaged(UserError):
    """Something in the bundle is not what its writer wrote, or was made to do harm."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"“{name}”损坏了：{why}。", safe=SAFE, hint="请对方重新导出一份。")


class NotForUs(UserError):
    """No key here opens the envelope."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}”不是给这台机器的，打不开。",
            safe=SAFE,
            hint="各组的包交给局里合；局里发来的，请看看是不是别的组的。",
        )


class Forged(UserError):
    """A signature that does not hold, or of somebody unknown."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"“{name}”不能收：{why}。", safe=SAFE, hint="请问清这个包是谁做的，让对方重新导出一份。")


class Outdated(UserError):
    """Written by a trial version."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}”是试用版做的，没有加密和签名，不再收。", safe=SAFE, hint="请对方升级程序，重新导出一份。"
        )


class TooNew(UserError):
    """Written by a newer program."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}”用新版程序做的，这台机器要先升级。", safe="本库没动。", hint="请先升级程序，再合这个包。"
        )


class OtherBureau(UserError):
    """A bundle of another bureau."""

    def __init__(self, name: str, bureau: str) -> None:
        super().__init__(f"“{name}”是“{bureau}”的，和本机不一致。", safe="什么都没改。", hint="请向局里要对的文件。")
