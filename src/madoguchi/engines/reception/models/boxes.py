"""Where a hall has its home: here, or on the box in its building."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class HallHome(TenantModel):
    """At the centre: a hall whose tickets are given and called by a box of its own.

    While the row is there nothing is changed here in that hall; what the box tells is joined. `heard_at` is
    when it last spoke, `serial` the number of the certificate with which it did. `leaving` waits for the box:
    the tickets that their holders give back on the phone, version by secret.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    hall = models.CharField("待合", max_length=60)
    box = models.CharField("受付端末の名前", max_length=40)
    since = models.DateTimeField("受付端末に任せた日時")
    heard_at = models.DateTimeField("最後に届いた日時", null=True, blank=True)
    serial = models.CharField("証明書の番号", max_length=64, blank=True)
    leaving = models.JSONField("取り消したい番号札", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "受付端末に任せた待合"
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "hall"], name="reception_home_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.box}"


class BoxRound(TenantModel):
    """On the box: how the last round to the centre went.

    `reached_at` is when the centre was reached last, `tried_at` when it was tried; `refused` are the words
    with which the centre sent the box away, empty where it did not. `clock_off` is by how many seconds the
    box was ahead of the centre (negative: behind) when it was reached.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    hall = models.CharField("待合", max_length=60)
    reached_at = models.DateTimeField("庁内に届いた日時", null=True, blank=True)
    tried_at = models.DateTimeField("庁内に届けようとした日時")
    refused = models.CharField("庁内に断られた理由", max_length=300, blank=True)
    clock_off = models.IntegerField("庁内との時計のずれ（秒）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "庁内への知らせ"
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "hall"], name="reception_round_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.tried_at}"


class JoinedRow(TenantModel):
    """On the box: the version of a row that the centre has."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    kind = models.CharField("種類", max_length=20)
    row = models.UUIDField("番号")
    version = models.PositiveIntegerField("版")

    class Meta:
        verbose_name = verbose_name_plural = "庁内に届いた版"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "kind", "row"], name="reception_joined_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
