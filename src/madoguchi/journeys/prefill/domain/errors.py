"""What can go wrong on the way. The docstring is the message that the resident reads."""

from __future__ import annotations


class PrefillError(Exception):
    """登録内容を呼び出せませんでした。もう一度お試しください。"""

    def __str__(self) -> str:
        return self.__doc__ or ""


class NothingToAskError(PrefillError):
    """この手続きで役所から呼び出せる内容はありません。ご自分で入力してください。"""


class NoRequestError(PrefillError):
    """サインイン用のファイルの期限が切れました。はじめからやり直してください。"""


class FileMissingError(PrefillError):
    """カードで作ったファイルを選んでください。"""
