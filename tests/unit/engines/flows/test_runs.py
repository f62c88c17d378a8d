"""A run keeps its living part alone, and goes on from it as if nothing had been left out."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.core.bpmn import Diagram, Node, NodeKind, mistakes_in, read_diagram
from madoguchi.engines.flows.domain.charts import Chart
from madoguchi.engines.flows.domain.runs import Choose, Run, StepGoneError, first_steps, numbered
from madoguchi_testing.drawings import (
    both,
    drawing,
    either,
    end,
    flow,
    in_a_row,
    row_of_steps,
    some,
    start,
    step,
    timer,
)


def chart(*parts: str) -> Chart:
    diagram = read_diagram(drawing(*parts))
    assert mistakes_in(diagram) == []
    return Chart(diagram)


def nobody_asks(edge: str) -> bool | None:
    raise AssertionError(edge)


def begun(of: Chart, choose: Choose = nobody_asks) -> Run:
    """As runs begin: by a copy of the first steps, where these ask nothing."""
    steps = first_steps(of)
    if steps is not None:
        living, places = numbered(of, steps)
        run = Run(of, living)
        assert run.standing() == places
        return run
    run = Run(of)
    run.advance(choose)
    return run


def stored(run: Run) -> Run:
    """The run as it comes back from its stored form."""
    return Run(run.chart, json.loads(json.dumps(run.living())))


def after(run: Run, key: str, choose: Choose = nobody_asks) -> Run:
    """The run after a step, stored before and after."""
    again = stored(run)
    again.finish(next(occasion for occasion, node in again.standing().items() if node.id == key))
    again.advance(choose)
    return stored(again) if not again.is_finished else again


def standing(run: Run) -> list[str]:
    return sorted(node.id for node in run.standing().values())


FORK_IN_A_LOOP = (
    start(),
    either("again"),
    both("fork"),
    step("a"),
    step("b"),
    both("join"),
    step("c"),
    either("choice", "on"),
    end(),
    in_a_row("start", "again", "fork", "a", "join", "c", "choice"),
    in_a_row("fork", "b", "join"),
    flow("choice", "again", "back", key="back"),
    flow("choice", "end", key="on"),
)


def test_a_join_waits_for_both_branches_in_every_round() -> None:
    run = begun(chart(*FORK_IN_A_LOOP))
    for round_ in range(3):
        run = after(run, "b")
        assert standing(run) == ["a"]
        run = after(run, "a")
        assert standing(run) == ["c"]
        run = after(run, "c", lambda _edge, last=round_ == 2: not last)  # type: ignore[misc]
    assert run.is_finished


def test_the_living_part_does_not_grow_with_the_age_of_the_run() -> None:
    run = begun(chart(*FORK_IN_A_LOOP))
    sizes = set()
    for _ in range(20):
        for key in ("a", "b"):
            run = after(run, key)
        run = after(run, "c", lambda _edge: True)
        sizes.add(len(run.living()))
    assert len(sizes) == 1


def test_a_choice_that_cannot_be_made_waits_and_is_made_later() -> None:
    run = after(begun(chart(*FORK_IN_A_LOOP)), "a")
    run = after(run, "b")
    run.finish(next(iter(run.standing())))
    run.advance(lambda _edge: None)
    assert (run.undecided, run.is_finished) == (("back",), False)
    run = stored(run)
    run.advance(lambda _edge: False)
    assert run.is_finished


BESIDE = (
    start(),
    step("a"),
    timer("soon", "a"),
    timer("late", "a", interrupts=True),
    step("remind"),
    end("reminded"),
    step("b"),
    step("give_up"),
    end(),
    end("given_up"),
    in_a_row("start", "a", "b", "end"),
    in_a_row("soon", "remind", "reminded"),
    in_a_row("late", "give_up", "given_up"),
)


@pytest.mark.parametrize(
    ("order", "seen"),
    [
        (["a", "b"], [["b"], []]),
        (["soon", "a", "b", "remind"], [["a", "late", "remind"], ["b", "remind"], ["remind"], []]),
        (["soon", "remind", "a", "b"], [["a", "late", "remind"], ["a", "late"], ["b"], []]),
        (["late", "give_up"], [["give_up"], []]),
        (
            ["soon", "late", "give_up", "remind"],
            [["a", "late", "remind"], ["give_up", "remind"], ["remind"], []],
        ),
    ],
    ids=["in time", "reminded, then done", "reminder first", "too late", "both times"],
)
def test_times_beside_a_step(order: list[str], seen: list[list[str]]) -> None:
    run = begun(chart(*BESIDE))
    assert standing(run) == ["a", "late", "soon"]
    for key, expected in zip(order, seen, strict=True):
        run = after(run, key)
        assert standing(run) == expected
    assert run.is_finished


def test_an_inclusive_gateway_goes_on_when_what_was_begun_is_done() -> None:
    parts = chart(
        start(),
        some("split", "always"),
        step("a"),
        step("b"),
        step("c"),
        some("join"),
        end(),
        flow("start", "split"),
        flow("split", "a", "1", key="first"),
        flow("split", "b", "2", key="second"),
        flow("split", "c", key="always"),
        in_a_row("a", "join", "end"),
        in_a_row("b", "join"),
        in_a_row("c", "join"),
    )
    both_begun = begun(parts, lambda _edge: True)
    assert standing(both_begun) == ["a", "b"]
    assert standing(after(both_begun, "a")) == ["b"]
    assert after(after(both_begun, "a"), "b").is_finished
    assert after(begun(parts, lambda edge: edge == "second"), "b").is_finished
    assert after(begun(parts, lambda _edge: False), "c").is_finished


def test_a_terminating_end_leaves_nothing_open() -> None:
    run = begun(
        chart(
            start(),
            both("fork"),
            step("a"),
            step("b"),
            end(),
            end("stop", terminate=True),
            in_a_row("start", "fork", "a", "stop"),
            in_a_row("fork", "b", "end"),
        )
    )
    run = after(run, "a")
    assert run.is_finished
    assert standing(run) == []


def test_a_step_where_the_run_does_not_stand_cannot_be_finished() -> None:
    run = begun(chart(*FORK_IN_A_LOOP))
    with pytest.raises(StepGoneError):
        run.finish(uuid4())
    occasion = next(iter(run.standing()))
    run.finish(occasion)
    with pytest.raises(StepGoneError):
        run.finish(occasion)


def test_a_cancelled_run_stands_nowhere() -> None:
    run = stored(begun(chart(*BESIDE)))
    run.cancel()
    assert standing(run) == []


def test_a_row_of_steps_keeps_three_tasks() -> None:
    run = begun(Chart(read_diagram(row_of_steps(100))))
    for number in range(50):
        run = after(run, f"step_{number}")
    assert len(run.living()) <= 3


@st.composite
def _blocks(draw: st.DrawFn, depth: int = 2) -> tuple[str, str, str]:
    """A sound piece of a flow: its first element, its last one, and all of it."""
    key = f"n{draw(st.integers(0, 10**9))}_{uuid4().hex[:6]}"
    kind = draw(st.sampled_from(["step", "row", "fork", "choice", "some", "loop"] if depth else ["step"]))
    if kind == "step":
        return key, key, step(key)
    first, first_end, first_all = draw(_blocks(depth - 1))
    second, second_end, second_all = draw(_blocks(depth - 1))
    inside = first_all + second_all
    if kind == "row":
        return first, second_end, inside + flow(first_end, second)
    if kind == "loop":
        ends = either(f"{key}_m") + either(f"{key}_x", f"{key}_on")
        ways = (
            flow(f"{key}_m", first) + flow(first_end, f"{key}_x") + flow(f"{key}_x", second, key=f"{key}_on")
        )
        return f"{key}_m", second_end, ends + inside + ways + flow(f"{key}_x", f"{key}_m", f"{key}_x_{key}_m")
    kinds = {"fork": both, "choice": either, "some": some}
    opening = both(f"{key}_o") if kind == "fork" else kinds[kind](f"{key}_o", f"{key}_d")  # type: ignore[operator]
    condition = "" if kind == "fork" else f"{key}_o_{first}"
    ways = flow(f"{key}_o", first, condition) + flow(f"{key}_o", second, key=f"{key}_d")
    joined = flow(first_end, f"{key}_c") + flow(second_end, f"{key}_c")
    return f"{key}_o", f"{key}_c", opening + kinds[kind](f"{key}_c") + inside + ways + joined


class Tokens:
    """What BPMN 2.0 says (chapter 13), played with tokens on sequence flows: the measure for every run.

    Not SpiffWorkflow with everything in memory: in the second round of a loop it lets a branch through that
    came to a join in the first.
    """

    def __init__(self, diagram: Diagram, choose: Choose) -> None:
        self.diagram, self.choose = diagram, choose
        self.tokens = [edge.id for edge in diagram.outgoing[diagram.starts[0].id]]
        self._settle()

    def standing(self) -> list[str]:
        nodes = [self._target(edge) for edge in self.tokens]
        return sorted(node.id for node in nodes if node.kind is NodeKind.PERSON)

    def finish(self, key: str) -> None:
        self._pass(self.diagram.nodes[key], [next(one for one in self.tokens if self._target(one).id == key)])
        self._settle()

    def _target(self, edge: str) -> Node:
        return self.diagram.nodes[self.diagram.edges[edge].target]

    def _settle(self) -> None:
        while True:
            for edge in self.tokens:
                node = self._target(edge)
                here = [one for one in self.tokens if self._target(one) is node]
                match node.kind:
                    case NodeKind.PERSON:
                        continue
                    case NodeKind.PARALLEL if len(here) < len(self.diagram.incoming[node.id]):
                        continue
                    case NodeKind.INCLUSIVE if any(
                        self._is_awaited(one, node, here) for one in self.tokens if one not in here
                    ):
                        continue
                joins = node.kind in (NodeKind.PARALLEL, NodeKind.INCLUSIVE)
                self._pass(node, here if joins else [edge])
                break
            else:
                return

    def _pass(self, node: Node, taken: list[str]) -> None:
        for edge in taken:
            self.tokens.remove(edge)
        leaving = self.diagram.outgoing[node.id]
        chosen = [edge.id for edge in leaving if edge.condition and self.choose(edge.id)]
        match node.kind:
            case NodeKind.EXCLUSIVE if len(leaving) > 1:
                self.tokens += chosen[:1] or [str(node.default)]
            case NodeKind.INCLUSIVE if len(leaving) > 1:
                self.tokens += chosen or [str(node.default)]
            case _:
                self.tokens += [edge.id for edge in leaving]

    def _is_awaited(self, token: str, join: Node, here: list[str]) -> bool:
        reached = {
            edge.id for edge in self.diagram.incoming[join.id] if self._reaches(token, edge.id, join.id)
        }
        return bool(reached) and not reached & set(here)

    def _reaches(self, token: str, wanted: str, join: str) -> bool:
        seen: set[str] = set()
        waiting = [token]
        while waiting:
            edge = waiting.pop()
            if edge == wanted:
                return True
            target = self.diagram.edges[edge].target
            if target != join and target not in seen:
                seen.add(target)
                waiting += [one.id for one in self.diagram.outgoing[target]]
        return False


@given(_blocks(depth=3), st.data())
@settings(max_examples=30)
def test_any_sound_flow_goes_on_from_its_stored_form_as_bpmn_says(
    block: tuple[str, str, str], data: st.DataObject
) -> None:
    first, last, parts = block
    of = chart(start(), end(), parts, flow("start", first), flow(last, "end"))
    ways = data.draw(st.integers(0, 2**32 - 1))
    done: list[str] = []

    def choose(edge: str) -> bool:
        # Whichever way for thirty steps; then always on.
        return len(done) < 30 and bool(ways >> (len(done) + len(edge)) % 32 & 1)

    tokens, run = Tokens(of.diagram, choose), Run(of)
    run.advance(choose)
    while tokens.standing():
        assert standing(run) == tokens.standing()
        key = data.draw(st.sampled_from(tokens.standing()))
        done.append(key)
        tokens.finish(key)
        run = stored(run)
        run.finish(next(occasion for occasion, node in run.standing().items() if node.id == key))
        run.advance(choose)
    assert run.is_finished
