"""What this journey keeps in the resident's draft, beside the answers: under the browser's key like them."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from madoguchi.engines.forms.api import DraftChange, Json
from madoguchi.lib.jpki import SignatureFile

ALL: Final = "from_home"
_APPLICATION: Final = f"{ALL}/application"
_SIGNED_AT: Final = f"{ALL}/signed_at"
_DIGEST: Final = f"{ALL}/digest"
_SIGNATURE: Final = f"{ALL}/signature"
_SECRET: Final = f"{ALL}/secret"
_SENT_AT: Final = f"{ALL}/sent_at"
_LATER_CHANGES: Final = f"{ALL}/later_changes"
_CORRECTS: Final = f"{ALL}/corrects"
_FILE: Final = f"{ALL}/file/"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that goes with the application; its content lies beside the draft.

    `paper` is the key of the paper that it is, of the pack's things to bring, or empty.
    """

    uuid: UUID
    name: str = field(repr=False)
    size: int
    sha256: str
    paper: str = ""


@dataclass(frozen=True, slots=True)
class OnlineDraft:
    """How far this draft has come. `signature` has the digest of the paper that was signed.

    `secret` opens the office's answers; it is here before anything is signed, because the signed text names
    the box that it opens. So nothing that was sent can be without it. `later_changes`: what was sent is an
    earlier text than the one that is signed now.
    """

    application: UUID | None
    signed_at: datetime | None
    digest: str
    signature: tuple[str, SignatureFile] | None = field(repr=False)
    secret: str = field(repr=False)
    sent_at: datetime | None
    later_changes: bool
    corrects: bool
    files: tuple[KeptFile, ...]


def read(content: Mapping[str, Json]) -> OnlineDraft:
    """What a draft's content says of the online application."""
    application, signature = content.get(_APPLICATION), content.get(_SIGNATURE)
    return OnlineDraft(
        application=None if application is None else UUID(application),
        signed_at=_moment(content.get(_SIGNED_AT)),
        digest=str(content.get(_DIGEST, "")),
        signature=None if signature is None else _signature(signature),
        secret=str(content.get(_SECRET, "")),
        sent_at=_moment(content.get(_SENT_AT)),
        later_changes=bool(content.get(_LATER_CHANGES)),
        corrects=bool(content.get(_CORRECTS)),
        files=_files(content),
    )


def paper_change(application: UUID, secret: str, signed_at: datetime, digest: str) -> DraftChange:
    """There is a new paper; what was signed before counts no more. Number and secret stay those of before."""
    return DraftChange(
        {_SIGNED_AT: signed_at.isoformat(), _DIGEST: digest},
        removed=frozenset({_SIGNATURE}),
        initial={_APPLICATION: str(application), _SECRET: secret},
    )


def signature_change(digest: str, file: SignatureFile) -> DraftChange:
    """The paper with that digest is signed."""
    kept = {
        "digest": digest,
        "certificate": base64.b64encode(file.certificate).decode("ascii"),
        "signature": base64.b64encode(file.signature).decode("ascii"),
    }
    return DraftChange({_SIGNATURE: kept})


def sent_change(at: datetime, *, later_changes: bool) -> DraftChange:
    """It has been sent, the first time at this moment."""
    sent = {_SENT_AT: at.isoformat(timespec="seconds")}
    return DraftChange(initial=sent | ({_LATER_CHANGES: True} if later_changes else {}))


def correction_change(application: UUID, secret: str) -> DraftChange:
    """The draft corrects an application that was sent."""
    return DraftChange({_APPLICATION: str(application), _SECRET: secret, _CORRECTS: True})


def another_change() -> DraftChange:
    """What was sent is no longer what this draft is about: the next application begins."""
    return DraftChange(removed=frozenset({ALL}))


def file_change(file: KeptFile, order: int, *, instead_of: Iterable[KeptFile] = ()) -> DraftChange:
    """A file goes with it, at that place, and others do not any more."""
    kept = {"name": file.name, "size": file.size, "sha256": file.sha256, "paper": file.paper}
    replaced = frozenset(f"{_FILE}{one.uuid}" for one in instead_of)
    return DraftChange({f"{_FILE}{file.uuid}": kept | {"order": order}}, removed=replaced)


def no_file_change(uuid: UUID) -> DraftChange:
    """A file does not go with it after all."""
    return DraftChange(removed=frozenset({f"{_FILE}{uuid}"}))


def _signature(kept: Mapping[str, str]) -> tuple[str, SignatureFile]:
    certificate, signature = (base64.b64decode(kept[name]) for name in ("certificate", "signature"))
    return kept["digest"], SignatureFile(certificate, signature)


def _files(content: Mapping[str, Json]) -> tuple[KeptFile, ...]:
    kept = [(path.removeprefix(_FILE), one) for path, one in content.items() if path.startswith(_FILE)]
    return tuple(
        KeptFile(UUID(uuid), one["name"], one["size"], one["sha256"], one["paper"])
        for uuid, one in sorted(kept, key=lambda pair: (pair[1]["order"], pair[0]))
    )


def _moment(text: Json) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
