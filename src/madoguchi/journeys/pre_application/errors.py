"""What can go wrong on the way. The docstring is the message that the resident reads."""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.engines.forms.api import Finding


class PreApplicationError(Exception):
    """うまくいきませんでした。入力した内容は残っています。もう一度お試しください。"""

    def __str__(self) -> str:
        return self.__doc__ or ""


class NoSuchEventError(PreApplicationError):
    """この手続きの案内はありません。はじめの画面から選び直してください。"""


class NoSuchPageError(PreApplicationError):
    """この画面はもうありません。別の画面で答えが変わったためです。一覧から続けてください。"""


class NoSuchPersonError(PreApplicationError):
    """この方は、別の画面で消されています。家族の画面で確かめてください。"""


class NotReadyError(PreApplicationError):
    """まだコードを作れません。直すところが残っています。"""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """`findings` are what must be put right first."""
        super().__init__()
        self.findings = tuple(findings)
