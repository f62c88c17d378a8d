"""The one table of this engine: drafts as ciphertext."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class Draft(TenantModel):
    """What a resident typed so far, readable only with the key in the resident's own browser.

    The content may hold 要配慮個人情報, so it counts as sensitive although nothing of it can be read here.
    The table tells how many drafts there are and when they end, and nothing else.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid.uuid4, unique=True, editable=False)
    ciphertext = models.BinaryField("暗号文")
    version = models.PositiveIntegerField("保存した回数", default=1)
    expires_at = models.DateTimeField("有効期限", db_index=True)

    class Meta:
        verbose_name = "書きかけの申請"
        verbose_name_plural = "書きかけの申請"

    def __str__(self) -> str:
        return f"書きかけの申請 {self.uuid}"
