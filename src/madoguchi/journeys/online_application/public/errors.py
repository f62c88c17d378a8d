"""What can go wrong while a resident applies from home. The docstring is the message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


class OnlineApplicationError(Exception):
    """うまくいきませんでした。入力した内容は残っています。もう一度お試しください。"""

    def __str__(self) -> str:
        return self.__doc__ or ""


class NothingToApplyForError(OnlineApplicationError):
    """家から申請できる手続きが選ばれていません。手続きを1つ以上選んでください。"""


class NotSignedError(OnlineApplicationError):
    """まだ署名がありません。内容を直したときは、もう一度署名してください。"""


class MailUnreadableError(OnlineApplicationError):
    """メールアドレスの形が違います。半角の英数字で、「名前@example.jp」のように入力してください。"""


class AlreadySentError(OnlineApplicationError):
    """この申請はもう送られています。受付の画面で番号を確かめてください。"""


class NoSuchApplicationError(OnlineApplicationError):
    """この番号と確認コードの申請は見つかりません。書き写した文字を、1字ずつ確かめてください。"""


class TooLateToWithdrawError(OnlineApplicationError):
    """もう取り下げられません。決定が済んでいるか、すでに終わっています。窓口にお問い合わせください。"""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that stands in the certificate otherwise than in the form. `what` is a label."""

    what: str
    certified: str = field(repr=False)
    typed: str = field(repr=False)


class SignerDiffersError(OnlineApplicationError):
    """署名したカードの方と、入力した「届け出る人」が違います。入力を直すか、届け出る方のカードで署名してください。"""

    def __init__(self, differences: Sequence[Difference]) -> None:
        super().__init__()
        self.differences = tuple(differences)
