"""Opinions and the doctors who write them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core import clock
from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.assessments.domain.states import OpinionStatus
from madoguchi.engines.assessments.models.shared import AboutPerson


class Doctor(TenantModel):
    """A doctor who is asked for opinions, with the clinic to which the letter goes."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    clinic = models.CharField("医療機関", max_length=200)
    name = models.CharField("医師", max_length=100)
    department = models.CharField("診療科", max_length=100, blank=True)
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("所在地", max_length=300, blank=True)
    telephone = models.CharField("電話番号", max_length=20, blank=True)
    is_active = models.BooleanField("依頼できる", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "主治医"
        ordering: ClassVar[list[str]] = ["clinic", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "clinic", "name"], name="doctor_once")
        ]

    def __str__(self) -> str:
        return f"{self.clinic} {self.name}"


class Opinion(AboutPerson):
    """One opinion of a doctor about one person: asked for, reminded of, received."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    status = models.CharField(
        "状態",
        max_length=20,
        choices=[(one.value, one.label) for one in OpinionStatus],
        default=OpinionStatus.REQUESTED.value,
    )
    person_address = models.CharField("住所", max_length=400, blank=True)
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="opinions")
    requested_on = models.DateField("依頼日")
    due = models.DateField("期限")
    remind_on = models.DateField("催促する日")
    reminders = models.PositiveSmallIntegerField("催促した回数", default=0)
    reminded_on = models.DateField("催促した日", null=True, blank=True)
    received_on = models.DateField("受け取った日", null=True, blank=True)
    answers = PlainJSONField("記入された内容", default=dict)
    file = models.CharField("届いた書類", max_length=80, blank=True)
    note = models.TextField("メモ", blank=True)
    entered_by_id = models.CharField("入力した職員", max_length=80, blank=True)
    entered_by_name = models.CharField("入力した職員の名前", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "主治医意見書"
        ordering: ClassVar[list[str]] = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "assessment", "subject"],
                condition=~models.Q(status=OpinionStatus.WITHDRAWN.value),
                name="opinion_once_per_subject",
            )
        ]
        indexes = [
            models.Index(fields=["municipality_code", "status", "due"], name="opinion_by_status"),
            models.Index(fields=["municipality_code", "subject"], name="opinion_by_subject"),
        ]

    @property
    def state(self) -> OpinionStatus:
        """The status as a domain value."""
        return OpinionStatus(self.status)

    def is_late(self, today: date | None = None) -> bool:
        """Whether the day on which the doctor is to be reminded has come."""
        return self.state is OpinionStatus.REQUESTED and self.remind_on <= (today or clock.today())
