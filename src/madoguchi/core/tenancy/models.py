"""The base of every model that holds a municipality's data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from madoguchi.core.tenancy.scope import current_municipality
from madoguchi.core.vocabulary import Sensitivity

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField  # Django's fields take no type parameters at run time


class MunicipalityCodeField(_CharField):
    """A six-digit code that fills itself in, also in `bulk_create`, from the current municipality."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The row's own code, or that of the current `tenancy.municipality(...)`, or empty (and refused)."""
        if not getattr(model_instance, self.attname):
            setattr(model_instance, self.attname, current_municipality() or "")
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Migrations see a plain CharField: the database knows nothing of the filling in."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options


class TenantModel(models.Model):
    """A row that belongs to one municipality.

    A subclass says how sensitive its content is (`sensitivity`), and its migration puts
    `EnableRowSecurity("app_label", "ModelName")` after `CreateModel`; a test of the architecture looks for
    both. A row saved without `municipality_code` takes the one of the current `tenancy.municipality(...)`.
    """

    sensitivity: ClassVar[Sensitivity]

    municipality_code = MunicipalityCodeField("市町村コード", max_length=6, editable=False)

    class Meta:
        abstract = True
