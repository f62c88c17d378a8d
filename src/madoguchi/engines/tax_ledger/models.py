"""Files that came, assets and owners of the ledger, notices of the registry office, and every change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.database.searching import KEY_COLLATION
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.tax_ledger.domain.states import AssetState, FileKind, NoticeState


class LedgerFile(TenantModel):
    """A file that was taken in, known by its hash: the same content again is the same file.

    `lines` are its lines without the first one; `taken` became rows, `known` were here already, `refused`
    have a problem (a notice that can be read is kept all the same, and waits for a person). `subject` is the
    case that its notices are (`case:<uuid>`).
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("番号", default=uuid4, unique=True, editable=False)
    kind = models.CharField("種類", max_length=10, choices=[(one.value, one.label) for one in FileKind])
    name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("大きさ")
    lines = models.PositiveIntegerField("行数", default=0)
    taken = models.PositiveIntegerField("取り込んだ行", default=0)
    known = models.PositiveIntegerField("取り込み済みの行", default=0)
    refused = models.PositiveIntegerField("問題のある行", default=0)
    subject = models.CharField("もとの記録", max_length=120, blank=True)
    received_at = models.DateTimeField("取り込んだ日時")
    received_by = models.CharField("取り込んだ職員", max_length=80)
    received_by_name = models.CharField("取り込んだ職員の名前", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "取り込んだファイル"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "kind", "sha256"], name="ledger_file_once")
        ]
        indexes = [models.Index(fields=["municipality_code", "subject"], name="ledger_file_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def what(self) -> FileKind:
        """The kind as a domain value."""
        return FileKind(self.kind)


class ColumnLayout(TenantModel):
    """Which columns hold which fields in the files of a kind that this municipality gets.

    `fields` is a map as `domain.columns.column_maps` reads it; names of columns and nobody's data.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    kind = models.CharField("種類", max_length=10, choices=[(one.value, one.label) for one in FileKind])
    fields = PlainJSONField("列の対応", default=dict)
    changed_at = models.DateTimeField("決めた日時")
    changed_by_name = models.CharField("決めた職員の名前", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "列の対応"
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "kind"], name="ledger_layout_once")
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def what(self) -> FileKind:
        """The kind as a domain value."""
        return FileKind(self.kind)


class HeldFile(TenantModel):
    """A file in another layout, kept while somebody chooses its columns, and a day at most."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("番号", default=uuid4, unique=True, editable=False)
    kind = models.CharField("種類", max_length=10, choices=[(one.value, one.label) for one in FileKind])
    name = models.CharField("ファイル名", max_length=200)
    content = models.BinaryField("内容")
    held_at = models.DateTimeField("送られた日時")
    held_by = models.CharField("送った職員", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "列を選んでいるファイル"
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def what(self) -> FileKind:
        """The kind as a domain value."""
        return FileKind(self.kind)


class LineProblem(TenantModel):
    """What is wrong with a line of a file: `line` as an editor counts it, `column` as the file calls it."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    file = models.ForeignKey(LedgerFile, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=60, blank=True)
    message = models.TextField("問題")

    class Meta:
        verbose_name = verbose_name_plural = "取り込めない行"
        ordering: ClassVar[list[str]] = ["line", "id"]

    def __str__(self) -> str:
        return f"{self.file_id} {self.line}"


class Owner(TenantModel):
    """宛名: who owns something here. `number` is that of the tax system; `from_outside`: added here for
    somebody whom the ledger did not know (住登外), until the tax system gives a number of its own.
    `check_due` says what a person has to look at, empty when nobody has to.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    number = models.CharField("宛名番号", max_length=40, db_collation=KEY_COLLATION)
    family_name = models.CharField("姓", max_length=100, blank=True)
    given_name = models.CharField("名", max_length=100, blank=True)
    corporate_name = models.CharField("法人・団体の名前", max_length=200, blank=True)
    name_kana = models.CharField("フリガナ", max_length=200, blank=True)
    address = models.CharField("住所", max_length=300, blank=True)
    birth_date = models.CharField("生年月日", max_length=10, blank=True)
    died = models.CharField("亡くなった日など", max_length=40, blank=True)
    name_key = models.CharField("氏名（検索）", max_length=200, db_collation=KEY_COLLATION, blank=True)
    kana_key = models.CharField("フリガナ（検索）", max_length=200, db_collation=KEY_COLLATION, blank=True)
    from_outside = models.BooleanField("住登外", default=False)
    check_due = models.CharField("確かめる理由", max_length=200, blank=True)
    added_at = models.DateTimeField("登録した日時")

    class Meta:
        verbose_name = verbose_name_plural = "宛名"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "number"], name="ledger_owner_number")
        ]
        indexes = [
            models.Index(fields=["municipality_code", "name_key"], name="ledger_owner_by_name"),
            models.Index(fields=["municipality_code", "kana_key"], name="ledger_owner_by_kana"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> str:
        """As it is written on paper."""
        return self.corporate_name or f"{self.family_name} {self.given_name}".strip()


class Asset(TenantModel):
    """A parcel (土地) or house (家屋) of the ledger as it stands now.

    `kind` and `land_category` are the words of the layout. `place_key` finds a lot whatever way it is
    written; `valuation_due` says why a person has to look at the value (評価), empty when nobody has to.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    number = models.CharField("資産番号", max_length=40, db_collation=KEY_COLLATION)
    kind = models.CharField("種類", max_length=2)
    town = models.CharField("町・大字", max_length=120)
    koaza = models.CharField("字・小字", max_length=120, blank=True)
    lot = models.CharField("地番", max_length=60)
    building_number = models.CharField("家屋番号", max_length=60, blank=True)
    land_category = models.CharField("地目", max_length=40, blank=True)
    area_m2 = models.DecimalField("地積（㎡）", max_digits=14, decimal_places=2, null=True, blank=True)
    use = models.CharField("用途", max_length=60, blank=True)
    structure = models.CharField("構造", max_length=120, blank=True)
    floor_areas = models.CharField("床面積", max_length=300, blank=True)
    place_key = models.CharField("所在（検索）", max_length=300, db_collation=KEY_COLLATION, blank=True)
    status = models.CharField(
        "状態",
        max_length=10,
        choices=[(one.value, one.label) for one in AssetState],
        default=AssetState.PRESENT.value,
    )
    ended_on = models.DateField("なくなった日", null=True, blank=True)
    valuation_due = models.CharField("評価を見る理由", max_length=200, blank=True)
    added_at = models.DateTimeField("登録した日時")

    class Meta:
        verbose_name = verbose_name_plural = "資産"
        ordering: ClassVar[list[str]] = ["place_key", "number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "number"], name="ledger_asset_number")
        ]
        indexes = [
            models.Index(fields=["municipality_code", "kind", "place_key"], name="ledger_asset_by_place"),
            models.Index(
                fields=["municipality_code", "id"],
                condition=~models.Q(valuation_due=""),
                name="ledger_asset_to_value",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> AssetState:
        """The status as a domain value."""
        return AssetState(self.status)

    @property
    def place(self) -> str:
        """Where it is, as it is read aloud."""
        return f"{self.town}{self.koaza}{self.lot}"

    @property
    def area(self) -> Decimal | None:
        """The area in square metres."""
        return self.area_m2


class Holding(TenantModel):
    """Who owns an asset now, and with what share (持分); both parts are empty where nobody told the share."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="holdings")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="holdings")
    numerator = models.PositiveBigIntegerField("持分の分子", null=True, blank=True)
    denominator = models.PositiveBigIntegerField("持分の分母", null=True, blank=True)
    place = models.PositiveSmallIntegerField("順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "所有"
        ordering: ClassVar[list[str]] = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["asset", "owner"], name="ledger_holding_once")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.owner_id}"

    @property
    def share(self) -> Fraction | None:
        """The share; None where it is not known."""
        if not self.numerator or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)


class Notice(TenantModel):
    """One line of a notice file (登記済通知). Never changed but for what has become of it.

    `number` is that of the registry office, `content` what the line says, by column; `digest` is SHA-256 of
    it: number and digest together are known once. `asset`, `owner`, `score`, `reason` and `evidence` are
    what matching found, or what a person decided.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    file = models.ForeignKey(LedgerFile, on_delete=models.PROTECT, related_name="notices")
    line = models.PositiveIntegerField("行")
    number = models.CharField("通知番号", max_length=80, db_collation=KEY_COLLATION)
    digest = models.CharField("内容の照合値", max_length=64)
    received_on = models.DateField("受け取った日", null=True, blank=True)
    kind = models.CharField("種類", max_length=2)
    event = models.CharField("異動の事由", max_length=10)
    content = PlainJSONField("内容", default=dict)
    status = models.CharField(
        "状態",
        max_length=10,
        choices=[(one.value, one.label) for one in NoticeState],
        default=NoticeState.RECEIVED.value,
    )
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    score = models.FloatField("点", null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    evidence = PlainJSONField("根拠", default=list)
    settled_at = models.DateTimeField("決まった日時", null=True, blank=True)
    settled_by = models.CharField("決めた職員", max_length=80, blank=True)
    settled_by_name = models.CharField("決めた職員の名前", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登記済通知"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "number", "digest"], name="ledger_notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["municipality_code", "status", "id"], name="ledger_notice_by_status"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> NoticeState:
        """The status as a domain value."""
        return NoticeState(self.status)


class Change(TenantModel):
    """異動: one asset or owner before and after, with the notice it comes from. Never changed, never deleted.

    `counters` is the change that this one takes back (訂正), `automatic` says that nobody decided it.
    `before` and `after` hold only what differs; `handover` is the record under which the tax system hears.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("異動番号", default=uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="changes")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    event = models.CharField("異動の事由", max_length=10)
    happened_on = models.DateField("原因の日", null=True, blank=True)
    before = PlainJSONField("異動の前", default=dict)
    after = PlainJSONField("異動の後", default=dict)
    automatic = models.BooleanField("自動", default=False)
    counters = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="countered_by"
    )
    reason = models.TextField("訂正の理由", blank=True)
    handover = models.UUIDField("引渡番号", null=True, blank=True)
    entered_at = models.DateTimeField("入れた日時")
    entered_by = models.CharField("入れた職員", max_length=80)
    entered_by_name = models.CharField("入れた職員の名前", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "異動"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes = [
            models.Index(fields=["municipality_code", "-id"], name="ledger_change_newest"),
            models.Index(fields=["municipality_code", "entered_at"], name="ledger_change_by_day"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def day(self) -> date | None:
        """The day of the cause."""
        return self.happened_on
