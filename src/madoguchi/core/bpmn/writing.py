"""Writes a diagram as the plain process that the engine runs: no picture, no extensions, nothing unknown."""

from __future__ import annotations

from lxml import etree

from madoguchi.core.bpmn.diagram import Diagram, Node, NodeKind
from madoguchi.core.bpmn.reading import MODEL

_TAGS = {
    NodeKind.START: "startEvent",
    NodeKind.END: "endEvent",
    NodeKind.TERMINATE: "endEvent",
    NodeKind.PERSON: "userTask",
    # It waits like a step of a person: whoever holds the run does it and says so.
    NodeKind.SERVICE: "userTask",
    NodeKind.EXCLUSIVE: "exclusiveGateway",
    NodeKind.PARALLEL: "parallelGateway",
    NodeKind.INCLUSIVE: "inclusiveGateway",
}


def write_process(diagram: Diagram) -> bytes:
    """BPMN 2.0 XML in UTF-8 with the process alone.

    A condition is written as the id of its sequence flow: what it says is compiled elsewhere, and whoever
    runs the file has nothing to interpret.
    """
    root = etree.Element(_in_model("definitions"), nsmap={"bpmn": MODEL})
    process = etree.SubElement(root, _in_model("process"), id=diagram.id or "process", isExecutable="true")
    for node in diagram.nodes.values():
        _write_node(root, process, diagram, node)
    for edge in diagram.edges.values():
        flow = etree.SubElement(
            process, _in_model("sequenceFlow"), id=edge.id, sourceRef=edge.source, targetRef=edge.target
        )
        if edge.condition:
            etree.SubElement(flow, _in_model("conditionExpression")).text = edge.id
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _in_model(name: str) -> str:
    return f"{{{MODEL}}}{name}"


def _write_node(root: etree._Element, process: etree._Element, diagram: Diagram, node: Node) -> None:
    tag = _TAGS.get(node.kind) or ("boundaryEvent" if node.attached_to else "intermediateCatchEvent")
    element = etree.SubElement(process, _in_model(tag), id=node.id)
    if node.name:
        element.set("name", node.name)
    if node.default:
        element.set("default", node.default)
    if node.attached_to:
        element.set("attachedToRef", node.attached_to)
        element.set("cancelActivity", "true" if node.interrupting else "false")
    for edge in diagram.incoming[node.id]:
        etree.SubElement(element, _in_model("incoming")).text = edge.id
    for edge in diagram.outgoing[node.id]:
        etree.SubElement(element, _in_model("outgoing")).text = edge.id
    if node.kind is NodeKind.TERMINATE:
        etree.SubElement(element, _in_model("terminateEventDefinition"))
    if node.kind.is_event:
        # Times and messages are looked after outside: for the runner both have come or not.
        reference = f"{node.id}.happened"
        etree.SubElement(element, _in_model("signalEventDefinition"), signalRef=reference)
        root.insert(0, etree.Element(_in_model("signal"), id=reference, name=reference))
