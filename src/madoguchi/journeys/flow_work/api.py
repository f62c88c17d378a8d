"""The door of the journey of flows."""

from madoguchi.journeys.flow_work.world import CASE, subject_of

__all__ = ["CASE", "subject_of"]
