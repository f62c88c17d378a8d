"""The sheet with the QR code of a pre-application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.documents.domain.requests import Circumstances, DocumentRequest, frame
from madoguchi.engines.documents.domain.values import printable
from madoguchi.lib.japanese.dates import format_both

KEY = "qr_sheet"


def qr_sheet(
    pack: MunicipalityPack,
    *,
    event: str,
    applicant: str,
    expires_at: datetime,
    symbols: Sequence[str],
    circumstances: Circumstances,
) -> DocumentRequest:
    """The sheet as a document. `symbols` are SVG texts in their order; `expires_at` is local time."""
    definition = pack.documents[KEY]
    until = f"{format_both(expires_at.date())} {expires_at.hour}時{expires_at.minute:02d}分まで"
    data = frame(pack, definition, definition.label, circumstances) | {
        "qr": {
            "event": printable(event),
            "applicant": printable(applicant),
            "expires": until,
            "symbols": list(symbols),
        }
    }
    return DocumentRequest(KEY, definition.label, (), (), data)
