"""The door of the desks' journey."""

from madoguchi.journeys.desk_work.papers import MOST_PRINTED, case_pdf, worklist_pdf

__all__ = ["MOST_PRINTED", "case_pdf", "worklist_pdf"]
