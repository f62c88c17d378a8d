"""What can stand in the way at the entrance."""

from __future__ import annotations


class NumbersOverError(Exception):
    """今日の番号は終わりました。"""
