"""Who holds which post, and who is away."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class PositionHolder(TenantModel):
    """Somebody holds a post from a day on, until a day (both included) or until further notice."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    position = models.CharField("職", max_length=60)
    desk_role = models.CharField("窓口", max_length=60, blank=True)
    staff_id = models.CharField("職員", max_length=80)
    staff_name = models.CharField("職員の名前", max_length=100)
    first_day = models.DateField("いつから")
    last_day = models.DateField("いつまで", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "職に就いている人"
        ordering: ClassVar[list[str]] = ["position", "desk_role", "first_day", "id"]
        constraints = [
            models.CheckConstraint(
                name="approval_holder_days_in_order",
                condition=models.Q(last_day__isnull=True) | models.Q(last_day__gte=models.F("first_day")),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "last_day"], name="approval_holder_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.staff_id}"


class Absence(TenantModel):
    """Somebody is away on these days (both included). `delegate_id` acts for them, or nobody."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    staff_id = models.CharField("不在の職員", max_length=80)
    staff_name = models.CharField("不在の職員の名前", max_length=100)
    first_day = models.DateField("いつから")
    last_day = models.DateField("いつまで")
    delegate_id = models.CharField("代理の職員", max_length=80, blank=True)
    delegate_name = models.CharField("代理の職員の名前", max_length=100, blank=True)
    reviewed = models.BooleanField("戻ったら後閲する", default=True)
    cancelled_at = models.DateTimeField("取り消した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不在"
        ordering: ClassVar[list[str]] = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                name="approval_absence_days_in_order",
                condition=models.Q(last_day__gte=models.F("first_day")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "last_day"],
                condition=models.Q(cancelled_at__isnull=True),
                name="approval_absence_by_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.first_day}"
