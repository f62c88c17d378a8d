"""In the public zone: what the office has published of its halls."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class PublishedHall(TenantModel):
    """In the public zone: the newest state of a hall that the office has published (`published.py`).

    `day`, `version` and `at` order the states; `heard_at` is when the office said last that `payload` holds.
    `typical` is how a day usually goes, null before it was told. `leaving` are the tickets whose holders give
    them back, until the office says that they are over: the version that the holder saw, by secret.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    hall = models.CharField("待合", max_length=60)
    day = models.DateField("日")
    version = models.PositiveIntegerField("版")
    at = models.DateTimeField("いつの状態か")
    payload = models.JSONField("状態", default=dict)
    typical = models.JSONField("ふだんの一日", null=True, blank=True)
    heard_at = models.DateTimeField("最後に聞いた日時")
    leaving = models.JSONField("取り消したい番号札", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公開した待合の状態"
        ordering: ClassVar[list[str]] = ["hall"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "hall"], name="reception_published_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.day} {self.version}"
