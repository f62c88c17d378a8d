"""People who play a scenario through the doors of the journeys: a resident at home, a clerk at the
counter.
"""

from madoguchi_testing.people.clerk import Clerk, demo_actor
from madoguchi_testing.people.codes import sealed_code
from madoguchi_testing.people.resident import Resident, find_scenario, on_day, roster_post

__all__ = ["Clerk", "Resident", "demo_actor", "find_scenario", "on_day", "roster_post", "sealed_code"]
