"""Writing a record, and the button that tries again."""

from madoguchi.engines.handover.actions.recording import HandoverKeyReusedError, record_handover
from madoguchi.engines.handover.actions.retrying import HandoverNotFoundError, RetryHandover, RetryInput

__all__ = [
    "HandoverKeyReusedError",
    "HandoverNotFoundError",
    "RetryHandover",
    "RetryInput",
    "record_handover",
]
