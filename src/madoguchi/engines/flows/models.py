"""Versions of flows, runs, and the tasks of runs."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Coalesce

from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity

WITHOUT_DUE_DATE = date(9999, 12, 31)
"""Where a task without a due date stands among the others: at the end."""


class RunState(StrEnum):
    """Whether a run still goes on."""

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"running": "進行中", "finished": "終わり", "cancelled": "中止"}[self.value]


class TaskKind(StrEnum):
    """Who or what a task waits for."""

    PERSON = "person"
    SERVICE = "service"
    TIMER = "timer"
    MESSAGE = "message"


class Ending(StrEnum):
    """How a task ended."""

    DONE = "done"
    CANCELLED = "cancelled"


def correlation_of(message: str, key: str) -> str:
    """How a task says what it waits for: the name of the message, and what it is about."""
    return f"{message}:{key}"


class FlowVersion(TenantModel):
    """A flow as it was when a run began: its drawing and declaration. Written once, never changed."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    key = models.CharField("流れ", max_length=80)
    label = models.CharField("名前", max_length=200)
    fingerprint = models.CharField("版", max_length=64)
    drawing = models.TextField("図（BPMN）")
    declaration = models.TextField("宣言（YAML）")
    first_used_at = models.DateTimeField("使い始めた日時")

    class Meta:
        verbose_name = verbose_name_plural = "流れの版"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "key", "fingerprint"], name="flow_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.fingerprint[:8]}"


class FlowRun(TenantModel):
    """One run of a flow for one subject (`case:<uuid>`).

    `choices` are the options of the municipality when it began, `results` how steps ended (by step), `living`
    the part of the run that can still move. `trouble` says why it does not go on, empty while it does.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(FlowVersion, on_delete=models.PROTECT, related_name="runs")
    subject = models.CharField("何の", max_length=60)
    desk_role = models.CharField("担当の窓口", max_length=60)
    state = models.CharField(
        "状態",
        max_length=10,
        choices=[(one.value, one.label) for one in RunState],
        default=RunState.RUNNING.value,
    )
    choices = PlainJSONField("選び方", default=dict)
    results = PlainJSONField("結果", default=dict)
    living = PlainJSONField("今いる所", default=list)
    trouble = models.TextField("進めない理由", blank=True)
    begun_at = models.DateTimeField("始まった日時")
    ended_at = models.DateTimeField("終わった日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "進行"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "subject"], name="flow_run_once_per_subject"
            ),
            models.CheckConstraint(
                name="flow_run_ended_or_running",
                condition=models.Q(state=RunState.RUNNING.value, ended_at__isnull=True)
                | (~models.Q(state=RunState.RUNNING.value) & models.Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "version", "id"],
                condition=models.Q(ended_at__isnull=True),
                name="flow_run_going_on",
            ),
            models.Index(
                fields=["municipality_code", "id"],
                condition=models.Q(ended_at__isnull=True) & ~models.Q(trouble=""),
                name="flow_run_in_trouble",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.state}"


class FlowTask(TenantModel):
    """One occasion on which a run stood at a step: open, or how it ended and by whom; then it never changes.

    `uuid` is the number of the occasion inside the run. `began_at` is when somebody took it up, `fires_at`
    when a timer is over, `correlation` what a message must name (`correlation_of`). `trouble` is why a step
    of the platform did not go.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    run = models.ForeignKey(FlowRun, on_delete=models.PROTECT, related_name="tasks")
    subject = models.CharField("何の", max_length=60)
    step = models.CharField("手順", max_length=80)
    label = models.CharField("手順の名前", max_length=120)
    kind = models.CharField("種類", max_length=10, choices=[(one.value, one.value) for one in TaskKind])
    desk_role = models.CharField("窓口", max_length=60, blank=True)
    due = models.DateField("期限", null=True, blank=True)
    urgency = models.GeneratedField(
        expression=Coalesce("due", models.Value(WITHOUT_DUE_DATE, output_field=models.DateField())),
        output_field=models.DateField("急ぐ順"),
        db_persist=True,
    )
    fires_at = models.DateTimeField("時間が来る日時", null=True, blank=True)
    correlation = models.CharField("待っている知らせ", max_length=160, blank=True)
    opened_at = models.DateTimeField("回ってきた日時")
    began_at = models.DateTimeField("取りかかった日時", null=True, blank=True)
    ended_at = models.DateTimeField("終わった日時", null=True, blank=True)
    ending = models.CharField("終わり方", max_length=10, blank=True)
    reminded_at = models.DateTimeField("催促した日時", null=True, blank=True)
    assignee_id = models.CharField("担当の職員", max_length=80, blank=True)
    assignee_name = models.CharField("担当の職員の名前", max_length=100, blank=True)
    actor_id = models.CharField("終えた職員", max_length=80, blank=True)
    actor_name = models.CharField("終えた職員の名前", max_length=100, blank=True)
    result = models.CharField("結果", max_length=80, blank=True)
    note = models.TextField("メモ", blank=True)
    trouble = models.TextField("進めない理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "手順"
        ordering: ClassVar[list[str]] = ["opened_at", "id"]
        indexes = [
            models.Index(
                fields=["municipality_code", "desk_role", "urgency", "id"],
                include=["assignee_id"],
                condition=models.Q(ended_at__isnull=True, kind=TaskKind.PERSON.value),
                name="flow_task_worklist",
            ),
            models.Index(
                fields=["municipality_code", "desk_role", "-ended_at", "-id"],
                condition=models.Q(ending=Ending.DONE.value, kind=TaskKind.PERSON.value),
                name="flow_task_finished",
            ),
            models.Index(
                fields=["municipality_code", "fires_at"],
                condition=models.Q(ended_at__isnull=True, kind=TaskKind.TIMER.value),
                name="flow_task_timers",
            ),
            models.Index(
                fields=["municipality_code", "correlation"],
                condition=models.Q(ended_at__isnull=True) & ~models.Q(correlation=""),
                name="flow_task_messages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.uuid}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.ended_at is None
