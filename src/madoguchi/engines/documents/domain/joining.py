"""Several PDFs as one."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from pypdf import PdfWriter


def joined(pdfs: Iterable[bytes]) -> bytes:
    """Several PDFs as one, in order: what goes to the printer with one click."""
    writer = PdfWriter()
    for pdf in pdfs:
        writer.append(BytesIO(pdf))
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
