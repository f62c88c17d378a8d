"""What can be wrong with a letter. Each docstring is the message that the official reads."""

# ruff: noqa: N818 - these are named as it is said: the letter is torn

from __future__ import annotations

from datetime import datetime


class LetterError(ValueError):
    """届いたデータを開けませんでした。送った人に、もう一度送ってもらってください。"""

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "")
        super().__init__(self.message)


class LetterTorn(LetterError):
    """データの一部しか届いていません。もう一度受け取ってください。"""


class LetterAltered(LetterError):
    """データが途中で変わっているため、開けません。送った人に、もう一度送ってもらってください。"""


class LetterForOther(LetterError):
    """ほかの市町村あてのデータのため、ここでは開けません。あて先の市町村に知らせてください。"""

    def __init__(self, municipality_code: str) -> None:
        self.municipality_code = municipality_code
        super().__init__()


class LetterExpired(LetterError):
    """受け取りの期限が過ぎたデータです。送った人に、もう一度送ってもらってください。"""

    def __init__(self, expires_at: datetime) -> None:
        self.expires_at = expires_at
        super().__init__()


class LetterTooLarge(LetterError):
    """データが大きすぎます。添付は1つ20MBまで、合わせて100MBまでです。"""


class ReplySecretUnusable(LetterError):
    """確認コードが正しくありません。控えの画面や紙のとおりに、もう一度入力してください。"""
