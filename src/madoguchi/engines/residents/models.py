"""The register's tables. They hold what the core system exports, never a 個人番号."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from madoguchi.core.database.searching import KEY_COLLATION
from madoguchi.core.tenancy.models import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.residents.domain.certificates import LONGEST_ISSUER, LONGEST_SERIAL, Source
from madoguchi.engines.residents.domain.codes import NATIONALITY_KINDS, RELATIONS, SEXES, Status, UnknownPart
from madoguchi.engines.residents.domain.records import birth_date_of, join_address
from madoguchi.lib.japanese.dates import AnyDate
from madoguchi.lib.jpki import Purpose


class Household(TenantModel):
    """世帯: an address and the people who live there."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household_number = models.CharField("世帯番号", max_length=15, db_collation=KEY_COLLATION)
    postal_code = models.CharField("郵便番号", max_length=7, blank=True)
    town = models.CharField("町字", max_length=120)
    block = models.CharField("番地号表記", max_length=60, blank=True)
    building = models.CharField("方書", max_length=120, blank=True)
    phone = models.CharField("電話番号", max_length=20, blank=True)
    synthetic = models.BooleanField("架空", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "世帯"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "household_number"], name="household_number_unique"
            )
        ]

    def __str__(self) -> str:
        return self.household_number

    @property
    def address(self) -> str:
        """Town, block and building in one line."""
        return join_address(self.town, self.block, self.building)


class Resident(TenantModel):
    """住民: a person who lives or lived in the municipality."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="residents")
    resident_number = models.CharField("宛名番号", max_length=15, db_collation=KEY_COLLATION)
    order_in_household = models.PositiveSmallIntegerField("記載順位", default=1)
    name = models.CharField("氏名", max_length=200)
    name_kana = models.CharField("氏名_フリガナ", max_length=200, blank=True)
    name_key = models.CharField("氏名（検索）", max_length=200, db_collation=KEY_COLLATION)
    given_name_key = models.CharField("名（検索）", max_length=200, db_collation=KEY_COLLATION, blank=True)
    kana_key = models.CharField("フリガナ（検索）", max_length=200, db_collation=KEY_COLLATION, blank=True)
    given_kana_key = models.CharField(
        "名のフリガナ（検索）", max_length=200, db_collation=KEY_COLLATION, blank=True
    )
    birth_date = models.DateField("生年月日")
    birth_date_unknown = models.CharField(
        "生年月日_不詳フラグ",
        max_length=20,
        blank=True,
        default="",
        choices=[(part.value, part.name) for part in UnknownPart],
    )
    sex = models.CharField("性別", max_length=10, blank=True, choices=list(SEXES.items()))
    nationality_kind = models.CharField(
        "住民種別", max_length=10, default="japanese", choices=list(NATIONALITY_KINDS.items())
    )
    relation = models.CharField("続柄", max_length=20, choices=list(RELATIONS.items()))
    status = models.CharField(
        "住民状態",
        max_length=10,
        default=Status.RESIDENT.value,
        choices=[(each.value, each.label) for each in Status],
    )
    status_changed_on = models.DateField("消除の異動年月日", null=True, blank=True)
    destination = models.CharField("転出先住所", max_length=200, blank=True)
    protected = models.BooleanField("支援措置", default=False)
    became_resident_on = models.DateField("住民となった年月日", null=True, blank=True)
    address_since = models.DateField("住所を定めた年月日", null=True, blank=True)
    health_insurance = models.CharField("健康保険", max_length=20, blank=True)
    pension_kind = models.CharField("年金資格種別", max_length=12, blank=True)
    care_insured = models.BooleanField("介護資格有無", default=False)
    care_level = models.CharField("要介護状態区分", max_length=12, blank=True)
    child_allowance = models.BooleanField("児童手当資格", default=False)
    has_my_number_card = models.BooleanField("マイナンバーカード", default=False)
    synthetic = models.BooleanField("架空", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "住民"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "resident_number"], name="resident_number_unique"
            )
        ]
        indexes = [
            models.Index(fields=["municipality_code", "name_key"], name="resident_by_name"),
            models.Index(fields=["municipality_code", "given_name_key"], name="resident_by_given_name"),
            models.Index(fields=["municipality_code", "kana_key"], name="resident_by_kana"),
            models.Index(fields=["municipality_code", "given_kana_key"], name="resident_by_given_kana"),
            models.Index(fields=["municipality_code", "birth_date"], name="resident_by_birth_date"),
        ]

    def __str__(self) -> str:
        return self.resident_number

    @property
    def birth(self) -> AnyDate:
        """The birth date, partial where a part is unknown."""
        return birth_date_of(self.birth_date, self.birth_date_unknown)


class CertificateSerial(TenantModel):
    """シリアル番号の紐付: whose certificate has this serial number, and since when that is known here.

    A row is never changed but for `replaced_at`: what held once can be told later. One row of a certificate
    is current, the one that nothing has replaced.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="certificates")
    issuer = models.CharField("発行者", max_length=LONGEST_ISSUER, db_collation=KEY_COLLATION)
    serial = models.CharField("シリアル番号", max_length=LONGEST_SERIAL, db_collation=KEY_COLLATION)
    purpose = models.CharField(
        "証明書種別", max_length=14, choices=[(each.value, each.name) for each in Purpose]
    )
    valid_from = models.DateTimeField("有効期間開始")
    valid_until = models.DateTimeField("有効期間終了")
    revoked_at = models.DateTimeField("失効日時", null=True, blank=True)
    source = models.CharField("出所", max_length=8, choices=[(each.value, each.name) for each in Source])
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.CharField("記録した人", max_length=100)
    replaced_at = models.DateTimeField("置きかえた日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "証明書のシリアル番号"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "serial", "issuer"],
                condition=models.Q(replaced_at__isnull=True),
                name="certificate_of_one_resident",
            )
        ]

    def __str__(self) -> str:
        return self.serial

    @classmethod
    def current(cls) -> models.QuerySet[CertificateSerial]:
        """The rows that hold now."""
        return cls.objects.filter(replaced_at__isnull=True)

    def says_the_same(self, other: CertificateSerial) -> bool:
        """Whether another row would add nothing: the register's word is more than a clerk's."""
        return self._told() == other._told()

    def _told(self) -> tuple[object, ...]:
        return (
            self.resident_id,
            self.purpose,
            self.valid_from,
            self.valid_until,
            self.revoked_at,
            self.source,
        )
