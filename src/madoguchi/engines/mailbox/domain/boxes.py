"""The boxes of a mailbox, and what is said when a letter does not fit into one."""

from __future__ import annotations

from enum import StrEnum


class Box(StrEnum):
    """What a letter holds. Values are written on its cover, at most 16 characters."""

    APPLICATIONS = "applications"
    PREFILL_REQUESTS = "prefill_requests"
    REPLIES = "replies"
    LINK_CHECKS = "link_checks"

    @property
    def to_office(self) -> bool:
        """Whether the office fetches it; the others lie there for residents."""
        return self is not Box.REPLIES

    @property
    def is_missed(self) -> bool:
        """Whether something is lost when the office never fetches it: who waits for a prefill types."""
        return self.to_office and self is not Box.PREFILL_REQUESTS


class MailboxError(Exception):
    """受付箱に入れられませんでした。しばらくしてから、もう一度お試しください。"""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class LetterMisplacedError(MailboxError):
    """あて先や種類が、この受付箱のものではありません。はじめから送りなおしてください。"""


class LetterBrokenError(MailboxError):
    """データの一部しか届いていません。もう一度送ってください。"""


class LetterIdTakenError(MailboxError):
    """この受付は、別の内容ですでに届いています。受付番号で状況を確かめてください。"""


class LetterTooLargeError(MailboxError):
    """データが大きすぎます。添付は1つ20MBまで、合わせて100MBまでです。"""


class LetterOverdueError(MailboxError):
    """受け取りの期限が過ぎています。はじめから送りなおしてください。"""


class MailboxFullError(MailboxError):
    """受付箱がいっぱいのため、いまは受け付けられません。時間をおいて、もう一度お試しください。"""
