"""What can be wrong with a scanned code. Each docstring is the message that the clerk reads."""

# ruff: noqa: N818 - these are named as a clerk would say it: the envelope is torn

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class EnvelopeError(ValueError):
    """申請コードを開けませんでした。もう一度読み取るか、画面から入力してください。"""

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "")
        super().__init__(self.message)


class EnvelopeTorn(EnvelopeError):
    """申請コードの一部しか読み取れていません。コード全体が画面に入るようにして、もう一度読み取ってください。"""


class EnvelopeAltered(EnvelopeError):
    """申請コードの文字が途中で変わっているため、開けません。もう一度読み取ってください。くり返すときは、作り直してもらうか、画面から入力してください。"""


class EnvelopeExpired(EnvelopeError):
    """申請コードの期限が過ぎています。スマートフォンの「コードを作り直す」を押してもらうか、画面から入力してください。"""

    def __init__(self, expires_at: datetime) -> None:
        self.expires_at = expires_at
        super().__init__()


class EnvelopeForOther(EnvelopeError):
    """ほかの市町村あての申請コードのため、ここでは開けません。どの市町村に届け出るのかを確かめ、画面から入力してください。"""

    def __init__(self, municipality_code: str) -> None:
        self.municipality_code = municipality_code
        super().__init__()


class EnvelopeIncomplete(EnvelopeError):
    """申請コードがまだそろっていません。残りのコードも読み取ってください。"""

    def __init__(self, missing: Sequence[int], total: int) -> None:
        self.missing = tuple(missing)
        self.total = total
        numbers = "・".join(str(number) for number in self.missing)
        super().__init__(f"申請コードは{total}枚あります。あと{numbers}枚目を読み取ってください。")


class EnvelopeMixed(EnvelopeError):
    """別の申請のコードが混ざっています。同じ申請のコードだけを、はじめから読み取ってください。"""


class EnvelopeOutdated(EnvelopeError):
    """申請コードが、いまは使われていない版で作られています。作り直してもらうか、画面から入力してください。"""


class EnvelopeTooLarge(EnvelopeError):
    """申請の内容が大きすぎて、申請コードにできません。書類を印刷してお持ちいただくか、窓口でお伝えください。"""
