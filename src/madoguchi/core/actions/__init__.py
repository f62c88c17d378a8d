"""Every mutation is an action: permission, transaction, audit entry, events."""

from madoguchi.core.actions.action import Action, NotAllowedError, run, run_all
from madoguchi.core.actions.context import Context
from madoguchi.core.actions.events import Event, subscribe

__all__ = ["Action", "Context", "Event", "NotAllowedError", "run", "run_all", "subscribe"]
