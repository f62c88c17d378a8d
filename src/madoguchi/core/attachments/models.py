"""A file that is kept with something: its content, what it is, and whether it was looked at for viruses."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import uuid4

from django.db import models

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.attachments.scanning import Verdict, scanner
from madoguchi.core.tenancy import TenantModel
from madoguchi.lib.attachments import CheckedFile, FileKind, ScanState


class KeptFile(TenantModel):
    """A file as it came. `media_type` is what its content is, whatever its name said.

    The content of an infected file is gone; `sha256` (hexadecimal) still says which file it was.
    """

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    file_name = models.CharField("ファイル名", max_length=200)
    media_type = models.CharField("種類", max_length=40, choices=[(one.value, one.label) for one in FileKind])
    size = models.PositiveIntegerField("大きさ")
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("内容")
    scan_state = models.CharField(
        "ウイルス検査", max_length=20, choices=[(one.value, one.label) for one in ScanState]
    )
    scanned_at = models.DateTimeField("検査の時刻", null=True, blank=True)
    added_at = models.DateTimeField("加えた日時")
    added_by = models.CharField("加えた職員", max_length=80)
    added_by_name = models.CharField("加えた職員の名前", max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.media_type} {self.uuid}"

    @property
    def kind(self) -> FileKind:
        """What the content is."""
        return FileKind(self.media_type)

    @property
    def scan(self) -> ScanState:
        """What is known of viruses in it."""
        return ScanState(self.scan_state)

    @property
    def may_be_opened(self) -> bool:
        """Whether somebody may look at it: not before the scanner has spoken, nor if it found one."""
        return self.scan in (ScanState.CLEAN, ScanState.NOT_SCANNED)

    def take(self, content: bytes, checked: CheckedFile, at: datetime, actor: Actor) -> bool:
        """Fill it with a file that was checked; true where a scanner is to look at it once it is saved."""
        wanted = scanner() is not None
        self.file_name, self.media_type = checked.name, checked.kind.value
        self.size, self.sha256, self.content = len(content), digest(content), content
        self.scan_state = (ScanState.WAITING if wanted else ScanState.NOT_SCANNED).value
        self.added_at, self.added_by, self.added_by_name = at, actor.id, actor.display_name
        return wanted

    def record(self, verdict: Verdict, at: datetime) -> None:
        """Save what the scanner said. What is infected loses its content at once and for good."""
        self.scanned_at = at
        self.scan_state = (ScanState.CLEAN if verdict.clean else ScanState.INFECTED).value
        if not verdict.clean:
            self.content = b""
        self.save(update_fields=["scanned_at", "scan_state", "content"])


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
