"""Made-up translations, for tests of pages in other languages."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from madoguchi.core.languages import source_of


def translate(file: Path, form: Callable[[str], str]) -> None:
    """Fill in a catalog; every plural form alike."""
    catalog = read_po(BytesIO(file.read_bytes()), locale=None, charset="utf-8")
    for message in catalog:
        if message.id:
            said = form(source_of(message))
            message.string = said if isinstance(message.id, str) else (said, said)
            message.flags.discard("fuzzy")
    content = BytesIO()
    write_po(content, catalog, width=0)
    file.write_bytes(content.getvalue())
