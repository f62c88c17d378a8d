"""What was sent and what was received. A message stands twice: at its sender and, copied by PostgreSQL, at
its receiver; neither sees the other's row.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.exchange.domain.states import ReceivedStatus, SentStatus


class SentMessage(TenantModel):
    """A message of this authority to another. What it says cannot be changed once it is written.

    `uuid` is the idempotency key that its author gave it. `subject` is an opaque reference of the author
    (`case:<uuid>`). `receiver_code` is empty until somebody knows who receives it; then `candidates` are the
    codes that came into question. `receiver_name` is whom a letter goes to when it goes by post. `about` says
    in lists whom it concerns. `digest` is SHA-256 over kind, content and files.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("送付の番号", editable=False)
    kind = models.CharField("種類", max_length=60)
    subject = models.CharField("もとの記録", max_length=120, blank=True)
    receiver_code = models.CharField("相手の団体", max_length=6, blank=True)
    receiver_name = models.CharField("郵送の宛先", max_length=200, blank=True)
    candidates = models.JSONField("宛先の候補", default=list)
    why = models.TextField("宛先が決まらない理由", blank=True)
    about = models.CharField("だれの", max_length=400, blank=True)
    content = PlainJSONField("内容", default=dict)
    digest = models.CharField("照合値", max_length=64)
    status = models.CharField("状態", max_length=12, choices=[(one.value, one.label) for one in SentStatus])
    written_at = models.DateTimeField("作った日時")
    written_by = models.CharField("作った職員", max_length=80)
    written_by_name = models.CharField("作った職員の名前", max_length=100, blank=True)
    delivered_at = models.DateTimeField("届いた日時", null=True, blank=True)
    settled_at = models.DateTimeField("決着した日時", null=True, blank=True)
    note = models.TextField("相手の返事・メモ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "送ったもの"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "uuid"], name="exchange_sent_once"),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "status", "-id"], name="exchange_sent_by_status"),
            models.Index(fields=["municipality_code", "subject"], name="exchange_sent_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def state(self) -> SentStatus:
        """The status as a domain value."""
        return SentStatus(self.status)


class SentFile(TenantModel):
    """A file of a message that was sent."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    message = models.ForeignKey(SentMessage, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField("番号")
    name = models.CharField("ファイル名", max_length=200)
    media_type = models.CharField("種類", max_length=40)
    size = models.PositiveIntegerField("大きさ")
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "送ったファイル"
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.media_type} {self.number}"


class ReceivedMessage(TenantModel):
    """A message of another authority to this one. Only `exchange_deliver` in PostgreSQL writes such a row:
    nobody can plant one, and who sent it is certain. Of its columns only those of the answer can be changed.

    `own_reference` is what the receiver linked it with (`case:<uuid>`); the sender never hears of it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("送付の番号", editable=False)
    sender_code = models.CharField("送った団体", max_length=6)
    kind = models.CharField("種類", max_length=60)
    about = models.CharField("だれの", max_length=400, blank=True)
    content = PlainJSONField("内容", default=dict)
    digest = models.CharField("照合値", max_length=64)
    status = models.CharField(
        "状態", max_length=12, choices=[(one.value, one.label) for one in ReceivedStatus]
    )
    received_at = models.DateTimeField("届いた日時")
    settled_at = models.DateTimeField("処理した日時", null=True, blank=True)
    settled_by = models.CharField("処理した職員", max_length=80, blank=True)
    settled_by_name = models.CharField("処理した職員の名前", max_length=100, blank=True)
    note = models.TextField("返事", blank=True)
    own_reference = models.CharField("こちらの記録", max_length=120, blank=True)
    reported_at = models.DateTimeField("返事が届いた日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "受け取ったもの"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "uuid"], name="exchange_received_once"),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "status", "-id"], name="exchange_received_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def state(self) -> ReceivedStatus:
        """The status as a domain value."""
        return ReceivedStatus(self.status)


class ReceivedFile(TenantModel):
    """A file of a message that was received; written as its message is."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    message = models.ForeignKey(ReceivedMessage, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField("番号")
    name = models.CharField("ファイル名", max_length=200)
    media_type = models.CharField("種類", max_length=40)
    size = models.PositiveIntegerField("大きさ")
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "受け取ったファイル"
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.media_type} {self.number}"
