"""The door of the journey."""

from madoguchi.journeys.approving.papers import cover_pdf, shares_pdf
from madoguchi.journeys.approving.records import item_lines, record_pdf

__all__ = ["cover_pdf", "item_lines", "record_pdf", "shares_pdf"]
