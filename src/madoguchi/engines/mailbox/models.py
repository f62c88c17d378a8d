"""The tables of the mailbox: covers and sealed content. Nothing here can be read in this zone."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.chunks import Chunk
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.mailbox.domain.boxes import Box


class Letter(TenantModel):
    """One sealed letter. The row stays until `expires_at`, so that a replayed letter is recognised; the
    content goes as soon as the office has acknowledged it.

    `digest` is SHA-256 of the sealed bytes. `address` (hexadecimal) is where answers lie: without the
    resident's secret it leads to nobody. `content` is the owner of the chunks, made here.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("受付の番号", editable=False)
    box = models.CharField("種類", max_length=16, choices=[(one.value, one.value) for one in Box])
    content = models.UUIDField("中身の番号", default=uuid4, editable=False)
    size = models.PositiveBigIntegerField("大きさ", default=0)
    digest = models.CharField("照合値", max_length=64, blank=True)
    address = models.CharField("返信の置き場所", max_length=64, blank=True)
    created_at = models.DateTimeField("届いた日時")
    fetched_at = models.DateTimeField("渡した日時", null=True, blank=True)
    acknowledged_at = models.DateTimeField("受領された日時", null=True, blank=True)
    expires_at = models.DateTimeField("期限")

    class Meta:
        verbose_name = verbose_name_plural = "届いたもの"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "uuid"], name="mailbox_letter_once")
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "box", "id"],
                condition=models.Q(acknowledged_at__isnull=True),
                name="mailbox_waiting",
            ),
            models.Index(fields=["municipality_code", "address"], name="mailbox_by_address"),
            models.Index(fields=["expires_at"], name="mailbox_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.box} {self.uuid}"


class LetterChunk(Chunk):
    """Up to 1 MiB of a sealed letter."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    class Meta(Chunk.Meta):
        verbose_name = verbose_name_plural = "届いたものの中身"
