"""One class per verb, one way to run it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from madoguchi.core import tenancy
from madoguchi.core.actions.context import Context
from madoguchi.core.actions.events import Event, publish
from madoguchi.core.audit.api import record_change

Input = TypeVar("Input")
Output = TypeVar("Output")


class NotAllowedError(Exception):
    """この操作をする役割がありません。"""


class Action(Generic[Input, Output]):
    """One verb. A subclass gives `name`, `permission` and `perform`; the rest has sensible defaults.

    `name` is what the audit log says (`cases.start`). `permission` is a key from roles.yaml, or None for what
    residents do on the public site. `subject_kind` is what is changed (`case`), where the first part of the
    name does not say so.
    """

    name: ClassVar[str]
    permission: ClassVar[str | None]
    subject_kind: ClassVar[str] = ""

    def asked(self, context: Context, given: Input) -> Input:
        """What `perform` is given: the input, with what another machine has answered. The permission is
        checked by then, and no transaction is held open while somebody far away thinks.
        """
        return given

    def perform(self, context: Context, given: Input) -> Output:
        """Do the work inside the transaction; raise to undo everything."""
        raise NotImplementedError

    def perform_all(self, context: Context, given: Sequence[Input]) -> list[Output]:
        """Do the work for several inputs inside one transaction; the results in their order.

        An action that can do it with fewer statements says how; nothing that one input needs may be left out.
        """
        return [self.perform(context, one) for one in given]

    def subject(self, given: Input, result: Output) -> str:
        """A reference to what was changed, without a name: `case:<uuid>`."""
        uuid = getattr(result, "uuid", None) or getattr(given, "uuid", None)
        return f"{self.subject_kind or self.name.split('.')[0]}:{uuid}" if uuid else ""

    def details(self, given: Input, result: Output) -> Mapping[str, Any]:
        """What the audit log keeps besides: keys, counts, states; never what a person wrote."""
        return {}

    def events(self, context: Context, given: Input, result: Output) -> Iterable[Event]:
        """What to tell the others."""
        return ()


def run(action: Action[Input, Output], context: Context, given: Input) -> Output:
    """Run an action: permission, transaction, work, audit entry, events. Committed when it returns.

    Raises NotAllowedError before anything happens, what `asked` raises, and whatever `perform` raises after
    everything was undone.
    """
    _check(action, context)
    given = action.asked(context, given)
    with tenancy.municipality(context.municipality_code):
        result = action.perform(context, given)
        _tell(action, context, given, result)
    return result


def run_all(action: Action[Input, Output], context: Context, given: Sequence[Input]) -> list[Output]:
    """Run an action on several inputs in one transaction: all of them or, when it raises, none.

    Each leaves an audit entry and its events, as if it had been run alone. Raises what `run` raises.
    """
    _check(action, context)
    given = [action.asked(context, one) for one in given]
    with tenancy.municipality(context.municipality_code):
        results = action.perform_all(context, given)
        for one, result in zip(given, results, strict=True):
            _tell(action, context, one, result)
    return results


def _tell(action: Action[Input, Output], context: Context, given: Input, result: Output) -> None:
    record_change(context, action.name, action.subject(given, result), action.details(given, result))
    for event in action.events(context, given, result):
        publish(context, event)


def _check(action: Action[Any, Any], context: Context) -> None:
    actor = context.actor
    elsewhere = actor.municipality_code is not None and actor.municipality_code != context.municipality_code
    if elsewhere or (action.permission is not None and not actor.may(action.permission)):
        raise NotAllowedError(NotAllowedError.__doc__)
