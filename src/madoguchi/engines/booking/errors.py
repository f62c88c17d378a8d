"""What can be wrong with a booking, each with what to do now. `alternatives` are starts that are free."""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.engines.booking.domain.shapes import Start


class BookingError(Exception):
    """予約できません。"""

    def __init__(self, what: str = "", *, alternatives: Sequence[Start] = ()) -> None:
        self.alternatives = tuple(alternatives)
        super().__init__(what or self.__doc__)


class CalendarUnknownError(BookingError):
    """この予約の受付はありません。終わったか、場所が変わっています。予約の入口から選び直してください。"""


class NotFoundError(BookingError):
    """予約が見つかりません。取り消されたか、日が過ぎて消されています。番号を確かめてください。"""


class NeedsRefusedError(BookingError):
    """予約の内容が正しくありません。もう一度、はじめから選び直してください。"""


class TakenError(BookingError):
    """この時間は、ほかの人の予約で埋まりました。ほかの時間を選んでください。"""


class OutsideHoursError(BookingError):
    """この時間は受け付けていません。ほかの時間を選んでください。"""


class PastError(BookingError):
    """もう過ぎた時間です。これからの時間を選んでください。"""


class TooSoonError(BookingError):
    """この時間の予約は、もう締め切りました。もっと後の時間を選ぶか、予約なしでお越しください。"""


class TooFarError(BookingError):
    """まだ予約を受け付けていない日です。もっと早い日を選ぶか、日が近くなってから予約してください。"""


class TooManyError(BookingError):
    """お一人で取れる予約の数を超えています。いまの予約を変更するか、取り消してから予約してください。"""


class WaitsAlreadyError(TooManyError):
    """この受付の空き待ちには、もう登録されています。空きが出たら、お知らせします。"""


class NumberTakenError(BookingError):
    """この受付番号は、ほかの予約で使われています。予約の画面を開き直して、もう一度お試しください。"""


class QuotaError(BookingError):
    """この日のウェブでの受付は終わりました。ほかの日を選ぶか、電話でお問い合わせください。"""


class ChangedMeanwhileError(BookingError):
    """この予約は、ほかの画面で変更されたか取り消されました。開き直して、いまの内容を確かめてください。"""


class OfferOverError(BookingError):
    """空きのご案内の期限が過ぎました。もう一度、空き待ちに登録できます。"""
