"""Which version of a flow a run follows, and that version ready to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.conf import settings

from madoguchi.core.actions import Context
from madoguchi.core.bpmn import NodeKind
from madoguchi.core.packs import Flow, Packs, flow_from_texts, load_packs_or_refuse
from madoguchi.engines.flows.domain.charts import Chart
from madoguchi.engines.flows.domain.runs import Living, first_steps
from madoguchi.engines.flows.models import FlowVersion

MOST_EARLIER = 100
"""Versions that the packs do not have any more, kept ready to run."""

_earlier: dict[str, Flow] = {}


class FlowUnknownError(LookupError):
    """この流れはありません。"""


def packs() -> Packs:
    """The packs of this installation."""
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS)


def current_flow(key: str) -> Flow:
    """The flow as the packs have it now. Raises FlowUnknownError."""
    flow = packs().flows.get(key)
    if flow is None:
        raise FlowUnknownError(FlowUnknownError.__doc__)
    return flow


def versions_for(context: Context, flows: Iterable[Flow]) -> dict[str, FlowVersion]:
    """The stored versions of flows by key, stored now where no run has used them yet. In a transaction."""
    wanted = {flow.key: flow for flow in flows}
    found = _stored(wanted)
    missing = [flow for key, flow in wanted.items() if key not in found]
    if missing:
        FlowVersion.objects.bulk_create(
            [
                FlowVersion(
                    key=flow.key,
                    label=flow.label,
                    fingerprint=flow.fingerprint,
                    drawing=flow.drawing,
                    declaration=flow.declaration,
                    first_used_at=context.now,
                )
                for flow in missing
            ],
            ignore_conflicts=True,
        )
        found = _stored(wanted)
    return found


def _stored(wanted: Mapping[str, Flow]) -> dict[str, FlowVersion]:
    versions = FlowVersion.objects.filter(
        key__in=list(wanted), fingerprint__in=[flow.fingerprint for flow in wanted.values()]
    )
    return {version.key: version for version in versions.defer(*_TEXTS)} if wanted else {}


def flow_of(version: FlowVersion) -> Flow:
    """The flow of a stored version. Raises PackErrors when the packs lack what it refers to."""
    flow = packs().flows.get(version.key)
    if flow is not None and flow.fingerprint == version.fingerprint:
        return flow
    # The texts are long, and most of the time this process has read them before.
    known = _earlier.get(version.fingerprint)
    if known is None:
        known = flow_from_texts(packs(), version.key, version.drawing, version.declaration)
        if len(_earlier) >= MOST_EARLIER:
            _earlier.clear()
        _earlier[version.fingerprint] = known
    return known


def chart_of(flow: Flow) -> Chart:
    """The flow for its runs; made once."""
    return _chart(flow)


@lru_cache(maxsize=256)
def _chart(flow: Flow) -> Chart:
    return Chart(flow.diagram)


@lru_cache(maxsize=256)
def first_steps_of(flow: Flow) -> tuple[Living, ...] | None:
    """How all runs of a flow begin; None where that is up to the case, or the platform does something."""
    steps = first_steps(chart_of(flow))
    nodes = flow.diagram.nodes
    told = any(
        flow.step(one["name"]).waits_for or nodes[one["name"]].kind is NodeKind.SERVICE
        for one in steps or ()
        if one["name"] in nodes
    )
    return None if told else steps


_TEXTS = ("drawing", "declaration")
