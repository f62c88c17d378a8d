"""The signed code of a record, for an input screen that reads it by scanner or from the clipboard."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from madoguchi.engines.handover.domain.entries import EntrySheet
from madoguchi.engines.handover.models import HandoverRecord
from madoguchi.lib.qr import Symbol, symbols
from madoguchi.lib.sealing import read_private_key, sign_code

LARGEST_SYMBOL = 22
"""Version of a QR symbol (105 modules a side): a hand scanner reads it from a screen without trying twice."""
NAME = "取込コード"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class ScreenCode:
    """The code as text for the clipboard, and the same as QR symbols, numbered where it takes several."""

    text: str = field(repr=False)
    symbols: tuple[Symbol, ...] = field(repr=False)


def screen_code(record: HandoverRecord, sheet: EntrySheet) -> ScreenCode:
    """The code of a record. Made anew it differs in nothing: same key, same fields, same signature.

    Raises NotEnterableError (not in the form of the screen), KeyUnusable (no key of the municipality).
    """
    sheet.check_enterable()
    code = record.municipality_code
    text = sign_code(
        {
            "format": FORMAT,
            "key": str(record.uuid),
            "municipality": code,
            "kind": f"{record.target}.{record.kind}",
            "fields": [[entry.input, entry.value] for entry in sheet.entries],
        },
        read_private_key(settings.MADOGUCHI_KEYS_DIRECTORY, code),
    )
    return ScreenCode(text, tuple(symbols(text, max_version=LARGEST_SYMBOL, name=NAME)))
