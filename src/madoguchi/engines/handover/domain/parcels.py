"""What an adapter carries, and what the core system answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable
from uuid import UUID

from madoguchi.core.plugins import Registry, SelfTestResult


class Status(StrEnum):
    """How far a record has come."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """As people read it."""
        return _LABELS[self]


_LABELS = {
    Status.WAITING: "引き渡し待ち",
    Status.DELIVERED: "受領の確認待ち",
    Status.ACKNOWLEDGED: "受領済み",
    Status.FAILED: "引き渡せません",
}


class RobotOutcome(StrEnum):
    """How an attempt of the robot ended."""

    RUNNING = "running"
    ENTERED = "entered"
    FOUND = "found"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"
    UNCERTAIN = "uncertain"
    BARRED = "barred"

    @property
    def label(self) -> str:
        """As people read it."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    RobotOutcome.RUNNING: "途中",
    RobotOutcome.ENTERED: "入力しました",
    RobotOutcome.FOUND: "登録済みでした",
    RobotOutcome.STOPPED: "止まりました",
    RobotOutcome.UNREACHABLE: "つながりません",
    RobotOutcome.UNCERTAIN: "登録したか不明",
    RobotOutcome.BARRED: "サインインできません",
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """One record on its way. `key` is the idempotency key: the receiver stores each key once.

    `target` is the core system (`resident_register`), `kind` what it is (`move_in`), `payload` JSON:
    `answers` (facts as JSON), `persons` (which members it concerns), `procedure`, `filed_on`.
    """

    key: UUID
    municipality_code: str
    target: str
    kind: str
    recorded_at: datetime
    payload: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the core system said about a key: taken, or refused with a reason for people."""

    accepted: bool
    message: str = ""


class DeliveryError(Exception):
    """引き渡し先に届けられませんでした。しばらくすると自動でもう一度届けます。"""


class DeliveryImpossibleError(DeliveryError):
    """この内容は引き渡し先に届けられません。内容を直してから、もう一度引き渡してください。"""


@runtime_checkable
class HandoverTarget(Protocol):
    """An adapter: a way to one core system, made with its options. A parcel may come any number of times."""

    key: ClassVar[str]
    label: ClassVar[str]
    options: ClassVar[type]

    def __init__(self, options: Any) -> None: ...

    def deliver(self, parcel: Parcel) -> None:
        """Bring the parcel; returns when it is there for good.

        Raises DeliveryError, DeliveryImpossibleError.
        """

    def answer(self, parcel: Parcel) -> Answer | None:
        """What the core system says about the parcel, or None as long as it says nothing."""

    def clear(self, parcel: Parcel) -> None:
        """Take away what lies on the way, when the core system has answered."""

    def self_test(self) -> SelfTestResult:
        """Whether the way is open, tried without leaving anything behind."""


targets: Registry[HandoverTarget] = Registry("引き渡しの方法")
"""All adapters by key."""

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=30)


def wait_before(attempt: int) -> timedelta:
    """How long to wait before asking or trying again: 5 s, 10 s, 20 s … at most half an hour; never gives up.

    `attempt` counts from 1.
    """
    doublings = min(max(attempt, 1) - 1, 16)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))
