"""The verbs of the portal engine."""

from madoguchi.engines.portal.actions.delivering import DeliverPortalApplication
from madoguchi.engines.portal.actions.fetching import (
    Fetched,
    KeepPortalApplication,
    NoteWithheldApplication,
    Withheld,
    known_numbers,
)
from madoguchi.engines.portal.actions.reporting import record_report

__all__ = [
    "DeliverPortalApplication",
    "Fetched",
    "KeepPortalApplication",
    "NoteWithheldApplication",
    "Withheld",
    "known_numbers",
    "record_report",
]
