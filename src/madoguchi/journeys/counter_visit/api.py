"""The door of the journey at the counter.

Beginning: `OpenFromCode`, `OpenEmpty`, `OpenFromRegister`. Looking: `open_sheet`, `queue`, `known_people`.
Talking: `AnswerQuestion`, `SavePeople`, `CorrectItem`, `AdoptRegister`, `ChangeMembers`, `Acknowledge`,
`ChooseProcedures`, `RecordIdentity`, `Sign`, `CancelVisit`. Ending: `Accept`. Papers: `print_papers` before,
`documents_of` and `document` after. Every action is run with `core.actions.run`.
"""

from madoguchi.engines.documents.api import joined
from madoguchi.journeys.counter_visit.actions.accepting import Accept, Acceptance, Accepted
from madoguchi.journeys.counter_visit.actions.adopting import Adoption, AdoptRegister
from madoguchi.journeys.counter_visit.actions.asking import (
    AnswerQuestion,
    Answers,
    People,
    SavePeople,
    roster_items,
)
from madoguchi.journeys.counter_visit.actions.correct import (
    ChangeMembers,
    Correction,
    CorrectItem,
    MemberChange,
    editable_fields,
)
from madoguchi.journeys.counter_visit.actions.from_register import (
    FromRegister,
    KnownPeople,
    OpenFromRegister,
    known_people,
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
    ConsultationNote,
    IdentityRecord,
    RecordConsultation,
    RecordIdentity,
    Sign,
    SignatureRecord,
    VisitReference,
)
from madoguchi.journeys.counter_visit.domain.checks import Check
from madoguchi.journeys.counter_visit.domain.differences import Difference, Sameness, Segment
from madoguchi.journeys.counter_visit.domain.errors import (
    AddressUnclearError,
    CounterVisitError,
    InputNotReadError,
    NotReadyError,
    ResidentNotFoundError,
    StaleVisitError,
    UnknownFieldError,
    VisitClosedError,
    VisitNotFoundError,
)
from madoguchi.journeys.counter_visit.domain.identity import IdentityMethod
from madoguchi.journeys.counter_visit.models import Visit, VisitDocument, VisitState
from madoguchi.journeys.counter_visit.papers import document, documents_of, papers_to_sign, print_papers
from madoguchi.journeys.counter_visit.sheet import Row, Section, Sheet, open_sheet, queue

__all__ = [
    "Accept",
    "Acceptance",
    "Accepted",
    "Acknowledge",
    "Acknowledgement",
    "AddressUnclearError",
    "AdoptRegister",
    "Adoption",
    "AnswerQuestion",
    "Answers",
    "CancelVisit",
    "ChangeMembers",
    "Check",
    "Choice",
    "ChooseProcedures",
    "ConsultationNote",
    "CorrectItem",
    "Correction",
    "CounterVisitError",
    "Difference",
    "EmptyVisit",
    "EventNotOfferedError",
    "FromRegister",
    "IdentityMethod",
    "IdentityRecord",
    "InputNotReadError",
    "KnownPeople",
    "MemberChange",
    "NotReadyError",
    "OpenEmpty",
    "OpenFromCode",
    "OpenFromRegister",
    "People",
    "RecordConsultation",
    "RecordIdentity",
    "ResidentNotFoundError",
    "Row",
    "Sameness",
    "SavePeople",
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
    "editable_fields",
    "joined",
    "known_people",
    "open_sheet",
    "papers_to_sign",
    "print_papers",
    "queue",
    "roster_items",
]
