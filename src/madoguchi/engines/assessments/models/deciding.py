"""On the way to the decision: results of the first stage, days that were put off."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.assessments.models.shared import Done, OfSubject
from madoguchi.engines.assessments.models.surveys import Survey


class FirstStage(TenantModel):
    """What the first stage said of a survey; a later result stands above an earlier one."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="first_stages")
    result = models.CharField("区分", max_length=40)
    minutes = models.DecimalField("要介護認定等基準時間", max_digits=5, decimal_places=1)
    scores = PlainJSONField("中間評価項目得点", default=dict)
    version = models.PositiveIntegerField("調査の版", null=True, blank=True)
    file_digest = models.CharField("ファイルのSHA-256", max_length=64)
    read_at = models.DateTimeField("読み込んだ日時")
    read_by_id = models.CharField("読み込んだ職員", max_length=80)
    read_by_name = models.CharField("読み込んだ職員の名前", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "一次判定の結果"
        ordering: ClassVar[list[str]] = ["-read_at", "-id"]
        indexes = [models.Index(fields=["survey", "-read_at"], name="first_stage_of_survey")]

    def __str__(self) -> str:
        return f"{self.uuid}"


class Extension(OfSubject, Done):
    """That the decision about a subject takes longer than the law allows by itself, told in time (延期).

    `before` is the day by which it had to be decided until then, `until` the day by which it is expected now.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    applied_on = models.DateField("申請日")
    before = models.DateField("それまでの期限")
    until = models.DateField("決定の見込みの日")
    reason = models.TextField("理由")
    told_on = models.DateField("知らせた日")

    class Meta:
        verbose_name = verbose_name_plural = "延期の通知"
        ordering: ClassVar[list[str]] = ["until", "id"]
        constraints = [
            # Each day is put off once: whoever presses twice, or at the same time, finds the first.
            models.UniqueConstraint(
                fields=["municipality_code", "assessment", "subject", "before"],
                name="extension_once_per_day",
            ),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("before")), name="extension_makes_it_later"
            ),
        ]
