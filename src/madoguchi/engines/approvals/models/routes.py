"""The places on a document's route, what was done there, and what is to be looked at afterwards."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.packs import StageKind
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.approvals.domain.authority import Post
from madoguchi.engines.approvals.domain.progress import Step
from madoguchi.engines.approvals.domain.states import ActKind, Outcome, Way
from madoguchi.engines.approvals.models.documents import Document


class Place(TenantModel):
    """One place on the route of one version. `is_open`: somebody may act there now.

    The post is asked, not a person: whoever holds it on the day may act. `assigned_id` names a person in its
    holder's place. `version` is the document's.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="places")
    version = models.PositiveSmallIntegerField("版")
    stage = models.PositiveSmallIntegerField("段階")
    order = models.PositiveSmallIntegerField("段階の中の順")
    kind = models.CharField("役割", max_length=10, choices=[(one.value, one.label) for one in StageKind])
    label = models.CharField("専決区分", max_length=60, blank=True)
    position = models.CharField("職", max_length=60)
    position_label = models.CharField("職の名前", max_length=60)
    desk_role = models.CharField("窓口", max_length=60, blank=True)
    desk_name = models.CharField("課", max_length=100, blank=True)
    parallel = models.BooleanField("同時に回す", default=False)
    objection_returns = models.BooleanField("不同意なら差し戻す", default=False)
    outcome = models.CharField(
        "結果",
        max_length=10,
        choices=[(one.value, one.label) for one in Outcome],
        default=Outcome.WAITING.value,
    )
    is_open = models.BooleanField("順番が来ている", default=False)
    opened_at = models.DateTimeField("順番が来た日時", null=True, blank=True)
    assigned_id = models.CharField("名指しされた職員", max_length=80, blank=True)
    assigned_name = models.CharField("名指しされた職員の名前", max_length=100, blank=True)
    acted_by_id = models.CharField("判断した職員", max_length=80, blank=True)
    acted_by_name = models.CharField("判断した職員の名前", max_length=100, blank=True)
    way = models.CharField(
        "代理・代決", max_length=10, choices=[(one.value, one.label) for one in Way], blank=True
    )
    acted_at = models.DateTimeField("判断した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回議の順番"
        ordering: ClassVar[list[str]] = ["stage", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "version", "stage", "order"], name="approval_place_once"
            ),
        ]
        # However many are decided: only what is open now stands in these.
        indexes = [
            models.Index(
                fields=["municipality_code", "position", "desk_role", "opened_at", "id"],
                include=["document", "assigned_id"],
                condition=models.Q(is_open=True),
                name="approval_open_place",
            ),
            models.Index(
                fields=["municipality_code", "assigned_id", "opened_at", "id"],
                condition=models.Q(is_open=True) & ~models.Q(assigned_id=""),
                name="approval_open_assigned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.version} {self.stage}.{self.order}"

    @property
    def post(self) -> Post:
        """Whose place it is."""
        return Post(self.position, self.desk_role, self.assigned_id)

    @property
    def step(self) -> Step:
        """Its place in the order, and what became of it."""
        return Step(self.stage, self.order, self.parallel, self.result)

    @property
    def result(self) -> Outcome:
        """The outcome as a domain value."""
        return Outcome(self.outcome)

    @property
    def asks_for(self) -> StageKind:
        """The kind as a domain value."""
        return StageKind(self.kind)

    @property
    def acting_way(self) -> str:
        """代理, 代決, or nothing."""
        return Way(self.way).label if self.way else ""


class Act(TenantModel):
    """Something that was done to a document: its story, and the record of who answered for what.

    Written once; the database refuses to change it. `version_hash` is what the person saw.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="acts")
    version = models.PositiveSmallIntegerField("版")
    version_hash = models.CharField("版の照合値", max_length=64, blank=True)
    kind = models.CharField("できごと", max_length=16, choices=[(one.value, one.label) for one in ActKind])
    stage = models.PositiveSmallIntegerField("段階", null=True, blank=True)
    position_label = models.CharField("職の名前", max_length=60, blank=True)
    desk_name = models.CharField("課", max_length=100, blank=True)
    actor_id = models.CharField("職員", max_length=80)
    actor_name = models.CharField("職員の名前", max_length=100, blank=True)
    way = models.CharField(
        "代理・代決", max_length=10, choices=[(one.value, one.label) for one in Way], blank=True
    )
    for_id = models.CharField("だれの代わり", max_length=80, blank=True)
    for_name = models.CharField("代わりに判断された人の名前", max_length=100, blank=True)
    comment = models.TextField("コメント", blank=True)
    at = models.DateTimeField("日時")
    details = PlainJSONField("内容", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "起案文書の経過"
        ordering: ClassVar[list[str]] = ["at", "id"]
        indexes = [models.Index(fields=["document", "at", "id"], name="approval_act_of_document")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def what(self) -> ActKind:
        """The kind as a domain value."""
        return ActKind(self.kind)

    @property
    def acting_way(self) -> str:
        """代理, 代決, or nothing."""
        return Way(self.way).label if self.way else ""


class LaterReview(TenantModel):
    """Somebody acted in another's place, who is to look at it afterwards (後閲)."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="review")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="reviews")
    position = models.CharField("職", max_length=60)
    desk_role = models.CharField("窓口", max_length=60, blank=True)
    for_id = models.CharField("後閲する職員", max_length=80)
    for_name = models.CharField("後閲する職員の名前", max_length=100, blank=True)
    asked_at = models.DateTimeField("代わりに判断された日時")
    done_at = models.DateTimeField("後閲の日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "後閲"
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        indexes = [
            models.Index(
                fields=["municipality_code", "for_id", "asked_at"],
                condition=models.Q(done_at__isnull=True),
                name="approval_review_waiting",
            ),
            models.Index(
                fields=["municipality_code", "position", "desk_role"],
                condition=models.Q(done_at__isnull=True),
                name="approval_review_of_post",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.for_id}"
