"""The tables of the courier: what came, still sealed, and answers that are to go out."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.chunks import Chunk
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.courier.domain.arrivals import ArrivalStatus


class Arrival(TenantModel):
    """A letter that is in the office for good. Its number arrives once; the row is never deleted, so that a
    letter that is sent again is recognised. The sealed content goes when it was delivered or refused.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("受付の番号", editable=False)
    box = models.CharField("種類", max_length=16)
    content = models.UUIDField("中身の番号", default=uuid4, editable=False)
    size = models.PositiveBigIntegerField("大きさ")
    digest = models.CharField("照合値", max_length=64)
    status = models.CharField(
        "状態",
        max_length=10,
        choices=[(one.value, one.label) for one in ArrivalStatus],
        default=ArrivalStatus.ARRIVED.value,
    )
    message = models.TextField("開けない理由", blank=True)
    arrived_at = models.DateTimeField("届いた日時")
    settled_at = models.DateTimeField("渡した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "届いたもの"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "uuid"], name="courier_arrival_once")
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "arrived_at"],
                condition=models.Q(status="arrived"),
                name="courier_undelivered",
            )
        ]

    def __str__(self) -> str:
        return f"{self.box} {self.uuid}"


class Reply(TenantModel):
    """An answer to a resident, sealed when it was recorded. It stays, sealed, until `expires_at`."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("返信の番号", default=uuid4, editable=False)
    content = models.UUIDField("中身の番号", default=uuid4, editable=False)
    size = models.PositiveBigIntegerField("大きさ")
    digest = models.CharField("照合値", max_length=64)
    recorded_at = models.DateTimeField("記録した日時")
    sent_at = models.DateTimeField("送った日時", null=True, blank=True)
    expires_at = models.DateTimeField("期限")
    message = models.TextField("送れない理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "返信"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "uuid"], name="courier_reply_once")
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "id"],
                condition=models.Q(sent_at__isnull=True),
                name="courier_unsent",
            )
        ]

    def __str__(self) -> str:
        return f"返信 {self.uuid}"


class CourierChunk(Chunk):
    """Up to 1 MiB of a sealed letter or answer."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    class Meta(Chunk.Meta):
        verbose_name = verbose_name_plural = "中身"
