"""Writing a record, and the button that tries again."""

from madoguchi.engines.handover.actions.recording import (
    HandoverKeyReusedError,
    NewHandover,
    record_handovers,
)
from madoguchi.engines.handover.actions.retrying import HandoverNotFoundError, RetryHandover, RetryInput

__all__ = [
    "HandoverKeyReusedError",
    "HandoverNotFoundError",
    "NewHandover",
    "RetryHandover",
    "RetryInput",
    "record_handovers",
]
