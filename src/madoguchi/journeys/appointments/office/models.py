"""The office's copy of the bookings to come, how old it is, and the mails about them."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.database.searching import KEY_COLLATION
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.booking.api import CHANNEL_LABELS, STATUS_LABELS, Channel, Status
from madoguchi.journeys.appointments.domain.mailing import Telling


class MailState(models.TextChoices):
    """What became of a mail."""

    WAITING = "waiting", "送る前"
    SENT = "sent", "送った"
    NO_ADDRESS = "no_address", "メールアドレスなし"
    UNREADABLE = "unreadable", "連絡先を開けない"
    OVER = "over", "送る前に変わった"


class Finding(models.TextChoices):
    """What is known of a question that has no answer yet."""

    ASKED = "asked", "確かめています"
    BOOKED = "booked", "取れていました"
    NOT_BOOKED = "not_booked", "取れていません"
    DONE = "done", "片付けた"


class Booked(TenantModel):
    """A booking as the public zone last told it, who comes still sealed.

    `moved_from`: when it was before it got another time.

    `steps` is a list of `{line, desk, begins, ends}`, `needs` of `{line, minutes}`. `arrival_untold`:
    somebody checked in here, and the public zone has not heard of it yet.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("番号", editable=False)
    code = models.CharField("予約番号", max_length=12, db_collation=KEY_COLLATION)
    calendar = models.CharField("予約の受付", max_length=64)
    status = models.CharField("状態", max_length=12, choices=[(one.value, one.value) for one in Status])
    channel = models.CharField("経路", max_length=8, choices=[(one.value, one.value) for one in Channel])
    begins = models.DateTimeField("始まり")
    ends = models.DateTimeField("終わり")
    needs = models.JSONField("必要な時間", default=list)
    steps = models.JSONField("窓口の順", default=list)
    procedures = models.JSONField("手続き", default=list)
    moved_from = models.DateTimeField("前の始まり", null=True, blank=True)
    sealed_count = models.PositiveSmallIntegerField("封の中だけにある手続きの数", default=0)
    version = models.PositiveIntegerField("変更の回数", default=0)
    created_at = models.DateTimeField("受け付けた日時")
    changed_at = models.DateTimeField("変わった日時")
    arrived_at = models.DateTimeField("来た日時", null=True, blank=True)
    arrival_untold = models.BooleanField("来たことを伝える前", default=False)
    held_until = models.DateTimeField("返事の期限", null=True, blank=True)
    sealed = models.BinaryField("封をした連絡先", default=bytes)
    source_mark = models.CharField("出どころの目印", max_length=64, blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "予約の写し"
        ordering: ClassVar[list[str]] = ["begins", "id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "uuid"], name="appointments_booked_once")
        ]
        indexes = [
            models.Index(fields=["municipality_code", "begins"], name="appointments_by_day"),
            models.Index(fields=["municipality_code", "code"], name="appointments_by_code"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.code}"

    @property
    def state(self) -> Status:
        """The status as the engine says it."""
        return Status(self.status)

    @property
    def state_label(self) -> str:
        """The status as staff read it."""
        return STATUS_LABELS[self.state]

    @property
    def channel_label(self) -> str:
        """How it was booked."""
        return CHANNEL_LABELS[Channel(self.channel)]

    @property
    def minutes(self) -> int:
        """From beginning to end."""
        return int((self.ends - self.begins).total_seconds() // 60)


class Round(TenantModel):
    """How old the copy is: one row for a municipality. `fetched_at` is the last round that went through,
    `problem` why the one after it did not (empty: it did). `since` is the latest change that is here.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    fetched_at = models.DateTimeField("写した日時", null=True, blank=True)
    since = models.DateTimeField("ここまで写した", null=True, blank=True)
    problem = models.TextField("写せない理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "予約を写した日時"
        constraints = [models.UniqueConstraint(fields=["municipality_code"], name="appointments_one_round")]

    def __str__(self) -> str:
        return f"予約の写し {self.fetched_at}"


class Mail(TenantModel):
    """A mail about one version of a booking: each is sent once. The address lies in the sealed contact."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    booked = models.ForeignKey(Booked, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField("種類", max_length=12, choices=[(one.value, one.label) for one in Telling])
    version = models.PositiveIntegerField("予約の変更の回数")
    state = models.CharField("状態", max_length=12, choices=MailState, default=MailState.WAITING)
    made_at = models.DateTimeField("決まった日時")
    sent_at = models.DateTimeField("送った日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "予約のメール"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "booked", "kind", "version"], name="appointments_mail_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.booked_id}"


class CallBack(TenantModel):
    """The telephone call about a place that is held: `holder` (name, since when) makes it now, empty for
    nobody. `tries` is a list of `{at, by, name}`: nobody answered. `version` counts the changes.
    `settled_at`: the time for an answer is over, and somebody has dealt with it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    booked = models.OneToOneField(
        Booked, verbose_name="とってある空き", on_delete=models.CASCADE, related_name="call_back"
    )
    holder = models.CharField("電話している職員の番号", max_length=80, blank=True)
    holder_name = models.CharField("電話している職員", max_length=100, blank=True)
    held_at = models.DateTimeField("引き受けた日時", null=True, blank=True)
    tries = models.JSONField("留守だった電話", default=list)
    version = models.PositiveIntegerField("変更の回数", default=0)
    settled_at = models.DateTimeField("済みにした日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "折り返しの電話"

    def __str__(self) -> str:
        return f"折り返しの電話 {self.booked_id}"


class Unsettled(TenantModel):
    """A booking that a clerk asked for and whose answer has not come: written before the question, gone with
    the answer. Who called lies sealed in it; `beyond_limit` is the clerk's reason, as `CallerBooking` has it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("番号", editable=False)
    calendar = models.CharField("予約の受付", max_length=64)
    needs = models.JSONField("必要な時間", default=list)
    begins = models.DateTimeField("始まり")
    sealed = models.BinaryField("封をした連絡先", default=bytes)
    beyond_limit = models.CharField("数の上限をこえる理由", max_length=200, blank=True)
    asked_at = models.DateTimeField("聞いた日時")
    state = models.CharField("分かったこと", max_length=12, choices=Finding, default=Finding.ASKED)

    class Meta:
        verbose_name = verbose_name_plural = "返事のなかった予約"
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "uuid"], name="appointments_unsettled_once")
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.uuid}"


class BurstState(models.TextChoices):
    """What a clerk decided of many bookings from one network."""

    RELEASING = "releasing", "取り消しています"
    RELEASED = "released", "取り消しました"
    RETURNING = "returning", "もとに戻しています"
    RETURNED = "returned", "もとに戻しました"
    FINE = "fine", "問題なし"


class BurstDecision(TenantModel):
    """What was decided of bookings that came from one network on one day. `bookings` are the numbers of those
    to be released or brought back, `left` of those that are still to be done, `lost` of those that could not
    be brought back, because their time is taken.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    uuid = models.UUIDField("番号", default=uuid4, editable=False)
    source_mark = models.CharField("出どころの目印", max_length=64)
    calendar = models.CharField("予約の受付", max_length=64)
    state = models.CharField("決めたこと", max_length=12, choices=BurstState)
    bookings = models.JSONField("予約", default=list)
    left = models.JSONField("これから", default=list)
    lost = models.JSONField("戻せなかった予約", default=list)
    decided_at = models.DateTimeField("決めた日時")

    class Meta:
        verbose_name = verbose_name_plural = "まとまった予約についての判断"
        ordering: ClassVar[list[str]] = ["-decided_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "uuid"], name="appointments_burst_once")
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "source_mark", "calendar"], name="appointments_burst_of"
            )
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.state}"
