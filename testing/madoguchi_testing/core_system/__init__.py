"""A stand-in for the municipality's core system: takes CSV files, stores each key once, answers.

Needs neither Django nor a database of ours, like the real one.
"""

from madoguchi_testing.core_system.bulk import acknowledgement, receipt_of, receive_batches
from madoguchi_testing.core_system.entered import Entered, EnteredLedger, list_csv
from madoguchi_testing.core_system.ledger import Ledger, StoredParcel
from madoguchi_testing.core_system.plain_screen import PlainScreen
from madoguchi_testing.core_system.reading import ParcelRefusedError, ReadParcel, read_parcel
from madoguchi_testing.core_system.screens import Behaviour, EntryScreens
from madoguchi_testing.core_system.system import CoreSystem, Outcome, Result

__all__ = [
    "Behaviour",
    "CoreSystem",
    "Entered",
    "EnteredLedger",
    "EntryScreens",
    "Ledger",
    "Outcome",
    "ParcelRefusedError",
    "PlainScreen",
    "ReadParcel",
    "Result",
    "StoredParcel",
    "acknowledgement",
    "list_csv",
    "read_parcel",
    "receipt_of",
    "receive_batches",
]
