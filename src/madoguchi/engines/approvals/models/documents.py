"""Documents, their versions and what is attached to them."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.attachments.models import KeptFile
from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.database.searching import KEY_COLLATION
from madoguchi.core.packs import Retention
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.approvals.domain.states import Medium, State

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
NOT_IN_LISTS = ("text", "items")
"""Columns that no list shows."""

_DECIDED = State.DECIDED.value


class Document(TenantModel):
    """One document (起案文書). While it is edited its columns are the draft; what goes round is a `Version`.

    `version` is the number of the last one, 0 before the first. Once decided, the database refuses every
    change of the row. `subject` says what it is about, as others name it (`case:<uuid>`). A title may hold
    somebody's name; `confidential` keeps it from everybody but the drafter's desk and those on the route.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    request_key = models.CharField("依頼の番号", max_length=120, blank=True)
    state = models.CharField(
        "状態",
        max_length=12,
        choices=[(one.value, one.label) for one in State],
        default=State.DRAFT.value,
    )
    kind_key = models.CharField("種類", max_length=60)
    kind_label = models.CharField("種類の名前", max_length=100)
    title = models.CharField("件名", max_length=LONGEST_TITLE)
    text = models.TextField("本文", blank=True)
    items = PlainJSONField("経路を決める項目", default=dict)
    desk_role = models.CharField("起案した窓口", max_length=60)
    desk_name = models.CharField("起案した課", max_length=100)
    drafter_id = models.CharField("起案者", max_length=80)
    drafter_name = models.CharField("起案者の名前", max_length=100, blank=True)
    subject = models.CharField("何についてか", max_length=120, blank=True)
    retention = models.CharField(
        "保存期間", max_length=10, choices=[(one.value, one.label) for one in Retention]
    )
    confidential = models.BooleanField("関係者だけが見る", default=False)
    wait_for_paper = models.BooleanField("紙が戻るまで決裁しない", default=False)
    version = models.PositiveSmallIntegerField("版", default=0)
    created_at = models.DateTimeField("作った日時")
    submitted_at = models.DateTimeField("起案した日時", null=True, blank=True)

    medium = models.CharField(
        "決裁の方法", max_length=12, choices=[(one.value, one.label) for one in Medium], blank=True
    )
    decided_at = models.DateTimeField("決裁の日時", null=True, blank=True)
    decided_on = models.DateField("決裁の日", null=True, blank=True)
    decided_by_name = models.CharField("決裁した人", max_length=100, blank=True)
    fiscal_year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    symbol = models.CharField("文書記号", max_length=40, db_collation=KEY_COLLATION, blank=True)
    serial = models.PositiveIntegerField("文書番号の連番", null=True, blank=True)
    number = models.CharField("文書番号", max_length=60, db_collation=KEY_COLLATION, blank=True)
    kept_until = models.DateField("保存の最後の日", null=True, blank=True)
    decision_hash = models.CharField("決裁の照合値", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "起案文書"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "fiscal_year", "symbol", "serial"],
                name="approval_number_once",
                condition=models.Q(state=_DECIDED),
            ),
            models.UniqueConstraint(
                fields=["municipality_code", "request_key"],
                name="approval_once_per_request",
                condition=~models.Q(request_key=""),
            ),
            models.CheckConstraint(
                name="approval_numbered_when_decided",
                condition=models.Q(
                    models.Q(state=_DECIDED, serial__isnull=False, decided_at__isnull=False)
                    | models.Q(~models.Q(state=_DECIDED), serial__isnull=True, decided_at__isnull=True)
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "-decided_at", "-id"],
                condition=models.Q(state=_DECIDED),
                name="approval_decided",
            ),
            models.Index(
                fields=["municipality_code", "desk_role", "-decided_at", "-id"],
                condition=models.Q(state=_DECIDED),
                name="approval_decided_of_desk",
            ),
            models.Index(fields=["municipality_code", "drafter_id", "-id"], name="approval_of_drafter"),
            models.Index(
                fields=["municipality_code", "subject"],
                condition=~models.Q(subject=""),
                name="approval_by_subject",
            ),
            models.Index(
                fields=["municipality_code", "symbol", "serial"],
                condition=models.Q(state=_DECIDED),
                name="approval_by_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_key} {self.uuid}"

    @property
    def where(self) -> State:
        """The state as a domain value."""
        return State(self.state)

    @property
    def kept_for(self) -> Retention:
        """The retention as a domain value."""
        return Retention(self.retention)

    @property
    def came_about(self) -> Medium | None:
        """How it was decided; None before."""
        return Medium(self.medium) if self.medium else None


class Version(TenantModel):
    """What went round once, word for word: written once, and the database refuses to change it.

    `content` is what is hashed (`domain/canonical.py`).
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版")
    content = PlainJSONField("内容", default=dict)
    sha256 = models.CharField("照合値", max_length=64)
    submitted_at = models.DateTimeField("回した日時")

    class Meta:
        verbose_name = verbose_name_plural = "起案文書の版"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="approval_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"


class Attachment(KeptFile):
    """A file of a document. Part of a version it is `sealed`, and its content is never changed again.

    `taken_out`: not part of the draft any more; earlier versions still have it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="attachments")
    sealed = models.BooleanField("版に含まれる", default=False)
    taken_out = models.BooleanField("外した", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "起案文書の添付"
        ordering: ClassVar[list[str]] = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "sha256", "file_name"], name="approval_attachment_once"
            ),
        ]


class PaperPart(TenantModel):
    """A part of a document that goes round on paper (併用決裁): what it is, how many sheets, whether it came
    back.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="paper_parts")
    name = models.CharField("書類の名前", max_length=100)
    sheets = models.PositiveSmallIntegerField("枚数")
    taken_out = models.BooleanField("外した", default=False)
    back_at = models.DateTimeField("戻った日時", null=True, blank=True)
    back_by = models.CharField("受け取った職員", max_length=80, blank=True)
    back_by_name = models.CharField("受け取った職員の名前", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "紙の書類"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.uuid}"
