"""A stand-in for the municipality's core system: takes CSV files, stores each key once, answers.

Needs neither Django nor a database of ours, like the real one.
"""

from madoguchi_testing.core_system.ledger import Ledger, StoredParcel
from madoguchi_testing.core_system.reading import ParcelRefusedError, ReadParcel, read_parcel
from madoguchi_testing.core_system.system import CoreSystem, Outcome, Result

__all__ = [
    "CoreSystem",
    "Ledger",
    "Outcome",
    "ParcelRefusedError",
    "ReadParcel",
    "Result",
    "StoredParcel",
    "read_parcel",
]
