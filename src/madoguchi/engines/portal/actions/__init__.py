"""The verbs of the portal engine."""

from madoguchi.engines.portal.actions.delivering import DeliverPortalApplication
from madoguchi.engines.portal.actions.fetching import (
    Fetched,
    KeepPortalApplication,
    NoteWithheldApplication,
    Withheld,
    known_numbers,
)
from madoguchi.engines.portal.actions.reporting import ToldThere, record_report, told_there
from madoguchi.engines.portal.actions.settling import (
    Settlement,
    SettlementReasonMissingError,
    SettlePortalArrival,
)
from madoguchi.engines.portal.actions.taking_back import NoteWithdrawalThere

__all__ = [
    "DeliverPortalApplication",
    "Fetched",
    "KeepPortalApplication",
    "NoteWithdrawalThere",
    "NoteWithheldApplication",
    "SettlePortalArrival",
    "Settlement",
    "SettlementReasonMissingError",
    "ToldThere",
    "Withheld",
    "known_numbers",
    "record_report",
    "told_there",
]
