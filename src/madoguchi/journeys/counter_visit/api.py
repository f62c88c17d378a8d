"""The door of the journey at the counter.

Beginning: `OpenFromCode`, `OpenEmpty`. Looking: `open_sheet`, `queue`. Talking: `CorrectItem`,
`ChangeMembers`,
`Acknowledge`, `ChooseProcedures`, `RecordIdentity`, `Sign`, `CancelVisit`. Ending: `Accept`. Papers:
`print_papers`
before, `documents_of` and `document` after. Every action is run with `core.actions.run`.
"""

from madoguchi.journeys.counter_visit.actions.accepting import Accept, Acceptance, Accepted
from madoguchi.journeys.counter_visit.actions.correct import (
    ChangeMembers,
    Correction,
    CorrectItem,
    MemberChange,
    editable_field,
)
from madoguchi.journeys.counter_visit.actions.opening import (
    EmptyVisit,
    EventNotOfferedError,
    OpenEmpty,
    OpenFromCode,
    Scan,
    Scanned,
)
from madoguchi.journeys.counter_visit.actions.record import (
    Acknowledge,
    Acknowledgement,
    CancelVisit,
    Choice,
    ChooseProcedures,
    IdentityRecord,
    RecordIdentity,
    Sign,
    SignatureRecord,
    VisitReference,
)
from madoguchi.journeys.counter_visit.domain.checks import Check
from madoguchi.journeys.counter_visit.domain.differences import Difference, Sameness, Segment
from madoguchi.journeys.counter_visit.domain.errors import (
    CounterVisitError,
    InputNotReadError,
    NotReadyError,
    StaleVisitError,
    UnknownFieldError,
    VisitClosedError,
    VisitNotFoundError,
)
from madoguchi.journeys.counter_visit.domain.identity import IdentityMethod
from madoguchi.journeys.counter_visit.models import Visit, VisitDocument, VisitState
from madoguchi.journeys.counter_visit.papers import document, documents_of, print_papers
from madoguchi.journeys.counter_visit.sheet import Row, Section, Sheet, open_sheet, queue

__all__ = [
    "Accept",
    "Acceptance",
    "Accepted",
    "Acknowledge",
    "Acknowledgement",
    "CancelVisit",
    "ChangeMembers",
    "Check",
    "Choice",
    "ChooseProcedures",
    "CorrectItem",
    "Correction",
    "CounterVisitError",
    "Difference",
    "EmptyVisit",
    "EventNotOfferedError",
    "IdentityMethod",
    "IdentityRecord",
    "InputNotReadError",
    "MemberChange",
    "NotReadyError",
    "OpenEmpty",
    "OpenFromCode",
    "RecordIdentity",
    "Row",
    "Sameness",
    "Scan",
    "Scanned",
    "Section",
    "Segment",
    "Sheet",
    "Sign",
    "SignatureRecord",
    "StaleVisitError",
    "UnknownFieldError",
    "Visit",
    "VisitClosedError",
    "VisitDocument",
    "VisitNotFoundError",
    "VisitReference",
    "VisitState",
    "document",
    "documents_of",
    "editable_field",
    "open_sheet",
    "print_papers",
    "queue",
]
