"""What can go wrong before a board, each with what to do now."""

from __future__ import annotations


class NotFoundError(LookupError):
    """見つかりません。一覧から選び直してください。"""


class NotNowError(Exception):
    """いまは、この操作はできません。画面を開き直してください。"""


class InputRefusedError(ValueError):
    """この内容は記録できません。"""
