"""When the register was last looked through for people who stand in it twice."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class DuplicateCheck(TenantModel):
    """One look through the register: numbers only. `finished_at` is empty while it goes on, or broke off.

    `compared` pairs were laid side by side, `asked` of them wait for people now, `known` were decided before.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    uuid = models.UUIDField("確認の番号", default=uuid4, unique=True, editable=False)
    started_at = models.DateTimeField("始めた日時")
    started_by_name = models.CharField("始めた職員", max_length=100, blank=True)
    finished_at = models.DateTimeField("終わった日時", null=True, blank=True)
    compared = models.PositiveIntegerField("見比べた組", default=0)
    asked = models.PositiveIntegerField("確認に出した組", default=0)
    known = models.PositiveIntegerField("前に決めた組", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "二重登録の確認"
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return str(self.uuid)
