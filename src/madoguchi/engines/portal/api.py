"""The door of the portal engine."""

from madoguchi.engines.portal.actions import (
    DeliverPortalApplication,
    Fetched,
    KeepPortalApplication,
    Settlement,
    SettlementReasonMissingError,
    SettlePortalArrival,
    ToldThere,
    record_report,
    told_there,
)
from madoguchi.engines.portal.client import Listed, PortalClient
from madoguchi.engines.portal.configuration import portal_file, portal_format
from madoguchi.engines.portal.domain.arrivals import (
    PayloadError,
    PortalAnswerError,
    PortalApplication,
    PortalArrivalNotFoundError,
    PortalArrivalRefusedError,
    PortalBusyError,
    PortalError,
    PortalFile,
    PortalFollower,
    PortalRefusedError,
    PortalStatus,
    follow_portal,
    portal_receiver,
)
from madoguchi.engines.portal.domain.format import Known, PortalFormat, load_format
from madoguchi.engines.portal.models import PortalArrival, PortalReport
from madoguchi.engines.portal.rounds import RoundDone, counts, offer_again, report_of, round_at, unreadable

__all__ = [
    "DeliverPortalApplication",
    "Fetched",
    "KeepPortalApplication",
    "Known",
    "Listed",
    "PayloadError",
    "PortalAnswerError",
    "PortalApplication",
    "PortalArrival",
    "PortalArrivalNotFoundError",
    "PortalArrivalRefusedError",
    "PortalBusyError",
    "PortalClient",
    "PortalError",
    "PortalFile",
    "PortalFollower",
    "PortalFormat",
    "PortalRefusedError",
    "PortalReport",
    "PortalStatus",
    "RoundDone",
    "SettlePortalArrival",
    "Settlement",
    "SettlementReasonMissingError",
    "ToldThere",
    "counts",
    "follow_portal",
    "load_format",
    "offer_again",
    "portal_file",
    "portal_format",
    "portal_receiver",
    "record_report",
    "report_of",
    "round_at",
    "told_there",
    "unreadable",
]
