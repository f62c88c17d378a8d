"""A step that was finished leaves behind what it took."""

from __future__ import annotations

from uuid import UUID

from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.core.measuring.api import record_work


@subscribe("flows.task_finished")
def _leave_time(context: Context, event: Event) -> None:
    """Working time is what passed since somebody took the step up; waiting for that is none.

    A step that nobody had taken up before finishing it was worked on, too, and nobody knows how long.
    """
    record_work(
        event.data["flow"],
        event.data["step"],
        UUID(event.subject.rpartition(":")[2]),
        ended=context.now,
        seconds=event.data["seconds"] if event.data["claimed"] else None,
    )
