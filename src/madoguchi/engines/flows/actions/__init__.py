"""What can be done with flows."""

from madoguchi.engines.flows.actions.beginning import BeginFlow, FlowBeginning
from madoguchi.engines.flows.actions.happening import (
    CancelFlow,
    FireTimer,
    FlowEnd,
    Happened,
    LookAgain,
    RunReference,
    TellFlow,
    TimerReference,
    tell_flow,
)
from madoguchi.engines.flows.actions.locking import (
    FlowNotFoundError,
    TaskNotFoundError,
    TaskOverError,
)
from madoguchi.engines.flows.actions.versions import MoveRun, MovingNotPossibleError, RunMoving
from madoguchi.engines.flows.actions.working import (
    ClaimTask,
    FinishTask,
    MoveTask,
    NotYourTaskError,
    ReasonMissingError,
    ReleaseTask,
    ResultMissingError,
    TaskMoving,
    TaskReference,
    TaskResult,
)

__all__ = [
    "BeginFlow",
    "CancelFlow",
    "ClaimTask",
    "FinishTask",
    "FireTimer",
    "FlowBeginning",
    "FlowEnd",
    "FlowNotFoundError",
    "Happened",
    "LookAgain",
    "MoveRun",
    "MoveTask",
    "MovingNotPossibleError",
    "NotYourTaskError",
    "ReasonMissingError",
    "ReleaseTask",
    "ResultMissingError",
    "RunMoving",
    "RunReference",
    "TaskMoving",
    "TaskNotFoundError",
    "TaskOverError",
    "TaskReference",
    "TaskResult",
    "TellFlow",
    "TimerReference",
    "tell_flow",
]
