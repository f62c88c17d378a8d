"""Marks of who pressed lately, so that one caller cannot take everything."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.core.database.searching import KEY_COLLATION
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class Press(TenantModel):
    """Somebody booked: `mark` is a keyed hash of an address or a browser, which says nothing of whom.

    Deleted after an hour.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    mark = models.CharField("印", max_length=32, db_collation=KEY_COLLATION)
    at = models.DateTimeField("日時")

    class Meta:
        verbose_name = verbose_name_plural = "予約の回数"
        indexes = [models.Index(fields=["municipality_code", "mark", "at"], name="press_by_mark")]

    def __str__(self) -> str:
        return f"予約の印 {self.pk}"


# The office keeps its own tables beside what it does.
from madoguchi.journeys.appointments.office.models import (  # noqa: E402, F401
    Booked,
    BurstDecision,
    CallBack,
    Mail,
    Round,
    Unsettled,
)
