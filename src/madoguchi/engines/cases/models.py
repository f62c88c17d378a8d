"""Cases and their story."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models

from madoguchi.core import clock
from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.cases.domain.states import Light, Status, Step, light
from madoguchi.lib.japanese.kanji import search_key


class Case(TenantModel):
    """One procedure of one person (or of the household) on the desk that owns it.

    `visit_uuid` says at which visit it was accepted; with procedure and person it makes the case unique, so
    that accepting twice opens nothing twice. `data` is the JSON form of the facts that the desk needs.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid.uuid4, unique=True, editable=False)
    visit_uuid = models.UUIDField("来庁", null=True, blank=True)
    procedure_key = models.CharField("手続き", max_length=80)
    procedure_label = models.CharField("手続きの名前", max_length=200)
    person_index = models.PositiveSmallIntegerField("世帯の何人目か", null=True, blank=True)
    person_name = models.CharField("だれの", max_length=400, blank=True)
    desk_role = models.CharField("窓口", max_length=60)
    status = models.CharField(
        "状態", max_length=10, choices=[(one.value, one.label) for one in Status], default=Status.OPEN.value
    )
    due = models.DateField("期限", null=True, blank=True)
    opened_at = models.DateTimeField("受け付けた日時")
    closed_at = models.DateTimeField("終わった日時", null=True, blank=True)
    worked_by = models.CharField("担当した職員", max_length=80, blank=True)
    worked_by_name = models.CharField("担当した職員の名前", max_length=100, blank=True)
    note = models.TextField("最後のメモ", blank=True)
    data = PlainJSONField("内容", default=dict)
    search_text = models.TextField("検索のための文字列", blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "案件"
        ordering: ClassVar[list[str]] = ["due", "opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "visit_uuid", "procedure_key", "person_index"],
                name="case_once_per_visit_procedure_person",
                nulls_distinct=False,
                condition=models.Q(visit_uuid__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["municipality_code", "desk_role", "status", "due"], name="case_inbox"),
            models.Index(fields=["municipality_code", "visit_uuid"], name="case_by_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_key} {self.uuid}"

    @property
    def state(self) -> Status:
        """The status as a domain value."""
        return Status(self.status)

    def light(self, today: date | None = None) -> Light:
        """How near the due date is; `today` as in Japan by default."""
        return light(self.due, self.state, today or clock.today())

    def fill_search_text(self) -> None:
        """What a clerk may type to find it: the name of the person and of the procedure, folded."""
        self.search_text = search_key(f"{self.person_name} {self.procedure_label}")


class CaseEvent(TenantModel):
    """One step in the story of a case; written once."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    step = models.CharField("できごと", max_length=10, choices=[(one.value, one.label) for one in Step])
    at = models.DateTimeField("日時")
    actor_id = models.CharField("職員", max_length=80)
    actor_name = models.CharField("職員の名前", max_length=100, blank=True)
    note = models.TextField("メモ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "案件の経過"
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"

    @property
    def label(self) -> str:
        """The step as people read it."""
        return Step(self.step).label
