"""What can stand in the way at the entrance."""

from __future__ import annotations


class VisitingError(Exception):
    """受付できません。"""

    def __init__(self, text: str = "") -> None:
        super().__init__(text or type(self).__doc__)


class NoNumberError(VisitingError):
    """番号札が見つかりません。今日のものか確かめてください。"""
