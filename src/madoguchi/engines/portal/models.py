"""The tables of the portal engine: what came from the マイナポータル, and what is to be told there."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.chunks import Chunk
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.portal.domain.arrivals import PortalStatus


class PortalArrival(TenantModel):
    """An application that was fetched. Its number arrives once; the row is never deleted.

    The content goes when it was delivered; of one that could not be read it stays until it can be.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    number = models.CharField("マイナポータルの受付番号", max_length=64, editable=False)
    procedure_code = models.CharField("手続きの番号", max_length=500)
    content = models.UUIDField("中身の番号", default=uuid4, editable=False)
    size = models.PositiveBigIntegerField("大きさ")
    digest = models.CharField("照合値", max_length=64)
    status = models.CharField(
        "状態",
        max_length=10,
        choices=[(one.value, one.label) for one in PortalStatus],
        default=PortalStatus.FETCHED.value,
    )
    message = models.TextField("読めない理由", blank=True)
    received_at = models.DateTimeField("マイナポータルが受け取った日時")
    fetched_at = models.DateTimeField("届いた日時")
    settled_at = models.DateTimeField("渡した日時", null=True, blank=True)
    withdrawn_at = models.DateTimeField("そこで取り下げられたと分かった日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "マイナポータルから届いたもの"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "number"], name="portal_arrival_once")
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "fetched_at"],
                condition=models.Q(status="fetched"),
                name="portal_undelivered",
            ),
            models.Index(fields=["municipality_code", "-received_at"], name="portal_newest"),
            models.Index(
                fields=["municipality_code", "status", "-id"],
                condition=models.Q(status__in=["refused", "withheld"]),
                name="portal_not_received",
            ),
        ]

    def __str__(self) -> str:
        return f"マイナポータル {self.number}"


class PortalReport(TenantModel):
    """Where an application stands, to be told to the portal; one row each, the last word counts.

    `note` is what the applicant is to read there; it goes when it was told.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    number = models.CharField("マイナポータルの受付番号", max_length=64, editable=False)
    status = models.CharField("状況", max_length=500)
    note = models.TextField("伝えること", blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    sent_at = models.DateTimeField("送った日時", null=True, blank=True)
    message = models.TextField("送れない理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "マイナポータルへの状況"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "number"], name="portal_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.status}"


class PortalChunk(Chunk):
    """Up to 1 MiB of an application that nobody has taken yet."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    class Meta(Chunk.Meta):
        verbose_name = verbose_name_plural = "中身"
