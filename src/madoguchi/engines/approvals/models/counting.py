"""What is counted while documents are decided, so that nothing has to be counted afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.core.database.searching import KEY_COLLATION
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.approvals.domain.states import Medium
from madoguchi.engines.approvals.models.documents import Document


class NumberSeries(TenantModel):
    """The last number given in a fiscal year under a symbol. Its row is locked while a document is decided:
    a decision that is undone gives its number back, so that there are no gaps.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    fiscal_year = models.PositiveSmallIntegerField("年度")
    symbol = models.CharField("文書記号", max_length=40, db_collation=KEY_COLLATION)
    last = models.PositiveIntegerField("最後の番号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文書番号"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "fiscal_year", "symbol"], name="approval_series_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.symbol} {self.last}"


class DecisionTally(TenantModel):
    """How many documents a desk decided in a month, by how."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    month = models.DateField("月の最初の日")
    desk_role = models.CharField("窓口", max_length=60)
    medium = models.CharField("決裁の方法", max_length=12, choices=[(one.value, one.label) for one in Medium])
    number = models.PositiveIntegerField("件数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "決裁の件数"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "month", "desk_role", "medium"], name="approval_tally_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.desk_role} {self.medium}"


class TitleKey(TenantModel):
    """An end of a word of a document's title (`domain/title_keys.py`)."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField("ことば", max_length=24, db_collation=KEY_COLLATION)

    class Meta:
        verbose_name = verbose_name_plural = "件名のことば"
        indexes = [
            models.Index(fields=["municipality_code", "key", "document"], name="approval_title_key"),
            models.Index(fields=["document", "key"], name="approval_title_of_document"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}"
