"""The main job from the first question to the acknowledged hand-over, played with a scenario.

`at_home` runs in the public zone, `at_counter` in the office zone. Only the text of the code passes
between them,
as it is read from the picture that the resident carries.
"""

from madoguchi_testing.main_job.counter import at_counter
from madoguchi_testing.main_job.home import at_home

__all__ = ["at_counter", "at_home"]
