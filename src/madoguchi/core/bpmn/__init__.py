"""BPMN 2.0 files as data: read safely, and checked."""

from madoguchi.core.bpmn.diagram import Diagram, Edge, Lane, Node, NodeKind
from madoguchi.core.bpmn.looking import Look, look_at
from madoguchi.core.bpmn.reading import LARGEST_FILE, BpmnMistake, BpmnRefusedError, read_diagram
from madoguchi.core.bpmn.soundness import mistakes_in

__all__ = [
    "LARGEST_FILE",
    "BpmnMistake",
    "BpmnRefusedError",
    "Diagram",
    "Edge",
    "Lane",
    "Look",
    "Node",
    "NodeKind",
    "look_at",
    "mistakes_in",
    "read_diagram",
]
