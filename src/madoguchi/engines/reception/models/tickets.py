"""Tickets of a day, what happened to each, and which desks are open. No name stands in any of them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.reception.domain.states import AT_A_DESK, EventKind, Lane, Origin, TicketStatus


class HallDay(TenantModel):
    """One hall on one day: the numbers it has given, and the lock that whoever changes something there takes.

    `version` counts every change, so that a page can tell whether there is news. `letters` is the last number
    by letter. `last_at` is the latest time at which a ticket was taken: turns go by it and never run
    backwards, whatever the clock does.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    hall = models.CharField("待合", max_length=60)
    day = models.DateField("日")
    version = models.PositiveIntegerField("版", default=0)
    last_sequence = models.PositiveIntegerField("最後の通し番号", default=0)
    letters = models.JSONField("文字ごとの最後の番号", default=dict)
    last_at = models.DateTimeField("最後の受付の時刻")

    class Meta:
        verbose_name = verbose_name_plural = "待合の日"
        ordering: ClassVar[list[str]] = ["-day", "hall"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "hall", "day"], name="reception_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.day}"


class Ticket(TenantModel):
    """A number of a day (「A012」) and where it stands.

    `sequence` counts all tickets of the hall and day. The order goes by (`turn_at`, `turn_sequence`), which a
    transfer keeps; `overtaken` is how often somebody of a later turn was called first. `counter` is where the
    person waits or is now, `then` the counters that follow, `desk` who has or had the person there.
    `queued_at`, `called_at`, `began_at` are of the present counter; `calls` counts the calls there.
    `follow` (80 random bits) opens the page of the ticket on a phone; `version` is that of its last event.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("番号札", default=uuid.uuid4, editable=False, unique=True)
    hall = models.CharField("待合", max_length=60)
    day = models.DateField("日")
    sequence = models.PositiveIntegerField("通し番号")
    letter = models.CharField("文字", max_length=1)
    number = models.CharField("番号", max_length=8)
    purpose = models.CharField("用件", max_length=60)
    origin = models.CharField("来かた", max_length=20, choices=[(one.value, one.label) for one in Origin])
    lane = models.CharField("列", max_length=10, choices=[(one.value, one.label) for one in Lane])
    language = models.CharField("ことば", max_length=20, default="ja")
    counter = models.CharField("窓口", max_length=60)
    then = models.JSONField("つづきの窓口", default=list)
    turn_at = models.DateTimeField("順番の時刻")
    turn_sequence = models.PositiveIntegerField("順番の番号")
    overtaken = models.PositiveSmallIntegerField("先に呼ばれた人数", default=0)
    status = models.CharField(
        "状態", max_length=10, choices=[(one.value, one.label) for one in TicketStatus], default="waiting"
    )
    desk = models.CharField("席", max_length=20, blank=True)
    calls = models.PositiveSmallIntegerField("呼んだ回数", default=0)
    taken_at = models.DateTimeField("受付の日時")
    queued_at = models.DateTimeField("この窓口で待ち始めた日時")
    called_at = models.DateTimeField("呼んだ日時", null=True, blank=True)
    began_at = models.DateTimeField("対応を始めた日時", null=True, blank=True)
    ended_at = models.DateTimeField("終わった日時", null=True, blank=True)
    reason = models.CharField("理由", max_length=20, blank=True)
    booked_at = models.DateTimeField("予約の日時", null=True, blank=True)
    booking_code = models.CharField("予約の番号", max_length=20, blank=True)
    follow = models.CharField("スマートフォンで見る鍵", max_length=32, editable=False)
    version = models.PositiveIntegerField("版", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "番号札"
        ordering: ClassVar[list[str]] = ["day", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "hall", "day", "sequence"], name="reception_sequence_once"
            ),
            models.UniqueConstraint(
                fields=["municipality_code", "hall", "day", "number"], name="reception_number_once"
            ),
            models.UniqueConstraint(fields=["municipality_code", "follow"], name="reception_follow_once"),
            models.UniqueConstraint(
                fields=["municipality_code", "hall", "day", "desk"],
                condition=models.Q(status__in=[one.value for one in AT_A_DESK]),
                name="reception_one_at_a_desk",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "hall", "day", "status"], name="reception_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.day}"

    @property
    def state(self) -> TicketStatus:
        """The status as a domain value."""
        return TicketStatus(self.status)


class TicketEvent(TenantModel):
    """One thing that happened to a ticket; never changed and never deleted (a trigger sees to it).

    `version` counts the events of the ticket from 1. `counter` and `desk` are where it was done, `group` the
    desk role of whoever did it (who it was stands in the audit log alone). `before` are the fields of the
    ticket that it changed, as they were; `undoes` is the event that it took back.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    uuid = models.UUIDField("できごと", default=uuid.uuid4, editable=False, unique=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    version = models.PositiveIntegerField("版")
    kind = models.CharField("何が", max_length=20, choices=[(one.value, one.label) for one in EventKind])
    at = models.DateTimeField("いつ")
    counter = models.CharField("窓口", max_length=60)
    desk = models.CharField("席", max_length=20, blank=True)
    group = models.CharField("担当", max_length=60, blank=True)
    reason = models.CharField("理由", max_length=20, blank=True)
    before = models.JSONField("その前", default=dict)
    undoes = models.UUIDField("戻したできごと", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "番号札のできごと"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "version"], name="reception_event_once"),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "-at"], name="reception_event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class DeskSession(TenantModel):
    """A desk is open from `opened_at` to `closed_at`; `purposes` are what it serves (empty: all of its
    counter).

    `group` is the desk role of whoever opened it; `opened_by` is that person as the audit log writes it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("席の時間", default=uuid.uuid4, editable=False, unique=True)
    hall = models.CharField("待合", max_length=60)
    day = models.DateField("日")
    counter = models.CharField("窓口", max_length=60)
    desk = models.CharField("席", max_length=20)
    purposes = models.JSONField("受ける用件", default=list)
    group = models.CharField("担当", max_length=60, blank=True)
    opened_by = models.CharField("開いた職員の番号", max_length=80)
    opened_by_name = models.CharField("開いた職員", max_length=100, blank=True)
    opened_at = models.DateTimeField("開いた日時")
    closed_at = models.DateTimeField("閉じた日時", null=True, blank=True)
    reason = models.CharField("閉じた理由", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "席の時間"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "hall", "day", "desk"],
                condition=models.Q(closed_at__isnull=True),
                name="reception_desk_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "hall", "day"], name="reception_session_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.opened_at}"
