"""Hand-over of many records by one file, answered by one acknowledgement file."""

from madoguchi.engines.handover.contrib.bulk_files.files import (
    ANSWER_COLUMNS,
    TOTAL,
    BatchAnswer,
    BulkFolders,
    LineAnswer,
    read_batch_answer,
)

__all__ = [
    "ANSWER_COLUMNS",
    "TOTAL",
    "BatchAnswer",
    "BulkFolders",
    "LineAnswer",
    "read_batch_answer",
]
