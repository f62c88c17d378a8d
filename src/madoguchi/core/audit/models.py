"""The audit log."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from madoguchi.core.tenancy.models import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class AppendOnlyError(Exception):
    """監査記録は書き足すことしかできません。"""


class AuditEntry(TenantModel):
    """One line of the log: an actor read or changed a subject.

    `subject` is a reference (`visit:<uuid>`, `household:<uuid>`), never a name; `details` says what
    changed by item keys, never by values. `sequence`, `previous_hash` and `hash` are filled in by PostgreSQL.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    sequence = models.BigIntegerField("通し番号", editable=False, default=0)
    at = models.DateTimeField("日時")
    actor_kind = models.CharField("主体の種類", max_length=10)
    actor_id = models.CharField("主体", max_length=80)
    action = models.CharField("操作", max_length=80)
    subject = models.CharField("対象", max_length=120, blank=True)
    purpose = models.CharField("目的", max_length=200, blank=True)
    details = models.JSONField("内容", default=dict)
    previous_hash = models.CharField("前の記録の照合値", max_length=64, editable=False, default="")
    hash = models.CharField("照合値", max_length=64, editable=False, default="")

    class Meta:
        verbose_name = verbose_name_plural = "監査記録"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "sequence"], name="audit_sequence_unique")
        ]
        indexes = [
            models.Index(fields=["municipality_code", "at"], name="audit_by_time"),
            models.Index(fields=["municipality_code", "subject"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"

    def save(self, *arguments: Any, **options: Any) -> None:
        """Insert; raises AppendOnlyError for a second time."""
        if not self._state.adding:
            raise AppendOnlyError(AppendOnlyError.__doc__)
        super().save(*arguments, **options)

    def delete(self, *_: Any, **__: Any) -> tuple[int, dict[str, int]]:
        """Raises AppendOnlyError."""
        raise AppendOnlyError(AppendOnlyError.__doc__)
