"""How a document moves along its route: whose turn it is, given what is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.engines.approvals.domain.states import Outcome


@dataclass(frozen=True, slots=True)
class Step:
    """One place on a route: its stage and its order there, both from 0, and what became of it."""

    stage: int
    order: int
    parallel: bool
    outcome: Outcome


def open_steps(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The places that may act now: of the first stage that is not done all that wait, or, where they act one
    after the other, the first of them. Empty when everything is done.
    """
    waiting = sorted(
        (step for step in steps if not step.outcome.is_done), key=lambda one: (one.stage, one.order)
    )
    if not waiting:
        return ()
    now = [step for step in waiting if step.stage == waiting[0].stage]
    return tuple(now) if now[0].parallel else (now[0],)


def reopened(steps: Sequence[Step], stage: int) -> tuple[Step, ...]:
    """The places that have to act anew when a document is sent back to a stage: those of it and after it."""
    return tuple(
        step
        for step in steps
        if step.stage >= stage and step.outcome.is_done and step.outcome is not Outcome.SKIPPED
    )


def earlier_stages(steps: Sequence[Step]) -> tuple[int, ...]:
    """The stages before the present one to which a document can be sent back: somebody acted there."""
    now = open_steps(steps)
    if not now:
        return ()
    return tuple(
        sorted(
            {one.stage for one in steps if one.stage < now[0].stage and one.outcome is not Outcome.SKIPPED}
        )
    )
