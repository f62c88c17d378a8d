"""The door of the handover engine."""

from madoguchi.engines.handover.actions import (
    HandoverKeyReusedError,
    HandoverNotFoundError,
    NewHandover,
    RetryHandover,
    RetryInput,
    record_handovers,
)
from madoguchi.engines.handover.contrib.csv_files import CsvFiles, CsvFilesOptions
from madoguchi.engines.handover.contrib.csv_files.cells import protect, unprotect
from madoguchi.engines.handover.contrib.csv_files.files import Folders
from madoguchi.engines.handover.delivery import adapter, attempt, collect_answers
from madoguchi.engines.handover.domain.parcels import (
    Answer,
    DeliveryError,
    DeliveryImpossibleError,
    HandoverTarget,
    Parcel,
    Status,
    targets,
)
from madoguchi.engines.handover.domain.register_rows import (
    COLUMNS,
    KEY_COLUMN,
    KIND_COLUMN,
    PROTECTED_COLUMN,
    register_rows,
)
from madoguchi.engines.handover.models import HandoverRecord
from madoguchi.engines.handover.reading import counts, records

__all__ = [
    "COLUMNS",
    "KEY_COLUMN",
    "KIND_COLUMN",
    "PROTECTED_COLUMN",
    "Answer",
    "CsvFiles",
    "CsvFilesOptions",
    "DeliveryError",
    "DeliveryImpossibleError",
    "Folders",
    "HandoverKeyReusedError",
    "HandoverNotFoundError",
    "HandoverRecord",
    "HandoverTarget",
    "NewHandover",
    "Parcel",
    "RetryHandover",
    "RetryInput",
    "Status",
    "adapter",
    "attempt",
    "collect_answers",
    "counts",
    "protect",
    "record_handovers",
    "records",
    "register_rows",
    "targets",
    "unprotect",
]
