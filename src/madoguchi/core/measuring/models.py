"""The times."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.core.tenancy.models import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class StepTime(TenantModel):
    """When one step of one journey happened. The journey's id is random and leads to nobody."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    journey_id = models.UUIDField("手続きの流れ")
    step = models.CharField("段階", max_length=60)
    at = models.DateTimeField("日時")
    actor_kind = models.CharField("主体の種類", max_length=10)

    class Meta:
        verbose_name = verbose_name_plural = "段階の時刻"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["municipality_code", "journey_id"], name="step_time_by_journey")]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%H:%M:%S}"


class WorkDone(TenantModel):
    """How long one piece of work on one step of one process took: no name, no desk, no number of a case.

    `seconds` is empty where the time could not be told (a clock that ran backwards, a task that was left open
    for days): the work was done, and counts as done, but not as time.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    process = models.CharField("業務", max_length=120)
    step = models.CharField("段階", max_length=120)
    journey_id = models.UUIDField("手続きの流れ")
    ended = models.DateTimeField("終えた日時")
    seconds = models.PositiveIntegerField("秒", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "かかった作業時間"
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            # With everything that a sum over a year reads, so that it never looks at the rows themselves.
            models.Index(
                fields=["municipality_code", "process", "ended"],
                include=["step", "journey_id", "seconds"],
                name="work_done_by_process",
            )
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.step} {self.seconds}秒"


class CountersVisited(TenantModel):
    """How many counters one household visited: no name, no moment, no number of a case, visit or journey.

    `each`: one by one, without a one-stop counter. `remaining`: those that it was really sent to.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    event = models.CharField("ライフイベント", max_length=60)
    day = models.DateField("受理の日")
    each = models.PositiveSmallIntegerField("窓口の数（1つずつ回るとき）")
    remaining = models.PositiveSmallIntegerField("窓口の数（実際）")

    class Meta:
        verbose_name = verbose_name_plural = "回った窓口の数"
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            # With everything that a sum over a year reads.
            models.Index(
                fields=["municipality_code", "day"],
                include=["event", "each", "remaining"],
                name="counters_visited_by_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.each} → {self.remaining}"
