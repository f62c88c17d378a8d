"""Whether somebody who was called has come, where the desk ends with them and nobody said so.

Most desks call the next one without having said that the last one came: that must cost no key. What is known
is how often they were called, how long ago, and how long service usually takes. Nobody is served in less than
hardly anyone is; and who had to be called more than once is believed to have come only after as long as a
whole service takes. In between it is doubtful, and the clerk is asked.
"""

from __future__ import annotations

from datetime import timedelta

from madoguchi.engines.reception.domain.service_times import Law

AT_LEAST = timedelta(minutes=1)
"""To stand up, walk to the desk, and be done."""
AT_LEAST_AGAIN = timedelta(minutes=3)
"""The same, where one call was not enough."""


def is_doubtful(calls: int, since_last_call: timedelta, service: Law) -> bool:
    """Whether to ask if somebody has come who was called `calls` times; `service` is what they come for.

    A clock that was put back makes it doubtful, and not certain.
    """
    if calls > 1:
        return since_last_call < max(timedelta(minutes=service.minutes), AT_LEAST_AGAIN)
    return since_last_call < max(timedelta(minutes=service.shortest), AT_LEAST)
