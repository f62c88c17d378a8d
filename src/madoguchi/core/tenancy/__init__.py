"""Thirteen municipalities in one database, kept apart by PostgreSQL itself.

`with tenancy.municipality("072028"):` is the way to see or write a municipality's rows (`first_row` for one
query in one round trip). Outside of it
every table of a municipality's data looks empty and refuses new rows, whatever the query says.
"""

from madoguchi.core.tenancy.copying import copy_rows
from madoguchi.core.tenancy.counting import MOST_COUNTED, Counted, count_each
from madoguchi.core.tenancy.endings import at_end, finish
from madoguchi.core.tenancy.models import TenantModel
from madoguchi.core.tenancy.row_security import EnableOpenReading, EnableRowSecurity
from madoguchi.core.tenancy.scope import (
    InvalidMunicipalityCodeError,
    all_rows,
    current_municipality,
    first_row,
    municipality,
    reading,
)

__all__ = [
    "MOST_COUNTED",
    "Counted",
    "EnableOpenReading",
    "EnableRowSecurity",
    "InvalidMunicipalityCodeError",
    "TenantModel",
    "all_rows",
    "at_end",
    "copy_rows",
    "count_each",
    "current_municipality",
    "finish",
    "first_row",
    "municipality",
    "reading",
]
