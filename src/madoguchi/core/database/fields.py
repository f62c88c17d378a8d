"""Fields of models that PostgreSQL or its driver would otherwise make slow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models


class PlainJSONField(models.JSONField):
    """JSON that goes into a bulk insert as it is, for documents of more than a few keys.

    Django writes the rows of a bulk insert as one array for each column. A document then has each of its
    quotation marks escaped once more, one by one in Python, and undone again by PostgreSQL: with the answers
    of a household that takes longer than the rest of the insert.
    """

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """A plain placeholder. That a field has an opinion keeps Django from making arrays of the rows."""
        return "%s"

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Migrations see a JSONField: to the database it is the same."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options
