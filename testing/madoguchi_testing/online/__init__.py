"""People who apply from home with a card, and the register that knows them."""

from madoguchi_testing.online.applicant import Applicant, Sent
from madoguchi_testing.online.register import certificate_lines, childcare_scenario, household_of_scenario

__all__ = ["Applicant", "Sent", "certificate_lines", "childcare_scenario", "household_of_scenario"]
