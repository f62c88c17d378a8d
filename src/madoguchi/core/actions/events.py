"""Events: what other parts may want to know about, told inside the same transaction.

A subscriber that must reach outside defers a job; the job is a row of the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from madoguchi.core.actions.context import Context


@dataclass(frozen=True)
class Event:
    """Something that has happened: `name` (`counter_visit.accepted`), a reference, and data without names."""

    name: str
    subject: str
    data: Mapping[str, Any] = field(default_factory=dict)


Subscriber = Callable[["Context", Event], None]
_subscribers: dict[str, list[Subscriber]] = {}


def subscribe(name: str) -> Callable[[Subscriber], Subscriber]:
    """Decorate a function that is to be told of every event of that name. Its exception undoes the action."""

    def register(subscriber: Subscriber) -> Subscriber:
        _subscribers.setdefault(name, []).append(subscriber)
        return subscriber

    return register


def publish(context: Context, event: Event) -> None:
    """Tell the subscribers, in the order in which they subscribed."""
    for subscriber in _subscribers.get(event.name, []):
        subscriber(context, event)
