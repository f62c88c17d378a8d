"""Handover records: the promise that something reaches the core system."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.handover.domain.parcels import Parcel, Status


class HandoverRecord(TenantModel):
    """One thing to hand over. `uuid` is the idempotency key under which the core system stores it once.

    Written in the transaction that accepts, together with the job that delivers it. `payload_digest` (SHA-256
    of the canonical JSON) tells a repeated call with the same content from a mistake.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("引渡番号", default=uuid.uuid4, unique=True, editable=False)
    visit_uuid = models.UUIDField("来庁", null=True, blank=True)
    target = models.CharField("引き渡し先", max_length=60)
    kind = models.CharField("種類", max_length=60)
    payload = PlainJSONField("内容", default=dict)
    payload_digest = models.CharField("内容の照合値", max_length=64)
    status = models.CharField(
        "状態",
        max_length=12,
        choices=[(one.value, one.label) for one in Status],
        default=Status.WAITING.value,
    )
    attempts = models.PositiveIntegerField("試みた回数", default=0)
    recorded_at = models.DateTimeField("記録した日時")
    delivered_at = models.DateTimeField("届けた日時", null=True, blank=True)
    acknowledged_at = models.DateTimeField("受領された日時", null=True, blank=True)
    next_attempt_at = models.DateTimeField("次に試みる日時", null=True, blank=True)
    message = models.TextField("引き渡し先からの知らせ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "引き渡し"
        ordering: ClassVar[list[str]] = ["recorded_at", "id"]
        indexes = [
            models.Index(
                fields=["municipality_code", "status", "next_attempt_at"], name="handover_unfinished"
            ),
            models.Index(fields=["municipality_code", "visit_uuid"], name="handover_by_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.target}.{self.kind} {self.uuid}"

    @property
    def state(self) -> Status:
        """The status as a domain value."""
        return Status(self.status)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in (Status.ACKNOWLEDGED, Status.FAILED)

    def parcel(self) -> Parcel:
        """The record as an adapter carries it."""
        return Parcel(
            key=self.uuid,
            municipality_code=self.municipality_code,
            target=self.target,
            kind=self.kind,
            recorded_at=self.recorded_at,
            payload=self.payload,
        )
