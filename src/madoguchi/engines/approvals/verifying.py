"""Whether a decided document is still what was decided: hashes computed anew, and compared with the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.core.attachments.models import digest
from madoguchi.core.audit.api import record_reading
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.approvals.deciding import decision_content
from madoguchi.engines.approvals.domain.canonical import fingerprint
from madoguchi.engines.approvals.domain.numbers import read_number
from madoguchi.engines.approvals.domain.states import State
from madoguchi.engines.approvals.errors import DocumentNotFoundError
from madoguchi.engines.approvals.models import Attachment, Document, Version
from madoguchi.engines.approvals.seeing import check_may_read, check_may_see

_AT_ONCE = 500
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


def decided_uuids(context: Context, *, number: str = "", fiscal_year: int | None = None) -> Iterator[UUID]:
    """The decided documents of the municipality, the oldest first: that of a number, of a year, or all.

    Read in pieces, so that a million of them need no more memory than a thousand. Raises NotAllowedError.
    """
    check_may_read(context)
    last = 0
    while True:
        with tenancy.municipality(context.municipality_code):
            found = Document.objects.filter(state=State.DECIDED.value, pk__gt=last)
            if number:
                wanted = read_number(number)
                if wanted is None:
                    return
                found = found.filter(symbol=wanted.symbol, serial=wanted.serial)
                if wanted.fiscal_year is not None:
                    found = found.filter(fiscal_year=wanted.fiscal_year)
            if fiscal_year is not None:
                found = found.filter(fiscal_year=fiscal_year)
            rows = list(found.order_by("pk").values_list("pk", "uuid")[:_AT_ONCE])
        yield from (uuid for _, uuid in rows)
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1][0]


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
        # However often it was looked at since: by its subject and what was done.
        for entry in AuditEntry.objects.filter(subject=f"approval:{document.uuid}", action__in=_DECIDING)
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
