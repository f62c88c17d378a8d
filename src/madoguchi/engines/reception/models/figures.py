"""What figures are made of: waits and service counter by counter, and what visitors thought."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.reception.domain.ratings import MOST_REMARK, Source
from madoguchi.engines.reception.domain.stays import Outcome


class Stay(TenantModel):
    """One stretch of a ticket at one counter: waiting, and being served. Made from the ticket's events.

    `part` counts the stretches of a ticket from 0; only part 0 has what was told when the ticket was taken
    (`told`, `low`, `high` in minutes). `resumed`: the person was brought back, and the wait is not one of
    those that figures count. `waited` and `served` are seconds; `hour` is that of the beginning in Japan.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    ticket = models.ForeignKey("reception.Ticket", on_delete=models.PROTECT, related_name="stays")
    part = models.PositiveSmallIntegerField("何番目")
    hall = models.CharField("待合", max_length=60)
    day = models.DateField("日")
    hour = models.PositiveSmallIntegerField("時")
    counter = models.CharField("窓口", max_length=60)
    purpose = models.CharField("用件", max_length=60)
    origin = models.CharField("来かた", max_length=20)
    lane = models.CharField("列", max_length=10)
    desk = models.CharField("席", max_length=20, blank=True)
    group = models.CharField("担当", max_length=60, blank=True)
    queued_at = models.DateTimeField("待ち始めた日時")
    called_at = models.DateTimeField("呼んだ日時", null=True, blank=True)
    ended_at = models.DateTimeField("終わった日時", null=True, blank=True)
    outcome = models.CharField(
        "どう終わったか", max_length=12, blank=True, choices=[(one.value, one.label) for one in Outcome]
    )
    resumed = models.BooleanField("呼び戻した", default=False)
    waited = models.PositiveIntegerField("待った秒", null=True, blank=True)
    served = models.PositiveIntegerField("対応の秒", null=True, blank=True)
    told = models.PositiveSmallIntegerField("伝えた分", null=True, blank=True)
    low = models.PositiveSmallIntegerField("伝えた分の下", null=True, blank=True)
    high = models.PositiveSmallIntegerField("伝えた分の上", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "窓口ごとの滞在"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "part"], name="reception_stay_once"),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "hall", "day"], name="reception_stay_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.counter} {self.part}"


class Rating(TenantModel):
    """What one visitor thought: 1 (not good) to 5 (good), and a short remark. Once for each ticket.

    `digest` is that of the ticket's secret (`follow_digest`); in the public zone the ticket itself is not
    there. On a device of the hall nobody has a ticket in the hand: `digest` is empty. Whose it was is not
    kept: of the ticket only purpose and origin stay. `handed_on`: the office has it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("評価", default=uuid.uuid4, editable=False, unique=True)
    hall = models.CharField("待合", max_length=60, blank=True)
    day = models.DateField("日")
    at = models.DateTimeField("いつ")
    face = models.PositiveSmallIntegerField("評価")
    remark = models.CharField("ひとこと", max_length=MOST_REMARK, blank=True)
    source = models.CharField("どこで", max_length=10, choices=[(one.value, one.label) for one in Source])
    language = models.CharField("ことば", max_length=20, default="ja")
    purpose = models.CharField("用件", max_length=60, blank=True)
    origin = models.CharField("来かた", max_length=20, blank=True)
    digest = models.CharField("番号札の要約", max_length=32, blank=True)
    handed_on = models.BooleanField("庁内に届いた", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "満足度"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "digest"],
                condition=~models.Q(digest=""),
                name="reception_rated_once",
            ),
            models.CheckConstraint(condition=models.Q(face__range=(1, 5)), name="reception_five_faces"),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "day"], name="reception_rating_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.face} {self.day}"
