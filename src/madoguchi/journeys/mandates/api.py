"""The door of the journey."""

from madoguchi.journeys.mandates.actions.checking import (
    CheckedMandate,
    CheckMandate,
    NoMandateError,
    PaperFindingMissingError,
    RefusalReasonMissingError,
)
from madoguchi.journeys.mandates.actions.offices import OfficeEntry, OfficeUnreadableError, SaveOffice
from madoguchi.journeys.mandates.domain.representing import Refusal, Representation
from madoguchi.journeys.mandates.models import AgentOffice, MandateCheck, OfficeKind, Verdict
from madoguchi.journeys.mandates.reading import ActingView, Alike, acting_view, addressee_of, agent_offices

__all__ = [
    "ActingView",
    "AgentOffice",
    "Alike",
    "CheckMandate",
    "CheckedMandate",
    "MandateCheck",
    "NoMandateError",
    "OfficeEntry",
    "OfficeKind",
    "OfficeUnreadableError",
    "PaperFindingMissingError",
    "Refusal",
    "RefusalReasonMissingError",
    "Representation",
    "SaveOffice",
    "Verdict",
    "acting_view",
    "addressee_of",
    "agent_offices",
]
