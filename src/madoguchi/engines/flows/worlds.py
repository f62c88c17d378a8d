"""What a flow needs to know and to do outside of itself; whoever starts flows tells it here.

The engine knows no cases: a journey registers a world for each kind of subject (`case` for `case:<uuid>`),
the code behind the keys of flow_actions.yaml, and what messages wait for. Each key has one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from madoguchi.core.actions import Context
from madoguchi.core.conditions import Expression
from madoguchi.core.packs import Flow, FlowStep
from madoguchi.core.vocabulary import Facts

if TYPE_CHECKING:
    from madoguchi.engines.flows.models import FlowRun, FlowTask


class ServiceRefusedError(Exception):
    """この処理はできませんでした。"""


class StepHeldError(ServiceRefusedError):
    """Nobody may go past: a step of a person that leads here is not ended at all, and says so.

    Where no person led here, it is as any other refusal.
    """


@dataclass(frozen=True, slots=True)
class Performing:
    """A step of the platform that is to be done: in which run, at which element.

    `ask_previous` finds the step of a person that was ended last (if any), for `previous`; `value` evaluates
    an expression of the flow as it stands in this moment.
    """

    run: FlowRun
    flow: Flow
    step: FlowStep
    ask_previous: Callable[[], FlowTask | None]
    value: Callable[[Expression], object]

    @property
    def previous(self) -> FlowTask | None:
        """After which step of a person. Asked only where it is used: it may cost a look into the database."""
        return self.ask_previous()


Service = Callable[[Context, Performing], str]
"""Does a step of the platform and tells its result (empty where there is only one).

It works inside the transaction of the step before. Raises ServiceRefusedError with what an official should
read; the run then stays there and can be tried again.
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who tells of the message names the `correlation` (a key without a name, up to 80 characters).

    `result`: what it tells is there already; its result, empty where there is only one. None: not yet.
    """

    correlation: str
    result: str | None = None


class World(Protocol):
    """One kind of subjects."""

    def facts(self, context: Context, subject: str) -> Facts:
        """What is known about the subject, for conditions and times."""

    def lock(self, subject: str) -> None:
        """Hold the subject until the transaction ends; always before its run."""


_worlds: dict[str, World] = {}


def register_world(kind: str, world: World) -> None:
    """Say who knows the subjects of a kind. A kind has one world."""
    _worlds[kind] = world


def world_of(subject: str) -> World:
    """The world of a subject. Raises LookupError for a kind that nobody registered."""
    return _worlds[subject.partition(":")[0]]


Wait = Callable[[Context, str], Waiting]
"""What a run for a subject that waits for a message waits for, or that it is there already."""

_services: dict[str, Service] = {}
_waits: dict[str, Wait] = {}


def service(key: str) -> Callable[[Service], Service]:
    """Decorate the code behind a key of flow_actions.yaml."""

    def register(code: Service) -> Service:
        _services[key] = code
        return code

    return register


def wait(message: str) -> Callable[[Wait], Wait]:
    """Decorate what says what a message waits for. Of others it is the subject itself."""

    def register(code: Wait) -> Wait:
        _waits[message] = code
        return code

    return register


def service_of(key: str) -> Service | None:
    """The code behind a key; None where nobody registered it."""
    return _services.get(key)


def services() -> frozenset[str]:
    """The keys that have code."""
    return frozenset(_services)


def wait_for(context: Context, subject: str, message: str) -> Waiting:
    """What a run for the subject waits for."""
    asked = _waits.get(message)
    return Waiting(subject) if asked is None else asked(context, subject)
