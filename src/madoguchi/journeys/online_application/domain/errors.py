"""What can be wrong with what travels. The docstring is the message."""

from __future__ import annotations


class SubmissionError(ValueError):
    """申請データの形が正しくありません。はじめから送りなおしてもらうか、窓口で手続きしてもらってください。"""

    def __str__(self) -> str:
        return self.__doc__ or ""


class StandingUnreadableError(ValueError):
    """市役所・役場からの返事を読み取れません。窓口にお問い合わせください。"""

    def __str__(self) -> str:
        return self.__doc__ or ""
