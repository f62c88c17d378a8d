"""Whether a decided document is still what was decided: hashes computed anew, and compared with the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.core.attachments.models import digest
from madoguchi.core.audit.api import record_reading
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.approvals.deciding import decision_content, words_of
from madoguchi.engines.approvals.domain.canonical import fingerprint
from madoguchi.engines.approvals.domain.numbers import read_number
from madoguchi.engines.approvals.domain.states import Outcome, State
from madoguchi.engines.approvals.errors import DocumentNotFoundError
from madoguchi.engines.approvals.models import Act, Attachment, Document, PaperPart, Place, Version
from madoguchi.engines.approvals.seeing import check_may_read, check_may_see

_AT_ONCE = 500
_DECIDING = ("approvals.decide", "approvals.register_paper")


class Trouble(StrEnum):
    """What does not fit."""

    NOT_DECIDED = "not_decided"
    VERSION = "version"
    FILE = "file"
    FILE_MISSING = "file_missing"
    FILE_MORE = "file_more"
    DECISION = "decision"
    LOG = "log"

    @property
    def label(self) -> str:
        """As people read it."""
        return {
            "not_decided": "まだ決裁されていません。",
            "version": "件名、本文、項目などが、回したときの照合値と合いません。",
            "file": "添付の中身か名前が、回したときの照合値と合いません。",
            "file_missing": "添付がありません。",
            "file_more": "回したときになかった添付があります。",
            "decision": "決裁の記録（番号、回った順、経過、保存期間）が、決裁のときの照合値と合いません。",
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


def quick_findings(document: Document) -> tuple[Finding, ...]:
    """What does not fit in a decided document, without reading its files: for each look at it. Inside
    `tenancy.municipality(...)`.
    """
    return _verify(document, contents=False).findings


def _verify(document: Document, *, contents: bool = True) -> Verification:
    version = Version.objects.filter(document=document, number=document.version).first()
    if version is None or not document.decision_hash:
        return Verification(document, (Finding(Trouble.NOT_DECIDED),))
    findings = []
    content = version.content
    # What is on the pages stands in columns of its own: they must say the same.
    shown = words_of(document) | {
        "papers": [
            {"name": one.name, "sheets": one.sheets}
            for one in PaperPart.objects.filter(document=document, taken_out=False).order_by("id")
        ],
    }
    if fingerprint(content) != version.sha256 or any(content.get(key) != shown[key] for key in shown):
        findings.append(Finding(Trouble.VERSION))
    # Whoever changed the content may have left anything there.
    listed = content.get("attachments")
    named = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    findings += _files(document, named, contents)
    if fingerprint(decision_content(document)) != document.decision_hash or not _route_holds(document):
        findings.append(Finding(Trouble.DECISION))
    logged = [
        entry.details.get("sha256")
        # However often it was looked at since: by its subject and what was done.
        for entry in AuditEntry.objects.filter(subject=f"approval:{document.uuid}", action__in=_DECIDING)
    ]
    if logged != [document.decision_hash]:
        findings.append(Finding(Trouble.LOG))
    return Verification(
        document, tuple(dict.fromkeys(findings)), version.sha256, document.decision_hash, len(named)
    )


def _files(document: Document, named: Sequence[Mapping[str, Any]], contents: bool) -> Iterator[Finding]:
    """Of the files that a version names (`contents`: read them), and of those that it does not name."""
    rows = Attachment.objects.filter(document=document)
    there = {str(file.uuid): file for file in rows.defer("content")}
    for number, one in enumerate(named, 1):
        file = there.get(str(one.get("uuid")))
        if file is None or file.taken_out:
            yield Finding(Trouble.FILE_MISSING, str(number))
            continue
        held = file.sha256
        if contents:
            # One at a time: thirty files of twenty megabytes need not lie in memory at once.
            held = digest(bytes(rows.values_list("content", flat=True).get(pk=file.pk)))
        if (held, file.file_name, file.media_type) != tuple(map(one.get, ("sha256", "name", "media_type"))):
            yield Finding(Trouble.FILE, str(number))
    known = {one.get("uuid") for one in named}
    if any(key not in known and not file.taken_out for key, file in there.items()):
        yield Finding(Trouble.FILE_MORE)


def _route_holds(document: Document) -> bool:
    """Whether each judgement that the route shows stands in the story, whose acts are part of the hash."""
    acts = {
        (act.stage, act.kind, act.actor_id, act.actor_name, act.way, act.at, act.position_label)
        for act in Act.objects.filter(document=document, version=document.version)
    }
    return all(
        (
            place.stage,
            place.outcome,
            place.acted_by_id,
            place.acted_by_name,
            place.way,
            place.acted_at,
            place.position_label,
        )
        in acts
        for place in Place.objects.filter(document=document, version=document.version)
        if place.result is not Outcome.SKIPPED
    )
