"""Visits and the documents made from them."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.database.searching import KEY_COLLATION
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.cases.api import format_number


class VisitState(models.TextChoices):
    """Where a visit stands. `CANCELLED` keeps the row for the audit log and empties the answers."""

    OPEN = "open", "受付中"
    ACCEPTED = "accepted", "受理済み"
    CANCELLED = "cancelled", "取りやめ"


class Visit(TenantModel):
    """One household at the counter: what was answered, where each answer came from, what the clerk recorded.

    `answers` is the JSON form of the facts, `origins` maps field ids to where the answer came from (`phone`,
    `clerk`, `register`). `journey_id` ties the steps at home to those here when times are measured.
    `left_out` are keys of items that the code held and that could not be read.
    `number` is the 受付番号 that its papers and its cases bear; visits from before it was given have none.
    `consultation` is what the clerk wrote down of the talk, for the desks: it goes into each case.
    `envelope_id` is made from the bytes of the sealed code; a second scan finds the same visit by it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    number = models.CharField("受付番号", max_length=20, db_collation=KEY_COLLATION, default="", blank=True)
    journey_id = models.UUIDField("手続きの流れ", default=uuid4)
    envelope_id = models.UUIDField("事前申請の番号", null=True, blank=True)
    event_key = models.CharField("ライフイベント", max_length=60)
    state = models.CharField("状態", max_length=10, choices=VisitState, default=VisitState.OPEN)
    version = models.PositiveIntegerField("変更の回数", default=1)
    received_on = models.DateField("受付日")

    answers = models.JSONField("回答", default=dict)
    origins = models.JSONField("回答の出どころ", default=dict)
    left_out = models.JSONField("読み取れなかった項目", default=list)
    chosen = models.JSONField("選んだ手続き", null=True, blank=True)
    acknowledged = models.JSONField("確認したこと", default=dict)

    consultation = models.TextField("相談の記録", blank=True)
    identity_method = models.CharField("本人確認の方法", max_length=40, blank=True)
    identity_at = models.DateTimeField("本人確認の時刻", null=True, blank=True)
    identity_by = models.CharField("本人確認をした職員", max_length=60, blank=True)
    signature = models.JSONField("署名", null=True, blank=True)
    signed_at = models.DateTimeField("署名の時刻", null=True, blank=True)
    prints_for_signing = models.BooleanField("紙に署名", default=False)

    opened_at = models.DateTimeField("受付の時刻")
    opened_by = models.CharField("受け付けた職員", max_length=60)
    accepted_at = models.DateTimeField("受理の時刻", null=True, blank=True)
    accepted_by = models.CharField("受理した職員", max_length=60, blank=True)
    done_here = models.JSONField("この窓口で済んだ手続き", default=list)
    pack_fingerprint = models.CharField("パックの指紋", max_length=64, blank=True)

    signature_fell: bool = False
    """Set on the row in hand (not in the database) when a change took the signature away."""

    class Meta:
        verbose_name = verbose_name_plural = "来庁"
        ordering: ClassVar[list[str]] = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "envelope_id"], name="visit_once_per_sealed_envelope"
            )
        ]
        indexes = [
            models.Index(fields=["municipality_code", "state", "-opened_at"], name="visit_queue"),
        ]

    def __str__(self) -> str:
        return f"来庁 {self.uuid}"

    @property
    def number_text(self) -> str:
        """受付番号 as people read it; of a visit from before it was given, the beginning of its id."""
        return format_number(self.number) if self.number else str(self.uuid)[:8].upper()

    @property
    def is_open(self) -> bool:
        """Whether the visit can still be changed."""
        return self.state == VisitState.OPEN


class VisitDocument(TenantModel):
    """A document of an accepted visit, kept as it was made: PDF bytes and their SHA-256 in hexadecimal."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="documents")
    position = models.PositiveSmallIntegerField("順番")
    document_key = models.CharField("書類", max_length=80)
    title = models.CharField("書類名", max_length=200)
    file_name = models.CharField("ファイル名", max_length=200)
    procedures = models.JSONField("手続き", default=list)
    persons = models.JSONField("だれの", default=list)
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField("作成の時刻")

    class Meta:
        verbose_name = verbose_name_plural = "作成した書類"
        ordering: ClassVar[list[str]] = ["visit", "position"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "position"], name="visit_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_key} {self.uuid}"
