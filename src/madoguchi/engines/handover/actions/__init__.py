"""Writing a record, the button that tries again, and what people do who enter a record by hand."""

from madoguchi.engines.handover.actions.entering import (
    FieldsLeftError,
    FinishEntry,
    Finishing,
    HeldByOtherError,
    NoLongerWaitingError,
    NotEnteredByPeopleError,
    NotYourRecordError,
    ReasonMissingError,
    RefuseEntry,
    Refusing,
    ReleaseEntry,
    TakeEntry,
    Taking,
    TickField,
    Ticking,
    UnknownFieldError,
    may_enter,
)
from madoguchi.engines.handover.actions.recording import (
    HandoverKeyReusedError,
    NewHandover,
    record_handovers,
)
from madoguchi.engines.handover.actions.retrying import (
    HandoverNotFoundError,
    RetryHandover,
    RetryInput,
    RobotAtWorkError,
)

__all__ = [
    "FieldsLeftError",
    "FinishEntry",
    "Finishing",
    "HandoverKeyReusedError",
    "HandoverNotFoundError",
    "HeldByOtherError",
    "NewHandover",
    "NoLongerWaitingError",
    "NotEnteredByPeopleError",
    "NotYourRecordError",
    "ReasonMissingError",
    "RefuseEntry",
    "Refusing",
    "ReleaseEntry",
    "RetryHandover",
    "RetryInput",
    "RobotAtWorkError",
    "TakeEntry",
    "Taking",
    "TickField",
    "Ticking",
    "UnknownFieldError",
    "may_enter",
    "record_handovers",
]
