"""The tables of the booking engine. Who comes is readable here for nobody: `sealed` opens in the office."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.booking.domain.states import Channel, Status, WaitingStatus

_OPEN = models.Q(status__in=[status.value for status in Status if status.is_open])


class _Wanted(TenantModel):
    """What somebody wants to book, and who they are, sealed. `needs` is a list of `{line, minutes}`,
    `procedures` a list of keys, `sealed_count` the number of those that only the sealed part names.
    `person_mark` is the same for the same person and tells nobody who; `token_digest` is of the secret in the
    link. `source_mark` is the same for all that came from one network on one day, and forgotten after a week.
    """

    uuid = models.UUIDField("番号", default=uuid4, unique=True, editable=False)
    calendar = models.CharField("予約の受付", max_length=64)
    needs = models.JSONField("必要な時間", default=list)
    procedures = models.JSONField("手続き", default=list)
    sealed_count = models.PositiveSmallIntegerField("封の中だけにある手続きの数", default=0)
    channel = models.CharField("経路", max_length=8, choices=[(one.value, one.value) for one in Channel])
    person_mark = models.CharField("人の目印", max_length=64, blank=True)
    token_digest = models.CharField("リンクの照合値", max_length=64, blank=True)
    sealed = models.BinaryField("封をした連絡先", default=bytes)
    created_at = models.DateTimeField("受け付けた日時")
    source_mark = models.CharField("出どころの目印", max_length=64, blank=True, default="", db_default="")

    class Meta:
        abstract = True


class Reservation(_Wanted):
    """A booking. `code` is what people say and scan; it opens nothing. `version` counts its changes."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    code = models.CharField("予約番号", max_length=6)
    status = models.CharField("状態", max_length=12, choices=[(one.value, one.value) for one in Status])
    begins = models.DateTimeField("始まり")
    ends = models.DateTimeField("終わり")
    version = models.PositiveIntegerField("変更の回数", default=0)
    changed_at = models.DateTimeField("変わった日時")
    arrived_at = models.DateTimeField("来た日時", null=True, blank=True)
    held_until = models.DateTimeField("返事の期限", null=True, blank=True)
    delete_on = models.DateField("消す日")

    class Meta:
        verbose_name = verbose_name_plural = "予約"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "code"], condition=_OPEN, name="booking_code_once"
            ),
            models.CheckConstraint(condition=models.Q(begins__lt=models.F("ends")), name="booking_forwards"),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "begins"], name="booking_by_day"),
            models.Index(fields=["municipality_code", "token_digest"], name="booking_by_token"),
            models.Index(
                fields=["municipality_code", "person_mark", "begins"],
                condition=_OPEN,
                name="booking_by_person",
            ),
            models.Index(fields=["delete_on"], name="booking_by_end"),
            models.Index(
                fields=["municipality_code", "source_mark"],
                condition=~models.Q(source_mark=""),
                name="booking_by_source",
            ),
            models.Index(
                fields=["municipality_code", "calendar", "held_until"],
                condition=models.Q(status=Status.HELD.value),
                name="booking_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.code}"


class Occupation(TenantModel):
    """One desk, or one place of a session, for a while. No two that are active overlap at one desk:
    PostgreSQL refuses the second (`migrations/_no_double_booking.py`). `set_aside`: given back, and kept from
    everybody until it was offered to who waits.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="occupations")
    calendar = models.CharField("予約の受付", max_length=64)
    line = models.CharField("窓口の列", max_length=64)
    desk = models.PositiveIntegerField("窓口")
    begins = models.DateTimeField("始まり")
    ends = models.DateTimeField("終わり")
    active = models.BooleanField("押さえている", default=True)
    set_aside = models.BooleanField("空き待ちのために残している", default=False, db_default=False)

    class Meta:
        verbose_name = verbose_name_plural = "押さえた時間"
        ordering: ClassVar[list[str]] = ["begins", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(active=True) | models.Q(set_aside=False), name="booking_aside_is_kept"
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "calendar", "begins"],
                condition=models.Q(active=True),
                name="booking_occupied",
            ),
            models.Index(
                fields=["municipality_code", "calendar"],
                condition=models.Q(set_aside=True),
                name="booking_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.line} {self.desk}"


class Waiting(_Wanted):
    """Somebody who waits for a place between two days, both included. Their row number is their turn."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    status = models.CharField(
        "状態", max_length=12, choices=[(one.value, one.value) for one in WaitingStatus]
    )
    from_day = models.DateField("この日から")
    until_day = models.DateField("この日まで")
    offer = models.ForeignKey(
        Reservation, on_delete=models.SET_NULL, null=True, blank=True, related_name="waiting"
    )

    class Meta:
        verbose_name = verbose_name_plural = "空き待ち"
        ordering: ClassVar[list[str]] = ["id"]
        indexes = [
            models.Index(
                fields=["municipality_code", "calendar", "id"],
                condition=models.Q(status=WaitingStatus.WAITING.value),
                name="booking_turns",
            ),
            models.Index(fields=["municipality_code", "token_digest"], name="booking_turn_by_token"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.from_day}–{self.until_day}"
