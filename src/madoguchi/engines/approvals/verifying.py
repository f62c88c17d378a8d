"""Whether a decided document is still what was decided: hashes computed anew, and compared with the log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.core.attachments.models import digest
from madoguchi.core.audit import api as audit
from madoguchi.core.audit.api import record_reading
from madoguchi.engines.approvals.deciding import decision_content
from madoguchi.engines.approvals.domain.canonical import fingerprint
from madoguchi.engines.approvals.errors import DocumentNotFoundError
from madoguchi.engines.approvals.models import Attachment, Document, Version
from madoguchi.engines.approvals.seeing import check_may_read, check_may_see

_DECIDING = ("approvals.decide", "approvals.register_paper")


class Trouble(StrEnum):
    """What does not fit."""

    NOT_DECIDED = "not_decided"
    VERSION = "version"
    FILE = "file"
    FILE_MISSING = "file_missing"
    DECISION = "decision"
    LOG = "log"

    @property
    def label(self) -> str:
        """As people read it."""
        return {
            "not_decided": "まだ決裁されていません。",
            "version": "本文や項目が、回したときの照合値と合いません。",
            "file": "添付の中身が、回したときの照合値と合いません。",
            "file_missing": "添付がありません。",
            "decision": "決裁の記録（番号、経過、保存期間）が、決裁のときの照合値と合いません。",
            "log": "監査記録にある照合値と合いません。",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit; `what` is a file's number in the list, or empty."""

    trouble: Trouble
    what: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The result. `version_hash` and `decision_hash` are those that were kept."""

    document: Document
    findings: tuple[Finding, ...]
    version_hash: str = ""
    decision_hash: str = ""
    files: int = 0

    @property
    def holds(self) -> bool:
        """Whether everything is as it was decided."""
        return not self.findings


def verify_document(context: Context, uuid: UUID) -> Verification:
    """Compute all hashes of a document anew, files included.

    Raises DocumentNotFoundError, NotAllowedError.
    """
    check_may_read(context)
    with tenancy.municipality(context.municipality_code):
        document = Document.objects.filter(uuid=uuid).first()
        if document is None:
            raise DocumentNotFoundError
        check_may_see(context, document)
        found = _verify(document)
        record_reading(context, "approvals.verify", f"approval:{uuid}")
    return found


def _verify(document: Document) -> Verification:
    version = Version.objects.filter(document=document, number=document.version).first()
    if version is None or not document.decision_hash:
        return Verification(document, (Finding(Trouble.NOT_DECIDED),))
    findings = []
    content = version.content
    if fingerprint(content) != version.sha256 or content.get("document") != str(document.uuid):
        findings.append(Finding(Trouble.VERSION))
    for number, named in enumerate(content["attachments"], 1):
        # One at a time: thirty files of twenty megabytes need not lie in memory at once.
        file = Attachment.objects.filter(document=document, uuid=named["uuid"]).first()
        if file is None:
            findings.append(Finding(Trouble.FILE_MISSING, str(number)))
        elif digest(bytes(file.content)) != named["sha256"]:
            findings.append(Finding(Trouble.FILE, str(number)))
    if (document.title, document.text) != (content["title"], content["text"]):
        findings.append(Finding(Trouble.VERSION))
    if fingerprint(decision_content(document)) != document.decision_hash:
        findings.append(Finding(Trouble.DECISION))
    logged = [
        entry.details.get("sha256")
        for entry in audit.entries(subject=f"approval:{document.uuid}", limit=1_000)
        if entry.action in _DECIDING
    ]
    if logged != [document.decision_hash]:
        findings.append(Finding(Trouble.LOG))
    return Verification(
        document,
        tuple(dict.fromkeys(findings)),
        version.sha256,
        document.decision_hash,
        len(content["attachments"]),
    )
