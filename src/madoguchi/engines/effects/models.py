"""What a municipality lets its neighbours see of its working times."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.core.vocabulary import Sensitivity


class SharedWork(models.Model):
    """The work of one municipality on one published step over closed months, for all municipalities to read.

    The only table that neighbours read of each other: sums over ten cases or more, no journey, no desk, no
    day of a case. Row security lets everybody read and only the municipality itself write
    (`EnableOpenReading`); so it is no TenantModel, whose rows nobody else sees.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    municipality_code = models.CharField("市町村コード", max_length=6, editable=False)
    effect = models.CharField("業務", max_length=120)
    step = models.CharField("段階", max_length=120)
    cases = models.PositiveIntegerField("件数")
    counted = models.PositiveIntegerField("時間が分かる件数")
    seconds = models.PositiveBigIntegerField("秒の合計")
    median_seconds = models.PositiveIntegerField("秒の中央値")
    since = models.DateField("はじめの日")
    until = models.DateField("おわりの次の日")
    shared_at = models.DateTimeField("出した日時")

    class Meta:
        verbose_name = verbose_name_plural = "地域に出した作業時間"
        ordering: ClassVar[list[str]] = ["municipality_code", "effect", "step"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["municipality_code", "effect", "step"], name="shared_work_once"),
            models.CheckConstraint(condition=models.Q(counted__gte=10), name="shared_work_of_enough_cases"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_code} {self.effect} {self.step}"
