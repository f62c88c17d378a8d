"""What somebody has checked, and the offices that apply for people."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.database.searching import KEY_COLLATION
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class Verdict(models.TextChoices):
    """What came of looking at a mandate."""

    VERIFIED = "verified", "確かめた"
    REFUSED = "refused", "認めない"


class MandateCheck(TenantModel):
    """Somebody looked at the mandate of a visit or an application (`source_uuid`); the latest one counts.

    `reason` is a `Refusal`, empty for what was verified. `notices_to_agent`: the mandate covers that notices
    go to whoever acts, and the person wishes it. Written once.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    source_uuid = models.UUIDField("来庁・申請")
    verdict = models.CharField("結果", max_length=10, choices=Verdict)
    reason = models.CharField("認めない理由", max_length=20, blank=True)
    note = models.TextField("メモ", blank=True)
    notices_to_agent = models.BooleanField("結果を代わりの人に送る", default=False)
    checked_at = models.DateTimeField("確かめた日時")
    checked_by = models.CharField("確かめた職員", max_length=80)
    checked_by_name = models.CharField("確かめた職員の名前", max_length=100, blank=True)

    acts_from_outside: bool = False
    """Set on the row in hand (not in the database): whether none of the people of the form has applied."""

    class Meta:
        verbose_name = verbose_name_plural = "委任の確認"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes = [
            models.Index(fields=["municipality_code", "source_uuid", "-id"], name="mandate_check_by_source")
        ]

    def __str__(self) -> str:
        return f"委任の確認 {self.uuid}"


class OfficeKind(models.TextChoices):
    """Kinds of offices, the codes of the vocabulary."""

    SUPPORT_CENTER = "support_center", "地域包括支援センター"
    CARE_MANAGER = "care_manager", "居宅介護支援事業所"
    FACILITY = "facility", "介護保険の施設"
    OTHER = "other_office", "そのほか"


class AgentOffice(TenantModel):
    """An office that applies for people, by its 事業所番号 of ten digits. `closed_on` is its last day."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    number = models.CharField("事業所番号", max_length=10, db_collation=KEY_COLLATION)
    name = models.CharField("名前", max_length=80)
    kind = models.CharField("種類", max_length=20, choices=OfficeKind)
    telephone = models.CharField("電話番号", max_length=20, blank=True)
    closed_on = models.DateField("閉じた日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代わりに申請する事業所"
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "number"], name="agent_office_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
