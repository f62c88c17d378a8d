"""The tables of the journey in the office zone; in the public zone they stay empty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.db import models

from madoguchi.core.database.searching import KEY_COLLATION
from madoguchi.core.languages import SOURCE
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.cases.api import format_number
from madoguchi.journeys.online_application.domain.holds import Hold
from madoguchi.journeys.online_application.domain.signed_content import SignedContent
from madoguchi.lib.sealing import ReplyBox


class ApplicationState(models.TextChoices):
    """Where an application stands as a whole; its cases have states of their own."""

    HELD = "held", "確認待ち"
    OPENED = "opened", "案件にした"
    REFUSED = "refused", "受け付けない"
    REPEATED = "repeated", "同じ申請がある"
    WITHDRAWN = "withdrawn", "取下げ"


class IdentifiedBy(models.TextChoices):
    """How it is known who has applied."""

    NOBODY = "", "まだ分からない"
    SERIAL = "serial", "シリアル番号"
    CLERK = "clerk", "職員が確認"
    OUTSIDER = "outsider", "住民ではない人"


class Application(TenantModel):
    """One application from home. `uuid` is the number under which both zones know it.

    `reply_address` and `reply_key` are where the applicant reads the answers. `messages` is what the office
    has told besides the states (`{"at", "text"}`), `to_correct` what it asks to put right (`{"case", "item",
    "person", "reason"}`), `files_wanted` the papers that it asks for (`{"case", "name"}`). `first` is the
    application that this one repeats. `holds` is what a person has to clear now, `cleared` what somebody has
    (`domain.holds.cleared_rows`): a correction is not arrested for it again. What came from the
    マイナポータル has the number there under which it is told how it stands (`portal_number`), and no box for
    replies; nor has an application whose letter named another box than the one that was signed.
    `tells_result` is false where somebody acts for the person: they hear how far it is and what to correct,
    but not what was decided, until a desk has found that the person wishes it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("申請", editable=False)
    number = models.CharField("受付番号", max_length=20, db_collation=KEY_COLLATION)
    state = models.CharField("状態", max_length=10, choices=ApplicationState)
    event_key = models.CharField("ライフイベント", max_length=80)
    reply_address = models.BinaryField("返信先", max_length=32)
    reply_key = models.BinaryField("返信の鍵", max_length=32)
    mail = models.CharField("メール", max_length=254, blank=True)
    language = models.CharField("読むことば", max_length=20, default=SOURCE)
    sent_at = models.DateTimeField("送った日時")
    received_at = models.DateTimeField("届いた日時")
    holds = models.JSONField("確かめること", default=list)
    cleared = models.JSONField("確かめ終わったこと", default=list)
    problem = models.TextField("受け付けない理由", blank=True)
    first = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="repetitions"
    )
    resident_uuid = models.UUIDField("申請した人", null=True, blank=True)
    identified_by = models.CharField(
        "本人の特定", max_length=8, choices=IdentifiedBy, default=IdentifiedBy.NOBODY, blank=True
    )
    decided_at = models.DateTimeField("決めた日時", null=True, blank=True)
    decided_by = models.CharField("決めた職員", max_length=80, blank=True)
    decided_by_name = models.CharField("決めた職員の名前", max_length=100, blank=True)
    decision = models.TextField("決めた理由", blank=True)
    messages = models.JSONField("お知らせ", default=list)
    to_correct = models.JSONField("直すところ", default=list)
    files_wanted = models.JSONField("求めた書類", default=list)
    portal_number = models.CharField("マイナポータルの受付番号", max_length=64, blank=True)
    tells_result = models.BooleanField("結果も知らせる", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "オンライン申請"
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "uuid"], name="online_application_once")
        ]
        indexes = [
            models.Index(fields=["municipality_code", "state", "-id"], name="online_application_by_state"),
            models.Index(fields=["municipality_code", "number"], name="online_application_by_number"),
            models.Index(
                fields=["municipality_code", "resident_uuid", "-id"], name="online_application_by_person"
            ),
        ]

    def __str__(self) -> str:
        return f"申請 {self.uuid}"

    @property
    def number_text(self) -> str:
        """受付番号 as people read it."""
        return format_number(self.number)

    @property
    def is_from_portal(self) -> bool:
        """Whether it was made in the マイナポータル, and is answered there."""
        return bool(self.portal_number)

    @property
    def has_reply_box(self) -> bool:
        """Whether its applicant can be told anything by us: not in the マイナポータル, nor where the letter
        named another box than whoever signed.
        """
        return bool(self.reply_key)

    @property
    def reply(self) -> ReplyBox:
        """Where the answers go."""
        return ReplyBox(bytes(self.reply_address), bytes(self.reply_key))

    @property
    def held_for(self) -> tuple[Hold, ...]:
        """What a person has to clear."""
        return tuple(Hold.from_json(one) for one in self.holds)

    def hold_for(self, holds: Iterable[Hold]) -> None:
        """Put the reasons down; the row is not saved."""
        self.holds = [one.to_json() for one in holds]


class SignedVersion(TenantModel):
    """What was signed, as it came: evidence, never changed. The first is the application, others correct it.

    Of what came from the マイナポータル (`portal_number`) the signature was made over something else, which
    is kept as it came (`original`); `signed` is what the format reads in it, and `signature` and
    `certificate` are empty.

    `likeness` is the same for two applications of one signer that ask for the same with the same answers.
    `taken` is false for what was received and not used; `problem` says why, or nothing for a correction that
    waits for a person.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("何回目")
    signed = models.BinaryField("署名された内容")
    signature = models.BinaryField("署名")
    certificate = models.BinaryField("電子証明書")
    issuer = models.CharField("発行者", max_length=300, blank=True, db_collation=KEY_COLLATION)
    serial = models.CharField("シリアル番号", max_length=40, blank=True, db_collation=KEY_COLLATION)
    likeness = models.CharField("同じ申請の印", max_length=64, db_collation=KEY_COLLATION)
    revocation = models.CharField("失効の確認", max_length=12, blank=True)
    for_testing = models.BooleanField("試験用のカード", default=False)
    verified_at = models.DateTimeField("署名を確かめた時点")
    received_at = models.DateTimeField("届いた日時")
    taken = models.BooleanField("使う", default=True)
    problem = models.TextField("使わない理由", blank=True)
    portal_number = models.CharField(
        "マイナポータルの受付番号", max_length=64, blank=True, db_collation=KEY_COLLATION
    )
    original = models.BinaryField("届いたデータ", default=b"", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "署名された申請"
        ordering: ClassVar[list[str]] = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="signed_version_once"),
            models.UniqueConstraint(
                fields=["municipality_code", "portal_number"],
                condition=models.Q(portal_number__gt=""),
                name="signed_version_by_portal_number",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "likeness"], name="signed_version_by_likeness"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}-{self.number}"

    @property
    def content(self) -> SignedContent:
        """What the signed bytes say. Raises SubmissionError, which cannot be for what was stored."""
        return SignedContent.from_bytes(bytes(self.signed))


class WaitingFile(TenantModel):
    """A file of an application that waits for a person; with the cases it goes over to them."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="waiting_files")
    file_name = models.CharField("ファイル名", max_length=200)
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "確認を待つ添付"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"添付 {self.pk}"


def versions_of(application: UUID) -> models.QuerySet[SignedVersion]:
    """All versions of an application, oldest first."""
    return SignedVersion.objects.filter(application__uuid=application).order_by("number")
