"""The tables of this engine: drafts and their files as ciphertext."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from madoguchi.core.chunks import Chunk
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


class DraftFile(TenantModel):
    """A file that a resident has put beside a draft; its name stands inside the draft.

    `uuid` is made here and owns the chunks; `size` counts the file before encryption, in bytes. Until
    `expires_at` it waits for a signature; None: somebody has signed, and it lives as long as its draft.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("外部番号", default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, related_name="files", verbose_name="書きかけの申請"
    )
    size = models.PositiveBigIntegerField("大きさ")
    expires_at = models.DateTimeField("有効期限", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "書きかけの申請のファイル"

    def __str__(self) -> str:
        return f"書きかけの申請のファイル {self.uuid}"


class DraftChunk(Chunk):
    """Up to 1 MiB of an encrypted file."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    class Meta(Chunk.Meta):
        verbose_name = verbose_name_plural = "書きかけの申請のファイルの中身"
