"""Surveys, what tablets sent, what people decided about it."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core import clock
from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.assessments.domain.states import Reason, SurveyStatus, SurveyStep
from madoguchi.engines.assessments.models.shared import AboutPerson, Done


class Survey(AboutPerson):
    """One survey of one person, filled in by one surveyor.

    `fields` is a flat table of paths (`domain.fields`), `stamps` says at which `version` each was last
    changed. `exported_version` is the version that the first stage was given last.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    status = models.CharField(
        "状態",
        max_length=20,
        choices=[(one.value, one.label) for one in SurveyStatus],
        default=SurveyStatus.OPEN.value,
    )
    place = models.CharField("訪問する所", max_length=400, blank=True)
    contact = models.CharField("連絡先", max_length=200, blank=True)
    instructions = models.TextField("調査員への伝言", blank=True)
    visit_at = models.DateTimeField("訪問の日時", null=True, blank=True)
    due = models.DateField("期限", null=True, blank=True)
    surveyor_id = models.CharField("調査員", max_length=80, blank=True)
    surveyor_name = models.CharField("調査員の名前", max_length=100, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    form_version = models.CharField("調査票の版", max_length=12)
    fields = PlainJSONField("回答と特記事項", default=dict)
    stamps = PlainJSONField("項目ごとの版", default=dict)
    made_at = models.DateTimeField("つくった日時")
    closed_at = models.DateTimeField("終わった日時", null=True, blank=True)
    reason = models.TextField("取りやめた理由", blank=True)
    exported_at = models.DateTimeField("書き出した日時", null=True, blank=True)
    exported_version = models.PositiveIntegerField("書き出した版", null=True, blank=True)

    was_given_to_somebody_else: bool = False
    """Set on the row in hand (not in the database): whether another surveyor goes now, or none."""

    class Meta:
        verbose_name = verbose_name_plural = "認定調査"
        ordering: ClassVar[list[str]] = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "assessment", "subject"],
                condition=~models.Q(status=SurveyStatus.WITHDRAWN.value),
                name="survey_once_per_subject",
            ),
            models.CheckConstraint(
                name="survey_closed_unless_open",
                condition=models.Q(
                    models.Q(status=SurveyStatus.OPEN.value, closed_at__isnull=True)
                    | models.Q(~models.Q(status=SurveyStatus.OPEN.value), closed_at__isnull=False)
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "surveyor_id", "due"],
                condition=models.Q(status=SurveyStatus.OPEN.value),
                name="survey_of_a_surveyor",
            ),
            models.Index(fields=["municipality_code", "status", "due"], name="survey_by_status"),
            models.Index(fields=["municipality_code", "subject"], name="survey_by_subject"),
        ]

    @property
    def state(self) -> SurveyStatus:
        """The status as a domain value."""
        return SurveyStatus(self.status)

    @property
    def days_left(self) -> int | None:
        """Days until the due date, negative when it has passed; None without one or when it is over."""
        if self.due is None or self.state is not SurveyStatus.OPEN:
            return None
        return (self.due - clock.today()).days


class SurveyEvent(Done):
    """One line in the story of a survey; written once."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="events")
    step = models.CharField("できごと", max_length=20, choices=[(one.value, one.label) for one in SurveyStep])
    note = models.TextField("メモ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "認定調査の経過"
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"

    @property
    def label(self) -> str:
        """The step as people read it."""
        return SurveyStep(self.step).label


class TabletCopy(TenantModel):
    """A survey that lies on a tablet, from the taking along until what was on it has arrived."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="copies")
    tablet = models.UUIDField("タブレット")
    staff_id = models.CharField("調査員", max_length=80)
    staff_name = models.CharField("調査員の名前", max_length=100)
    taken_at = models.DateTimeField("持ち出した日時")
    returned_at = models.DateTimeField("戻った日時", null=True, blank=True)
    lost_at = models.DateTimeField("なくしたと記録した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "タブレットの写し"
        ordering: ClassVar[list[str]] = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "tablet"],
                condition=models.Q(returned_at__isnull=True, lost_at__isnull=True),
                name="tablet_copy_once",
            )
        ]
        indexes = [models.Index(fields=["municipality_code", "tablet"], name="copy_by_tablet")]

    def __str__(self) -> str:
        return f"{self.tablet}"


class SurveySync(TenantModel):
    """What a tablet sent once, and what it was answered; the same key gets the same answer for ever."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="syncs")
    key = models.UUIDField("送信の番号")
    tablet = models.UUIDField("タブレット")
    digest = models.CharField("内容のSHA-256", max_length=64)
    at = models.DateTimeField("日時")
    actor_id = models.CharField("調査員", max_length=80)
    outcome = PlainJSONField("返した結果", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "タブレットからの送信"
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "key"], name="survey_sync_once_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.key}"


class HeldAnswer(TenantModel):
    """An answer from a tablet that a person has to decide about."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="held")
    path = models.CharField("項目", max_length=100)
    value = PlainJSONField("届いた答え", null=True)
    there = PlainJSONField("そのときの答え", null=True)
    reason = models.CharField("わけ", max_length=30, choices=[(one.value, one.label) for one in Reason])
    tablet = models.UUIDField("タブレット")
    sent_by_id = models.CharField("送った調査員", max_length=80)
    sent_by_name = models.CharField("送った調査員の名前", max_length=100, blank=True)
    at = models.DateTimeField("届いた日時")
    settled_at = models.DateTimeField("決めた日時", null=True, blank=True)
    settled_by_id = models.CharField("決めた職員", max_length=80, blank=True)
    settled_by_name = models.CharField("決めた職員の名前", max_length=100, blank=True)
    taken = models.BooleanField("届いた答えを使った", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "預かった答え"
        ordering: ClassVar[list[str]] = ["at", "id"]
        indexes = [
            models.Index(
                fields=["survey"], condition=models.Q(settled_at__isnull=True), name="held_answers_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def why(self) -> Reason:
        """The reason as a domain value."""
        return Reason(self.reason)


class Confirmation(Done):
    """That somebody has confirmed a finding of the checks, as the answers were (`seen`)."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="confirmations")
    group = models.CharField("点検の種類", max_length=60)
    code = models.CharField("点検", max_length=60)
    seen = models.CharField("そのときの答え", max_length=16)
    note = models.TextField("確かめたこと")

    class Meta:
        verbose_name = verbose_name_plural = "食い違いの確認"
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "group", "code", "seen"], name="confirmation_once")
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.code}"


class Correction(Done):
    """That an official has put another answer into its place: what was there, what is there, and why."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="corrections")
    path = models.CharField("項目", max_length=100)
    before = PlainJSONField("前の答え", null=True)
    after = PlainJSONField("直した答え", null=True)
    reason = models.TextField("理由")
    version = models.PositiveIntegerField("直したときの版")

    class Meta:
        verbose_name = verbose_name_plural = "役所での訂正"
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "version"], name="correction_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.version}"
