"""Cases and their story."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models.functions import Coalesce

from madoguchi.core import clock
from madoguchi.core.attachments.models import KeptFile
from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.database.searching import KEY_COLLATION
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.cases.domain.numbers import format_number
from madoguchi.engines.cases.domain.states import FINISHED, Channel, Light, Status, Step, light
from madoguchi.lib.japanese.dates import AnyDate, PartialDate
from madoguchi.lib.japanese.kanji import search_key
from madoguchi.lib.japanese.names import split_name
from madoguchi.lib.japanese.text import TextError

WITHOUT_DUE_DATE = date(9999, 12, 31)
"""Where a case without a due date stands among the others: at the end."""

NOT_IN_LISTS = ("data", "search_text")
"""Columns that no list shows and that are most of a row."""

LONGEST_KEY = 200
"""Search keys are cut here, longer than anybody types: three of them fit into a row of an index."""

_FAMILY, _GIVEN = ("name_key", "kana_key"), ("given_name_key", "given_kana_key")
_NAME_INDEXES = (
    ("case_by_name", "name_key", _GIVEN),
    ("case_by_kana", "kana_key", _GIVEN),
    ("case_by_given_name", "given_name_key", _FAMILY),
    ("case_by_given_kana", "given_kana_key", _FAMILY),
)
"""The column that is searched, and those that are looked at beside it; of three keys, each cut."""

_FINISHED = sorted(status.value for status in FINISHED)


class Case(TenantModel):
    """One procedure of one person (or of the household) on the desk that owns it.

    `source_uuid` is the visit or the online application (`channel`) that brought it, and `number` its
    受付番号; with procedure and person it makes the case unique, so that nothing is opened twice. `data` is
    the JSON form of the facts that the desk needs. The `…_key` columns and the birth span are for searching
    only (`search_key`); a birth date that is not wholly known is the span of the days that it can be.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    number = models.CharField("受付番号", max_length=20, db_collation=KEY_COLLATION)
    channel = models.CharField(
        "受付の方法",
        max_length=10,
        choices=[(one.value, one.label) for one in Channel],
        default=Channel.COUNTER.value,
    )
    source_uuid = models.UUIDField("来庁・申請", null=True, blank=True)
    procedure_key = models.CharField("手続き", max_length=80)
    procedure_label = models.CharField("手続きの名前", max_length=200)
    person_index = models.PositiveSmallIntegerField("世帯の何人目か", null=True, blank=True)
    person_name = models.CharField("だれの", max_length=400, blank=True)
    person_kana = models.CharField("フリガナ", max_length=400, blank=True)
    desk_role = models.CharField("窓口", max_length=60)
    status = models.CharField(
        "状態",
        max_length=20,
        choices=[(one.value, one.label) for one in Status],
        default=Status.ACCEPTED.value,
    )
    due = models.DateField("期限", null=True, blank=True)
    urgency = models.GeneratedField(
        expression=Coalesce("due", models.Value(WITHOUT_DUE_DATE, output_field=models.DateField())),
        output_field=models.DateField("急ぐ順"),
        db_persist=True,
    )
    opened_at = models.DateTimeField("受け付けた日時")
    closed_at = models.DateTimeField("終わった日時", null=True, blank=True)
    assignee_id = models.CharField("担当の職員", max_length=80, blank=True)
    assignee_name = models.CharField("担当の職員の名前", max_length=100, blank=True)
    note = models.TextField("最後のメモ", blank=True)
    data = PlainJSONField("内容", default=dict)

    name_key = models.CharField("氏名（検索）", max_length=400, db_collation=KEY_COLLATION, blank=True)
    given_name_key = models.CharField("名（検索）", max_length=400, db_collation=KEY_COLLATION, blank=True)
    kana_key = models.CharField("フリガナ（検索）", max_length=400, db_collation=KEY_COLLATION, blank=True)
    given_kana_key = models.CharField(
        "名のフリガナ（検索）", max_length=400, db_collation=KEY_COLLATION, blank=True
    )
    birth_first = models.DateField("生年月日（いちばん早い日）", null=True, blank=True)
    birth_last = models.DateField("生年月日（いちばん遅い日）", null=True, blank=True)
    search_text = models.TextField("検索のための文字列", blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "案件"
        ordering: ClassVar[list[str]] = ["urgency", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "source_uuid", "procedure_key", "person_index"],
                name="case_once_per_source_procedure_person",
                nulls_distinct=False,
                condition=models.Q(source_uuid__isnull=False),
            ),
            models.CheckConstraint(
                name="case_closed_when_finished",
                condition=models.Q(
                    models.Q(status__in=_FINISHED, closed_at__isnull=False)
                    | models.Q(~models.Q(status__in=_FINISHED), closed_at__isnull=True)
                ),
            ),
        ]
        # The worklists read keys and states from the index alone; only the rows of one page are fetched.
        indexes = [
            models.Index(
                fields=["municipality_code", "desk_role", "urgency", "id"],
                include=["status", "assignee_id"],
                condition=models.Q(closed_at__isnull=True),
                name="case_worklist",
            ),
            models.Index(
                fields=["municipality_code", "desk_role", "-closed_at", "-id"],
                include=["status"],
                condition=models.Q(closed_at__isnull=False),
                name="case_finished",
            ),
            models.Index(fields=["municipality_code", "source_uuid"], name="case_by_source"),
            models.Index(fields=["municipality_code", "number"], name="case_by_number"),
            models.Index(fields=["municipality_code", "status", "-id"], name="case_by_status"),
            models.Index(fields=["municipality_code", "procedure_key", "-id"], name="case_by_procedure"),
            # With both names written, the other one is compared in the index of the rarer.
            *(
                models.Index(fields=["municipality_code", column, "-id"], include=others, name=name)
                for name, column, others in _NAME_INDEXES
            ),
            models.Index(fields=["municipality_code", "birth_first"], name="case_by_birth"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_key} {self.uuid}"

    @property
    def state(self) -> Status:
        """The status as a domain value."""
        return Status(self.status)

    @property
    def came_by(self) -> Channel:
        """The channel as a domain value."""
        return Channel(self.channel)

    @property
    def visit_uuid(self) -> UUID | None:
        """The visit at which it was accepted; None for what came online."""
        return self.source_uuid if self.came_by is Channel.COUNTER else None

    @property
    def number_text(self) -> str:
        """受付番号 as people read it."""
        return format_number(self.number)

    def light(self, today: date | None = None) -> Light:
        """How near the due date is; `today` as in Japan by default."""
        return light(self.due, self.state, today or clock.today())

    def fill_search_columns(self, birth: AnyDate | None = None) -> None:
        """What a clerk may type to find it, folded: name, reading, birth date, procedure."""
        self.name_key, self.given_name_key = _keys(self.person_name)
        self.kana_key, self.given_kana_key = _keys(self.person_kana)
        if isinstance(birth, PartialDate):
            self.birth_first, self.birth_last = birth.earliest, birth.latest
        else:
            self.birth_first = self.birth_last = birth
        self.search_text = search_key(f"{self.person_name} {self.person_kana} {self.procedure_label}")


class CaseEvent(TenantModel):
    """One step in the story of a case; written once."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    step = models.CharField("できごと", max_length=20, choices=[(one.value, one.label) for one in Step])
    at = models.DateTimeField("日時")
    actor_id = models.CharField("職員", max_length=80)
    actor_name = models.CharField("職員の名前", max_length=100, blank=True)
    note = models.TextField("メモ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "案件の経過"
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"

    @property
    def label(self) -> str:
        """The step as people read it."""
        return Step(self.step).label


class Attachment(KeptFile):
    """A file that belongs to a case."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")

    class Meta:
        verbose_name = verbose_name_plural = "添付"
        ordering: ClassVar[list[str]] = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sha256"], name="attachment_once_per_case"),
        ]


def _keys(name: str) -> tuple[str, str]:
    """The search keys of a whole name and of the given name alone; empty where there is none."""
    if not name:
        return "", ""
    try:
        given = split_name(name).given
    except TextError:  # a name with characters that no form takes is still found as a whole
        given = ""
    return search_key(name)[:LONGEST_KEY], search_key(given)[:LONGEST_KEY]
