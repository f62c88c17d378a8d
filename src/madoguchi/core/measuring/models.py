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
