"""What happens to a flow without anybody finishing a step: messages, times, the end of its subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event, run
from madoguchi.engines.flows.actions.locking import FlowNotFoundError, locked_run
from madoguchi.engines.flows.models import FlowRun, FlowTask, RunState, correlation_of
from madoguchi.engines.flows.moving import Move


@dataclass(frozen=True, slots=True)
class Happened:
    """Something from outside: the name of the message, what it is about, with which result."""

    message: str
    correlation: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class TimerReference:
    """Which task, the time of which has come."""

    uuid: UUID


@dataclass(frozen=True, slots=True)
class RunReference:
    """Which run, by its subject."""

    subject: str


@dataclass(frozen=True, slots=True)
class FlowEnd:
    """Whose flow ends early, and why (no names)."""

    subject: str
    reason: str = field(default="", repr=False)


class _OfRun(Action[Any, FlowRun | None]):
    """What the verbs have in common. None: there is no run, or it does not go on any more."""

    permission: ClassVar[str | None] = None

    def subject(self, given: Any, result: FlowRun | None) -> str:
        """What the flow is for."""
        return "" if result is None else result.subject

    def details(self, given: Any, result: FlowRun | None) -> Mapping[str, Any]:
        """Where it stands."""
        return {"state": None if result is None else result.state, "trouble": bool(result and result.trouble)}

    def events(self, context: Context, given: Any, result: FlowRun | None) -> Iterable[Event]:
        """That the run moved."""
        if result is not None:
            yield Event("flows.moved", result.subject, {"state": result.state})


class TellFlow(_OfRun):
    """Tell a flow what has happened. Where nothing waits for it, nothing is done: who waits later asks."""

    name: ClassVar[str] = "flows.tell"

    def perform(self, context: Context, given: Happened) -> FlowRun | None:
        """The run, or None when none waits for that any more."""
        wanted = correlation_of(given.message, given.correlation)
        found = _going_on(tasks__correlation=wanted, tasks__ended_at__isnull=True)
        if found is None:
            return None
        row, tasks = found
        for task in tasks:
            if task.correlation == wanted:
                Move(context, row, tasks).end_task(task, result=given.result)
                return row
        return None


class FireTimer(_OfRun):
    """The time of a timer has come. One that was cancelled meanwhile does nothing."""

    name: ClassVar[str] = "flows.fire_timer"

    def perform(self, context: Context, given: TimerReference) -> FlowRun | None:
        """The run, or None when the timer does not run any more."""
        found = _going_on(tasks__uuid=given.uuid)
        if found is None:
            return None
        row, tasks = found
        timer = next((task for task in tasks if task.uuid == given.uuid), None)
        if timer is None or timer.fires_at is None or timer.fires_at > context.now:
            return None
        Move(context, row, tasks).end_task(timer)
        return row


class LookAgain(_OfRun):
    """Try again what did not go on: a step of the platform, a condition that could not be answered."""

    name: ClassVar[str] = "flows.look_again"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: RunReference) -> FlowRun | None:
        """Raises FlowNotFoundError."""
        row, tasks = locked_run(subject=given.subject)
        if row.state != RunState.RUNNING.value:
            return None
        Move(context, row, tasks).look_again()
        return row


class CancelFlow(_OfRun):
    """End a flow where it stands, with everything that was open."""

    name: ClassVar[str] = "flows.cancel"

    def perform(self, context: Context, given: FlowEnd) -> FlowRun | None:
        """The run, or None when there was nothing to end."""
        found = _going_on(subject=given.subject)
        if found is None:
            return None
        row, tasks = found
        Move(context, row, tasks).cancel()
        return row


def tell_flow(context: Context, happened: Happened) -> FlowRun | None:
    """Tell whichever run waits for it; where none does, nothing is done and nothing written down.

    Inside `tenancy.municipality(...)`. Who begins to wait later asks its world.
    """
    wanted = correlation_of(happened.message, happened.correlation)
    if not FlowTask.objects.filter(correlation=wanted, ended_at__isnull=True).exists():
        return None
    return run(TellFlow(), context, happened)


def _going_on(**which: object) -> tuple[FlowRun, list[FlowTask]] | None:
    """The run and its open tasks, held until the transaction ends; None when there is none that goes on."""
    try:
        row, tasks = locked_run(state=RunState.RUNNING.value, **which)
    except FlowNotFoundError:
        return None
    return (row, tasks) if row.state == RunState.RUNNING.value else None
