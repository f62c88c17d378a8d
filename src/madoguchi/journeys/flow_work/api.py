"""The door of the journey of flows."""

from madoguchi.journeys.flow_work.listening import CHANNEL
from madoguchi.journeys.flow_work.notices import Notice, ReceiveNotice, may_receive
from madoguchi.journeys.flow_work.waits import CORRECTED, DECIDED
from madoguchi.journeys.flow_work.world import CASE, subject_of

__all__ = ["CASE", "CHANNEL", "CORRECTED", "DECIDED", "Notice", "ReceiveNotice", "may_receive", "subject_of"]
