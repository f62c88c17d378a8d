"""Flows: who does what in which order after something was accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.core.bpmn import Diagram
from madoguchi.core.conditions import Expression
from madoguchi.core.packs.model.sources import Source
from madoguchi.core.vocabulary import Item, Vocabulary

OPTION_PREFIX = "option."
"""Under this a condition of a flow reads what the municipality chose (`option.approval`)."""

RESULT_PREFIX = "result."
"""Under this a condition of a flow reads how a step ended (`result.review`)."""

BEGUN = "flow.begun"
"""The day on which the run began, for the times of a flow."""

BY_HAND = "by_hand"
"""What a procedure says instead of a flow: people move its cases themselves."""


@dataclass(frozen=True, slots=True)
class FlowOption:
    """Something that municipalities do in different ways. `used_by`: how many did it so, where published."""

    key: str
    label: str
    choices: Mapping[str, str]
    default: str
    used_by: Mapping[str, int] = field(default_factory=dict)
    help: str = ""


@dataclass(frozen=True, slots=True)
class FlowLane:
    """Who does what stands in a lane: a desk role, or somebody outside. Neither: the desk of the case."""

    key: str
    label: str
    desk: str | None = None
    outside: bool = False
    platform: bool = False
    """Whether the platform itself does it."""


@dataclass(frozen=True, slots=True)
class FlowApproval:
    """The document that a step of the platform sends round (電子決裁).

    `title` and `text` have places for `{procedure}`, `{number}` (of the case) and `{result}` (how the last
    step of a person ended); `items` are what its route asks for, by the key of the item.
    """

    kind: str
    title: str
    text: str
    items: Mapping[str, Expression] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlowStep:
    """What a declaration adds to an element of the picture.

    `results` are the ways in which it may end, in the order of the buttons; empty when there is only one.
    `notes` are the results that want a reason, `corrections` those with which the applicant is asked to put
    something right. `due` is when it should be done, `wait` when a timer fires: a
    number of days after the step was reached, or a day.
    """

    key: str
    label: str
    results: Mapping[str, str] = field(default_factory=dict)
    notes: frozenset[str] = frozenset()
    corrections: frozenset[str] = frozenset()
    shows: tuple[str, ...] = ()
    guide: str = ""
    due: FlowTime | None = None
    wait: FlowTime | None = None
    runs: str = ""
    """Of a step of the platform: which action."""
    waits_for: str = ""
    """Of a message: its name. Of a step of a person: the message that finishes it, where there is one."""
    approval: FlowApproval | None = None
    """Of a step of the platform that sends a document round: which one."""


@dataclass(frozen=True, slots=True)
class FlowTime:
    """A number of days after a step was reached, or the day that an expression gives."""

    days: int | None = None
    day: Expression | None = None


@dataclass(frozen=True, slots=True)
class FlowAction:
    """What a step of the platform may do. The code that does it is registered under the same key."""

    key: str
    label: str
    description: str = ""
    results: Mapping[str, str] = field(default_factory=dict)
    wants_approval: bool = False
    """Whether its step says which document it sends round."""


@dataclass(frozen=True, slots=True)
class FlowNotice:
    """What of another authority begins a flow that no procedure has, and the desk to which it comes."""

    label: str
    desk: str


@dataclass(frozen=True, eq=False)
class Flow:
    """One flow, found sound. `conditions` are those of the sequence flows, by their ids.

    `vocabulary` has the options and results of the flow beside all items.
    """

    key: str
    label: str
    diagram: Diagram
    drawing: str
    """The BPMN 2.0 file as it was drawn."""
    declaration: str
    """The YAML file beside it, as it was written."""
    lanes: Mapping[str, FlowLane]
    options: Mapping[str, FlowOption]
    steps: Mapping[str, FlowStep]
    conditions: Mapping[str, Expression]
    vocabulary: Vocabulary
    fingerprint: str
    """SHA-256 over what is run of drawing and declaration: another one is another version. A drawing whose
    elements only stand elsewhere is the same version.
    """
    sources: tuple[Source, ...] = ()
    summary: str = ""
    matter: str = ""
    """What people call that with which it begins: 届出, 申請, 相談; empty where nobody said it."""
    notice: FlowNotice | None = None

    def step(self, key: str) -> FlowStep:
        """The step of an element; one without further declarations when nothing was said."""
        found = self.steps.get(key)
        return found or FlowStep(key, self.diagram.nodes[key].name)

    def lane_of(self, key: str) -> FlowLane | None:
        """The lane of an element."""
        lane = self.diagram.nodes[key].lane
        return None if lane is None else self.lanes[lane]

    def chosen(self, choices: Mapping[str, str]) -> dict[str, str]:
        """Every option with what was chosen, the default where nothing was."""
        return {key: choices.get(key, option.default) for key, option in self.options.items()}

    @property
    def own_items(self) -> tuple[Item, ...]:
        """The items of options and results, which no other flow has."""
        return tuple(
            item
            for key, item in self.vocabulary.items()
            if key.startswith((OPTION_PREFIX, RESULT_PREFIX)) or key == BEGUN
        )
