"""Handover records: the promise that something reaches the core system, and the traces of how it did."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.db import models

from madoguchi.core import clock
from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.packs import HandoverMethod
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.handover.domain.parcels import Parcel, RobotOutcome, Status


class HandoverRecord(TenantModel):
    """One thing to hand over. `uuid` is the idempotency key under which the core system stores it once.

    Written in the transaction that accepts, together with the job that delivers it. `payload_digest` (SHA-256
    of the canonical JSON) tells a repeated call with the same content from a mistake. `method` is that of the
    day on which it was recorded. `holder_…` is the member of staff who is entering it. `pressed_at`: from
    then on the core system may have it, whatever was heard; a robot presses only while it is empty.
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
    method = models.CharField(
        "方法",
        max_length=20,
        choices=[(one.value, one.label) for one in HandoverMethod],
        default=HandoverMethod.FILE.value,
    )
    procedure_key = models.CharField("手続き", max_length=80, blank=True)
    desk_role = models.CharField("窓口", max_length=60, blank=True)
    reference = models.CharField("基幹システムの番号", max_length=60, blank=True)
    holder_id = models.CharField("入力している職員", max_length=80, blank=True)
    holder_name = models.CharField("入力している職員の名前", max_length=100, blank=True)
    held_at = models.DateTimeField("入力を始めた日時", null=True, blank=True)
    batch = models.ForeignKey(
        "Batch", on_delete=models.PROTECT, related_name="records", null=True, blank=True
    )
    pressed_at = models.DateTimeField("登録を押した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "引き渡し"
        ordering: ClassVar[list[str]] = ["recorded_at", "id"]
        indexes = [
            models.Index(
                fields=["municipality_code", "status", "next_attempt_at"], name="handover_unfinished"
            ),
            models.Index(fields=["municipality_code", "visit_uuid"], name="handover_by_visit"),
            models.Index(fields=["municipality_code", "target", "recorded_at"], name="handover_by_target"),
            models.Index(
                fields=["municipality_code", "method", "id"],
                condition=models.Q(status=Status.WAITING.value),
                name="handover_to_enter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}.{self.kind} {self.uuid}"

    @property
    def state(self) -> Status:
        """The status as a domain value."""
        return Status(self.status)

    @property
    def way(self) -> HandoverMethod:
        """The method as a domain value."""
        return HandoverMethod(self.method)

    @property
    def state_label(self) -> str:
        """The status as people read it: what waits for people says so."""
        return "職員の入力待ち" if self.waits_for_people else self.state.label

    @property
    def waits_for_people(self) -> bool:
        """Whether a member of staff has to bring it over."""
        return self.way.by_people and self.state is Status.WAITING

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


class FieldEntry(TenantModel):
    """A field that a member of staff has entered into the core system; taken back by deleting it."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    record = models.ForeignKey(HandoverRecord, on_delete=models.CASCADE, related_name="entered")
    field = models.CharField("欄", max_length=120)
    entered_by = models.CharField("職員", max_length=80)
    entered_by_name = models.CharField("職員の名前", max_length=100, blank=True)
    entered_at = models.DateTimeField("日時")

    class Meta:
        verbose_name = verbose_name_plural = "入力した欄"
        constraints = [
            models.UniqueConstraint(fields=["record", "field"], name="field_entered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.field}"


class RobotRun(TenantModel):
    """One attempt of the robot, and where it ended."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    record = models.ForeignKey(HandoverRecord, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField("始めた日時")
    finished_at = models.DateTimeField("終わった日時", null=True, blank=True)
    outcome = models.CharField(
        "結果",
        max_length=12,
        choices=[(one.value, one.label) for one in RobotOutcome],
        default=RobotOutcome.RUNNING.value,
    )
    message = models.TextField("知らせ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ロボット入力"
        ordering: ClassVar[list[str]] = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.record_id} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def result(self) -> RobotOutcome:
        """The outcome as a domain value."""
        return RobotOutcome(self.outcome)


class Evidence(TenantModel):
    """What the core system's screen showed at a step: a PNG picture."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    run = models.ForeignKey(RobotRun, on_delete=models.CASCADE, related_name="evidence")
    uuid = models.UUIDField("外部番号", default=uuid.uuid4, unique=True, editable=False)
    step = models.CharField("手順", max_length=100)
    taken_at = models.DateTimeField("日時")
    picture = models.BinaryField("画面")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "画面の記録"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.step}"


class Batch(TenantModel):
    """One bulk file and what its acknowledgement said. `uuid` stands in the names of both files."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    uuid = models.UUIDField("一括番号", default=uuid.uuid4, unique=True, editable=False)
    target = models.CharField("引き渡し先", max_length=60)
    size = models.PositiveIntegerField("件数")
    made_at = models.DateTimeField("まとめた日時")
    delivered_at = models.DateTimeField("届けた日時", null=True, blank=True)
    answered_at = models.DateTimeField("受領ファイルの日時", null=True, blank=True)
    attempts = models.PositiveIntegerField("試みた回数", default=0)
    message = models.TextField("知らせ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "一括ファイル"
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.target} {self.uuid}"


class CoreSystemList(TenantModel):
    """A core system's own list of what it has taken: the other side of the reconciliation.

    It speaks of everything that reached the core system from `begins` to `ends`.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    uuid = models.UUIDField("外部番号", default=uuid.uuid4, unique=True, editable=False)
    target = models.CharField("引き渡し先", max_length=60)
    begins = models.DateTimeField("いつから")
    ends = models.DateTimeField("いつまで")
    size = models.PositiveIntegerField("件数")
    sha256 = models.CharField("SHA-256", max_length=64)
    read_at = models.DateTimeField("読み込んだ日時")
    read_by = models.CharField("読み込んだ職員", max_length=80)
    read_by_name = models.CharField("読み込んだ職員の名前", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "基幹システムの一覧"
        ordering: ClassVar[list[str]] = ["-ends", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "target", "sha256"], name="core_system_list_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.uuid}"

    @property
    def last_day(self) -> date:
        """The last whole day that it speaks of, in Japan."""
        return (self.ends - timedelta(microseconds=1)).astimezone(clock.TOKYO).date()


class ListedRecord(TenantModel):
    """One line of a core system's list: a key of ours (or whatever it wrote), and what it did with it."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    of = models.ForeignKey(CoreSystemList, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField("引渡番号", max_length=60)
    stored = models.BooleanField("受け取ったか")
    reference = models.CharField("基幹システムの番号", max_length=60, blank=True)
    message = models.CharField("知らせ", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "基幹システムの一覧の行"
        indexes = [models.Index(fields=["of", "key"], name="listed_by_key")]

    def __str__(self) -> str:
        return self.key
