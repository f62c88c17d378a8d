"""What people are asked (a review with its candidates), and what they decided about a pair of records."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.matching.domain.records import Ground, Record
from madoguchi.engines.matching.domain.states import PairVerdict, ReviewOutcome, ReviewStatus


class Review(TenantModel):
    """A record that asks, beside one or more candidates, and where the question stands.

    `kind` is a key of `kinds`, `subject` the opaque reference of what the asking journey asks about
    (`notice:<number>`): one review for each. `version` counts what was decided in it, so that a second person
    is told. `held_by` looks at it until `held_until`: others are given the next one.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("確認の番号", default=uuid.uuid4, editable=False, unique=True)
    kind = models.CharField("種類", max_length=60)
    subject = models.CharField("もとの記録", max_length=120)
    desk = models.CharField("担当の課", max_length=60)
    title = models.CharField("だれの・なにの", max_length=400, blank=True)
    reason = models.TextField("人が確かめる理由", blank=True)
    record = PlainJSONField("照合する記録", default=dict)
    fingerprint = models.CharField("内容の照合値", max_length=64)
    status = models.CharField(
        "状態", max_length=10, choices=[(one.value, one.label) for one in ReviewStatus], default="waiting"
    )
    outcome = models.CharField(
        "結果", max_length=10, choices=[(one.value, one.label) for one in ReviewOutcome], blank=True
    )
    chosen = models.CharField("同じとされた記録", max_length=120, blank=True)
    version = models.PositiveIntegerField("版", default=0)
    opened_at = models.DateTimeField("できた日時")
    touched_at = models.DateTimeField("動いた日時")
    settled_at = models.DateTimeField("決着した日時", null=True, blank=True)
    settled_by_name = models.CharField("決めた職員", max_length=100, blank=True)
    held_by = models.CharField("見ている職員", max_length=80, blank=True)
    held_by_name = models.CharField("見ている職員の名前", max_length=100, blank=True)
    held_until = models.DateTimeField("いつまで", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "照合の確認"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "kind", "subject"], name="matching_review_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "status", "desk", "touched_at"], name="matching_review_next"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def state(self) -> ReviewStatus:
        """The status as a domain value."""
        return ReviewStatus(self.status)

    @property
    def asks(self) -> Record:
        """The record that asks."""
        return Record.from_json(self.record)


class Decision(TenantModel):
    """What somebody said of a pair. Never changed but for its end: the current one has no `ended_at`."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("決定の番号", default=uuid.uuid4, editable=False, unique=True)
    kind = models.CharField("種類", max_length=60)
    pair = models.CharField("組の照合値", max_length=64)
    verdict = models.CharField("決定", max_length=10, choices=[(one.value, one.label) for one in PairVerdict])
    note = models.TextField("理由・メモ", blank=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField("決めた日時")
    decided_by = models.CharField("決めた職員の番号", max_length=80)
    decided_by_name = models.CharField("決めた職員", max_length=100, blank=True)
    ended_at = models.DateTimeField("置きかえた日時", null=True, blank=True)
    ended_by = models.CharField("置きかえた職員の番号", max_length=80, blank=True)
    ended_by_name = models.CharField("置きかえた職員", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "照合の決定"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "pair"],
                condition=models.Q(ended_at__isnull=True),
                name="matching_one_decision_of_a_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.uuid}"

    @property
    def says(self) -> PairVerdict:
        """The verdict as a domain value."""
        return PairVerdict(self.verdict)


class Candidate(TenantModel):
    """One candidate of a review, in the order of weight; `number` begins at 1."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="candidates")
    number = models.PositiveSmallIntegerField("番号")
    record = PlainJSONField("候補の記録", default=dict)
    grounds = models.JSONField("理由", default=list)
    weight = models.FloatField("重み", default=0.0)
    probability = models.FloatField("確率", null=True, blank=True)
    pair = models.CharField("組の照合値", max_length=64)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="candidates"
    )

    class Meta:
        verbose_name = verbose_name_plural = "照合の候補"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="matching_candidate_number"),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "pair"], name="matching_candidate_by_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}-{self.number}"

    @property
    def shows(self) -> Record:
        """The candidate's record."""
        return Record.from_json(self.record)

    @property
    def speaks(self) -> tuple[Ground, ...]:
        """What speaks for and against."""
        return tuple(Ground(*one) for one in self.grounds)

    @property
    def said(self) -> str:
        """The verdict of the pair; empty where nobody has decided."""
        return self.decision.verdict if self.decision is not None else ""
