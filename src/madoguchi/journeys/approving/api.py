"""The door of the journey."""

from madoguchi.journeys.approving.papers import cover_pdf, shares_pdf

__all__ = ["cover_pdf", "shares_pdf"]
