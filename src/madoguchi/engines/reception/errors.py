"""What can stand in the way of a ticket or a call, in words for who reads it."""

from __future__ import annotations


class ReceptionError(Exception):
    """受付の操作ができません。"""

    def __init__(self, text: str = "") -> None:
        super().__init__(text or type(self).__doc__)


class HallNotFoundError(ReceptionError):
    """この待合はありません。アドレスと、パック（halls）を確かめてください。"""


class DeskNotFoundError(ReceptionError):
    """この席はありません。席を選び直してください。"""


class CounterNotFoundError(ReceptionError):
    """この窓口はありません。画面を開き直してください。"""


class PurposeNotFoundError(ReceptionError):
    """この用件はありません。画面を開き直してください。"""


class ReasonNotFoundError(ReceptionError):
    """この理由はありません。画面を開き直してください。"""


class TicketNotFoundError(ReceptionError):
    """この番号札はありません。画面を開き直してください。"""


class HallClosedError(ReceptionError):
    """いまは受付の時間ではありません。"""


class DeskNotOpenError(ReceptionError):
    """この席は開いていません。「席を開く」を押してください。"""


class DeskTakenError(ReceptionError):
    """この席は、ほかの職員が開いています。"""


class DeskBusyError(ReceptionError):
    """この席には、まだ終わっていない方がいます。"""


class NobodyWaitsError(ReceptionError):
    """いま、この窓口で待っている方はいません。"""


class DidTheyComeError(ReceptionError):
    """呼んだ方が来たかどうかを、答えてください。"""


class ChangedMeanwhileError(ReceptionError):
    """ほかの職員が先に操作しました。画面を確かめてください。"""


class NothingToUndoError(ReceptionError):
    """戻せる操作がありません。戻せるのは、この席の最後の操作だけで、1分以内です。"""


class HallElsewhereError(ReceptionError):
    """この待合の受付は、いまこの機械ではできません。"""


class ClockResetError(HallElsewhereError):
    """この端末の時計が合っていません。日付と時刻を合わせてください。"""


class JoiningRefusedError(ReceptionError):
    """受付端末から届いた番号札を、つなげられません。"""


class AlreadyRatedError(ReceptionError):
    """この番号の回答は、もう受け取りました。ありがとうございました。"""
