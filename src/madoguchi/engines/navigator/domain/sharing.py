"""What of a plan may be shown to others: names of procedures, and nothing of the household.

A link is read by whoever gets hold of it. It names procedures only, and of these none that a sensitive answer
decided: whoever sees it must not be able to conclude that somebody is disabled, ill, cared for or hiding.
"""

from __future__ import annotations

from collections.abc import Iterable

from madoguchi.core.packs.model import MunicipalityPack, Procedure
from madoguchi.core.vocabulary import MEMBERS, Sensitivity
from madoguchi.engines.navigator.domain.model import Plan
from madoguchi.engines.navigator.domain.rules import Rule, rules_of

LINK_PARAMETER = "procedures"
"""The one parameter of a link: keys with full stops between them."""


def link_of(plan: Plan) -> str:
    """The path of the page that shows this plan to others: `/072028/moving_in/list/?procedures=a.b`.

    Nothing personal is in it; without anything to name, the list is empty.
    """
    keys = ".".join(shareable(plan))
    return f"/{plan.pack.municipality.code}/{plan.event.key}/list/?{LINK_PARAMETER}={keys}"


def shareable(plan: Plan) -> tuple[str, ...]:
    """The keys of the needed procedures that a link may name, in the order of the pack.

    The order is the pack's and not the plan's, so that it tells nothing either.
    """
    named = _open_to_all(plan.pack, plan.event.key).intersection(line.procedure.key for line in plan.lines)
    return tuple(key for key in plan.pack.procedures if key in named)


def may_be_told(rule: Rule, pack: MunicipalityPack) -> bool:
    """Whether no answer of the class `sensitive`, and no discreet one, decides that the procedure applies."""
    if rule.procedure.discreet_label is not None:
        return False
    items = (pack.vocabulary[key] for key in rule.applies_when.depends_on - {MEMBERS})
    return not any(item.discreet or item.sensitivity is Sensitivity.SENSITIVE for item in items)


def shared(pack: MunicipalityPack, event_key: str, keys: Iterable[str]) -> tuple[Procedure, ...]:
    """The procedures that a link names, each once, in the order of the pack.

    Keys that the event cannot lead to, or that no link of ours would name, are left out: a link says nothing
    that its author did not read on a page of ours. Raises UnknownEventError.
    """
    wanted = _open_to_all(pack, event_key) & set(keys)
    return tuple(procedure for key, procedure in pack.procedures.items() if key in wanted)


def _open_to_all(pack: MunicipalityPack, event_key: str) -> frozenset[str]:
    """The keys of the procedures of an event that a link may name. Raises UnknownEventError."""
    rules = rules_of(pack, event_key).rules
    return pack.computed(
        (__name__, event_key),
        lambda: frozenset(rule.procedure.key for rule in rules if may_be_told(rule, pack)),
    )
