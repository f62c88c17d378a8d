"""What a resident is told when a booking cannot be made; the docstrings are what they read."""

from __future__ import annotations


class AppointmentError(Exception):
    """予約できませんでした。もう一度お試しください。"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class TooOftenError(AppointmentError):
    """短い間に、たくさんの予約がありました。30分ほど待って、もう一度お試しください。電話でも予約できます。"""


class TooManyFromHereError(AppointmentError):
    """きょうは、この回線からの予約がとても多くなっています。電話で予約するか、あしたもう一度お試しください。"""


class TooQuickError(AppointmentError):
    """内容を確かめて、もう一度ボタンを押してください。入力した内容は残っています。"""


class FormTooOldError(AppointmentError):
    """ページを開いてから時間がたちました。内容を確かめて、もう一度ボタンを押してください。"""
