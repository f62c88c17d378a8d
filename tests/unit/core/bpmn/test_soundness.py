"""A flow that was begun comes to its end, or is refused with the place where it would not."""

from __future__ import annotations

import pytest

from madoguchi.core.bpmn import mistakes_in, read_diagram
from madoguchi_testing.drawings import (
    both,
    drawing,
    either,
    end,
    flow,
    in_a_row,
    row_of_steps,
    service,
    some,
    start,
    step,
    timer,
)


def said_of(*parts: str) -> str:
    return " ".join(f"{one.message}{one.remedy}" for one in mistakes_in(read_diagram(drawing(*parts))))


def test_steps_in_a_row_are_sound() -> None:
    assert mistakes_in(read_diagram(row_of_steps(500))) == []


def test_a_way_back_a_fork_and_a_reminder_are_sound() -> None:
    assert not said_of(
        start(),
        either("again"),
        step("review"),
        timer("late", "review"),
        service("remind", "flows.remind"),
        end("reminded"),
        either("choice", "on"),
        both("fork"),
        step("a"),
        step("b"),
        both("join"),
        end(),
        in_a_row("start", "again", "review", "choice"),
        flow("choice", "again", "true"),
        flow("choice", "fork", key="on"),
        in_a_row("fork", "a", "join", "end"),
        in_a_row("fork", "b", "join"),
        in_a_row("late", "remind", "reminded"),
    )


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((start(), step("a", "届け出る"), end(), flow("start", "a")), "「届け出る」（a）で行き止まり"),
        ((step("a"), end(), flow("a", "end")), "始まり（startEvent）がありません。"),
        ((start(), start("s2"), end(), flow("start", "end"), flow("s2", "end")), "「s2」が2つ目の始まり"),
        (
            (start(), step("a"), step("b"), end(), in_a_row("start", "a", "end"), flow("b", "end")),
            "には、始まりからたどり着けません。",
        ),
        (
            (
                start(),
                step("a"),
                step("b"),
                end(),
                in_a_row("start", "a", "b", "a"),
            ),
            "どう進んでも終わりに着きません。",
        ),
        (
            (start(), step("a"), step("b"), end(), flow("start", "a"), flow("a", "b"), flow("a", "end")),
            "から矢印が2本以上出ています。",
        ),
        (
            (start(), either("x"), end(), end("e2"), in_a_row("start", "x"), flow("x", "end", "true")
             + flow("x", "e2", "false")),
            "に既定の矢印がありません。",
        ),
        (
            (start(), either("x", "x_end"), end(), end("e2"), in_a_row("start", "x", "end"), flow("x", "e2")),
            "に条件がありません。",
        ),
        (
            (start(), step("a"), end(), flow("start", "a", "true"), flow("a", "end")),
            "に条件がありますが、ここでは読まれません。",
        ),
    ],
    ids=["dead end", "no start", "two starts", "unreached", "circle", "two ways out", "no default",
         "no condition", "unread condition"],
)  # fmt: skip
def test_what_the_picture_shows_is_told(parts: tuple[str, ...], said: str) -> None:
    assert said in said_of(*parts)


def test_a_join_that_waits_for_a_branch_that_was_not_taken_is_found() -> None:
    said = said_of(
        start(),
        either("x", "other"),
        step("a"),
        step("b"),
        both("join"),
        end(),
        flow("start", "x"),
        flow("x", "a", "true"),
        flow("x", "b", key="other"),
        in_a_row("a", "join", "end"),
        flow("b", "join"),
    )
    assert "「join」で止まることがあります。" in said


def test_a_step_that_two_branches_would_begin_is_found() -> None:
    said = said_of(
        start(),
        both("fork"),
        step("a"),
        step("b"),
        step("after", "通知する"),
        end(),
        in_a_row("start", "fork", "a", "after", "end"),
        in_a_row("fork", "b", "after"),
    )
    assert "「通知する」（after）が、並行する枝から2回始まることがあります。" in said


def test_a_reminder_that_runs_back_into_the_flow_is_found() -> None:
    said = said_of(
        start(),
        step("a"),
        timer("late", "a"),
        step("b"),
        end(),
        in_a_row("start", "a", "b", "end"),
        flow("late", "b"),
    )
    assert "手順を止めないイベント「late」の枝が合わさっています。" in said


def test_an_inclusive_gateway_waits_for_whatever_can_still_come() -> None:
    assert not said_of(
        start(),
        some("split", "always"),
        step("a"),
        step("b"),
        some("join"),
        end(),
        flow("start", "split"),
        flow("split", "a", "true"),
        flow("split", "b", key="always"),
        in_a_row("a", "join", "end"),
        flow("b", "join"),
    )


def test_a_flow_too_entangled_to_be_checked_says_so() -> None:
    branches = [[f"s{branch}_{place}" for place in range(6)] for branch in range(6)]
    said = said_of(
        start(),
        both("fork"),
        both("join"),
        end(),
        flow("start", "fork"),
        flow("join", "end"),
        *(step(key) for branch in branches for key in branch),
        *(in_a_row("fork", *branch, "join") for branch in branches),
    )
    assert "並行する手順が多すぎて" in said
