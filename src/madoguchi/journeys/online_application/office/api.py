"""The door of the office side."""

from madoguchi.engines.portal.api import (
    PortalArrivalNotFoundError,
    Settlement,
    SettlementReasonMissingError,
    SettlePortalArrival,
    ToldThere,
    told_there,
)
from madoguchi.journeys.online_application.domain.candidates import Candidate
from madoguchi.journeys.online_application.domain.comparing import Compared
from madoguchi.journeys.online_application.domain.holds import Hold, HoldReason
from madoguchi.journeys.online_application.models import (
    Application,
    ApplicationState,
    IdentifiedBy,
    SignedVersion,
)
from madoguchi.journeys.online_application.office.actions.asking import (
    AskForCorrection,
    FieldUnknownError,
    NameWhatToCorrect,
    Question,
    answered_fields,
)
from madoguchi.journeys.online_application.office.actions.deciding import (
    Decision,
    Identification,
    IdentifyApplicant,
    NotIdentifiedError,
    NotWaitingError,
    RefuseApplication,
    ReleaseApplication,
    StillUnverifiedError,
    VerifyAgain,
)
from madoguchi.journeys.online_application.office.actions.messaging import (
    LONGEST_WORDS,
    MessageApplicant,
    NotOnlineError,
)
from madoguchi.journeys.online_application.office.applications import UnknownApplicationError
from madoguchi.journeys.online_application.office.filing import NotFiledError
from madoguchi.journeys.online_application.office.reading import (
    ApplicationSheet,
    ArrivalLine,
    Arrivals,
    application_numbered,
    application_sheet,
    arrivals,
    portal_number_of,
    search_applicant,
    waiting_applications,
)

__all__ = [
    "LONGEST_WORDS",
    "Application",
    "ApplicationSheet",
    "ApplicationState",
    "ArrivalLine",
    "Arrivals",
    "AskForCorrection",
    "Candidate",
    "Compared",
    "Decision",
    "FieldUnknownError",
    "Hold",
    "HoldReason",
    "Identification",
    "IdentifiedBy",
    "IdentifyApplicant",
    "MessageApplicant",
    "NameWhatToCorrect",
    "NotFiledError",
    "NotIdentifiedError",
    "NotOnlineError",
    "NotWaitingError",
    "PortalArrivalNotFoundError",
    "Question",
    "RefuseApplication",
    "ReleaseApplication",
    "SettlePortalArrival",
    "Settlement",
    "SettlementReasonMissingError",
    "SignedVersion",
    "StillUnverifiedError",
    "ToldThere",
    "UnknownApplicationError",
    "VerifyAgain",
    "answered_fields",
    "application_numbered",
    "application_sheet",
    "arrivals",
    "portal_number_of",
    "search_applicant",
    "told_there",
    "waiting_applications",
]
