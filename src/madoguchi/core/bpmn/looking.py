"""A drawing that somebody wants checked: what it says, and what of it has no meaning for a run."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from madoguchi.core.bpmn.diagram import Diagram
from madoguchi.core.bpmn.reading import BpmnRefusedError, parsed, read_diagram
from madoguchi.core.bpmn.soundness import mistakes_in

_CALLED = {
    "textAnnotation": "注釈",
    "association": "注釈につなぐ点線",
    "group": "囲み",
    "dataObjectReference": "データ",
    "dataStoreReference": "データの置き場所",
    "documentation": "説明文",
    "extensionElements": "描いた道具だけの設定",
    "messageFlow": "ほかの参加者との矢印",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A drawing that can be run. `left_out`: what is only on the picture, and how often.

    `text` is the file without comments and processing instructions.
    """

    diagram: Diagram
    text: str
    left_out: tuple[tuple[str, int], ...]

    @property
    def is_drawn(self) -> bool:
        """Whether every element has a place on the picture."""
        return self.diagram.nodes.keys() <= self.diagram.drawn


def look_at(content: bytes) -> Look:
    """Read and check a file of any tool. Raises BpmnRefusedError with everything that is wrong with it."""
    diagram = read_diagram(content)
    mistakes = mistakes_in(diagram)
    if mistakes:
        raise BpmnRefusedError(mistakes)
    root = parsed(content)
    found = dict.fromkeys(_CALLED.values(), 0)
    pools = 0
    for element in root.iter(etree.Element):
        tag = str(element.tag).rpartition("}")[2]
        if tag in _CALLED:
            found[_CALLED[tag]] += 1
        pools += tag == "participant"
    found["ほかの参加者（プール）"] = max(0, pools - 1)
    return Look(
        diagram,
        etree.tostring(root, encoding="unicode"),
        tuple((called, number) for called, number in found.items() if number),
    )
