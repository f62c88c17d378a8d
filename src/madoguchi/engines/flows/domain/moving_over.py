"""Whether a run can go on by another version of its flow."""

from __future__ import annotations

from collections.abc import Iterable

from SpiffWorkflow.util.task import TaskState

from madoguchi.core.bpmn import Node
from madoguchi.core.packs import Flow
from madoguchi.engines.flows.domain.charts import Chart
from madoguchi.engines.flows.domain.runs import Living


def hindrances(before: Flow, after: Flow, living: Iterable[Living]) -> list[str]:
    """Why the run cannot move from one version to the other, in Japanese; empty when it can.

    Where it stands must be there in the other version, of the same kind; and a gateway at which branches
    already wait must have the same branches.
    """
    names = Chart(after.diagram).specification.task_specs
    found = []
    for one in living:
        # What SpiffWorkflow puts around a step is named after it.
        node = before.diagram.nodes[one["name"].partition(".")[0]] if one["parent"] is not None else None
        if node is None:
            continue
        if node.id not in after.diagram.nodes:
            found.append(f"新しい版に、手順{node.called}がありません。")
        elif one["name"] not in names:
            found.append(f"手順{node.called}の期限のイベントが、新しい版では違います。")
        elif one["state"] & (TaskState.READY | TaskState.WAITING):
            found += _changes(before, after, node)
    return list(dict.fromkeys(found))


def _changes(before: Flow, after: Flow, node: Node) -> list[str]:
    other = after.diagram.nodes[node.id]
    if other.kind is not node.kind or other.attached_to != node.attached_to:
        return [f"手順{node.called}の種類が、新しい版では違います。"]
    if node.kind.is_gateway:
        here = {edge.source for edge in before.diagram.incoming[node.id]}
        there = {edge.source for edge in after.diagram.incoming[node.id]}
        if here != there:
            return [f"合流{node.called}に入る枝が、新しい版では違います。"]
    around = {(event.id, event.interrupting) for event in before.diagram.boundary.get(node.id, ())}
    if around != {(event.id, event.interrupting) for event in after.diagram.boundary.get(node.id, ())}:
        return [f"手順{node.called}の期限のイベントが、新しい版では違います。"]
    return []
