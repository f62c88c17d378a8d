"""The base of every model that holds a municipality's data."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from madoguchi.core.tenancy.scope import current_municipality
from madoguchi.core.vocabulary import Sensitivity


class TenantModel(models.Model):
    """A row that belongs to one municipality.

    A subclass says how sensitive its content is (`sensitivity`), and its migration puts
    `EnableRowSecurity("app_label", "ModelName")` after `CreateModel`; a test of the architecture looks for
    both. A row saved without `municipality_code` takes the one of the current `tenancy.municipality(...)`.
    """

    sensitivity: ClassVar[Sensitivity]

    municipality_code = models.CharField("市町村コード", max_length=6, editable=False)

    class Meta:
        abstract = True

    def save(self, *arguments: Any, **options: Any) -> None:
        """Save, filling in the municipality of the current block."""
        if not self.municipality_code:
            self.municipality_code = current_municipality() or ""
        super().save(*arguments, **options)
