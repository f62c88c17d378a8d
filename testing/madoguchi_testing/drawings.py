"""Small BPMN files for tests and figures, written like prose: `step("a") + step("b") + flow("a", "b")`."""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from madoguchi.core.bpmn.reading import MODEL


def drawing(*parts: str, messages: tuple[str, ...] = ()) -> bytes:
    """A file with one process; `messages` are the names of those that something waits for."""
    declared = "".join(f'<message id="message_{name}" name="{name}"/>' for name in messages)
    inside = "".join(parts)
    return f'<definitions xmlns="{MODEL}">{declared}<process id="p">{inside}</process></definitions>'.encode()


def start(key: str = "start") -> str:
    """Where it begins."""
    return f'<startEvent id="{key}"/>'


def end(key: str = "end", *, terminate: bool = False) -> str:
    """Where it ends."""
    return f'<endEvent id="{key}">{"<terminateEventDefinition/>" if terminate else ""}</endEvent>'


def step(key: str, name: str = "") -> str:
    """A step of a person."""
    return f'<userTask id="{key}" name={quoteattr(name or key)}/>'


def service(key: str, runs: str) -> str:
    """A step of the platform."""
    return f'<serviceTask id="{key}" name="{key}" implementation="{runs}"/>'


def either(key: str, default: str = "") -> str:
    """An exclusive gateway; `default` is the flow that is taken when no condition holds."""
    return f'<exclusiveGateway id="{key}"{f" default={quoteattr(default)}" if default else ""}/>'


def both(key: str) -> str:
    """A parallel gateway."""
    return f'<parallelGateway id="{key}"/>'


def some(key: str, default: str = "") -> str:
    """An inclusive gateway."""
    return f'<inclusiveGateway id="{key}"{f" default={quoteattr(default)}" if default else ""}/>'


def timer(key: str, at: str = "", *, after: str = "P3D", interrupts: bool = False) -> str:
    """A time on the way, or at the edge of the step `at`."""
    inside = f"<timerEventDefinition><timeDuration>{escape(after)}</timeDuration></timerEventDefinition>"
    if not at:
        return f'<intermediateCatchEvent id="{key}">{inside}</intermediateCatchEvent>'
    cancels = "true" if interrupts else "false"
    return (
        f'<boundaryEvent id="{key}" attachedToRef="{at}" cancelActivity="{cancels}">{inside}</boundaryEvent>'
    )


def waits(key: str, message: str) -> str:
    """A message that is waited for."""
    inside = f'<messageEventDefinition messageRef="message_{message}"/>'
    return f'<intermediateCatchEvent id="{key}">{inside}</intermediateCatchEvent>'


def flow(source: str, target: str, when: str = "", *, key: str = "") -> str:
    """A sequence flow; its id is `source_target` unless said otherwise."""
    inside = f"<conditionExpression>{escape(when)}</conditionExpression>" if when else ""
    name = key or f"{source}_{target}"
    return f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def in_a_row(*keys: str) -> str:
    """Flows from each to the next."""
    return "".join(flow(source, target) for source, target in pairwise(keys))


def row_of_steps(number: int) -> bytes:
    """So many steps of people, one after the other."""
    steps = [f"step_{place}" for place in range(number)]
    return drawing(start(), end(), *(step(key) for key in steps), in_a_row("start", *steps, "end"))
