"""Who came in with what, for one day: so that two taps make one number, and one code is worth one number."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class Arrival(TenantModel):
    """One number that was asked for. `key` is of the page on which somebody pressed: a page gives one number.

    `mark` is a keyed digest of the code that was shown and of the day: on another day the same code leaves
    another mark, so that nothing joins it to an application. `device` is the kiosk, empty at a desk.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    key = models.UUIDField("押した画面", editable=False)
    hall = models.CharField("待合", max_length=60)
    day = models.DateField("日")
    mark = models.BinaryField("コードの印", max_length=32, null=True, blank=True)
    ticket = models.UUIDField("番号札", null=True, blank=True)
    device = models.UUIDField("端末", null=True, blank=True)
    at = models.DateTimeField("日時")
    printed_at = models.DateTimeField("印刷した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "来庁"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "key"], name="visiting_key_once"),
            models.UniqueConstraint(fields=["municipality_code", "day", "mark"], name="visiting_mark_once"),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "ticket"], name="visiting_by_ticket"),
        ]

    def __str__(self) -> str:
        return str(self.key)
