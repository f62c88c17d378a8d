"""What is kept of documents, their routes and who holds which post."""

from madoguchi.engines.approvals.models.counting import DecisionTally, NumberSeries, TitleKey
from madoguchi.engines.approvals.models.documents import Attachment, Document, PaperPart, Version
from madoguchi.engines.approvals.models.people import Absence, PositionHolder
from madoguchi.engines.approvals.models.routes import Act, LaterReview, Place

__all__ = [
    "Absence",
    "Act",
    "Attachment",
    "DecisionTally",
    "Document",
    "LaterReview",
    "NumberSeries",
    "PaperPart",
    "Place",
    "PositionHolder",
    "TitleKey",
    "Version",
]
