"""BPMN files from anywhere: what runs is read, everything else is named and refused."""

from __future__ import annotations

import pytest

from madoguchi.core.bpmn import LARGEST_FILE, BpmnRefusedError, NodeKind, read_diagram
from madoguchi.core.bpmn.reading import MODEL
from madoguchi_testing.drawings import (
    drawing,
    either,
    end,
    flow,
    in_a_row,
    service,
    start,
    step,
    timer,
    waits,
)


def refusals(content: bytes) -> str:
    with pytest.raises(BpmnRefusedError) as caught:
        read_diagram(content)
    return str(caught.value)


def test_a_drawing_is_read_with_its_conditions_and_times() -> None:
    diagram = read_diagram(
        drawing(
            start(),
            step("review", "審査する"),
            timer("late", "review", after="P7D"),
            either("choice", "no"),
            waits("answer", "corrected"),
            service("remind", "flows.remind"),
            end(),
            end("end2"),
            flow("start", "review"),
            flow("review", "choice"),
            flow("choice", "answer", 'result.review == "correction"', key="yes"),
            flow("choice", "end", key="no"),
            flow("answer", "review"),
            in_a_row("late", "remind", "end2"),
            messages=("corrected",),
        )
    )
    assert {key: node.kind for key, node in diagram.nodes.items()}["review"] is NodeKind.PERSON
    assert diagram.edges["yes"].condition == 'result.review == "correction"'
    assert diagram.nodes["choice"].default == "no"
    assert (diagram.nodes["late"].attached_to, diagram.nodes["late"].interrupting) == ("review", False)
    assert diagram.nodes["late"].wait == "P7D"
    assert diagram.nodes["answer"].wait == "corrected"
    assert diagram.nodes["remind"].implementation == "flows.remind"


def test_what_another_tool_adds_is_left_out() -> None:
    diagram = read_diagram(
        f"""<?xml version="1.0"?><!-- made elsewhere --><bpmn:definitions xmlns:bpmn="{MODEL}"
        xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><bpmn:collaboration id="c">
        <bpmn:participant id="pool" name="役場" processRef="p"/><bpmn:participant id="them" name="住民"/>
        </bpmn:collaboration><bpmn:process id="p" isExecutable="false">
        <bpmn:laneSet id="ls"><bpmn:lane id="desk" name="住民課"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>
        </bpmn:lane></bpmn:laneSet><bpmn:startEvent id="s"/><bpmn:task id="a" name="  受け
        付ける "><bpmn:extensionElements><zeebe:formDefinition formKey="x"/></bpmn:extensionElements>
        </bpmn:task><bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="a"/>
        <bpmn:sequenceFlow id="g" sourceRef="a" targetRef="e"/>
        <bpmn:textAnnotation id="t"><bpmn:text>覚え書き</bpmn:text></bpmn:textAnnotation>
        <bpmn:dataObjectReference id="d"/></bpmn:process></bpmn:definitions>""".encode()
    )
    assert diagram.name == "役場"
    assert diagram.nodes["a"].name == "受け 付ける"
    assert diagram.nodes["a"].lane == "desk"
    assert diagram.lanes["desk"].name == "住民課"


@pytest.mark.parametrize(
    ("element", "tag"),
    [
        ("<scriptTask id='x' name='計算する'><script>import os</script></scriptTask>", "scriptTask"),
        ("<callActivity id='x' name='計算する' calledElement='other'/>", "callActivity"),
        ("<subProcess id='x' name='計算する'/>", "subProcess"),
        ("<businessRuleTask id='x' name='計算する'/>", "businessRuleTask"),
        ("<eventBasedGateway id='x' name='計算する'/>", "eventBasedGateway"),
        ("<madeUpTask id='x' name='計算する'/>", "madeUpTask"),
    ],
    ids=["script", "call", "subprocess", "rule", "event gateway", "unheard of"],
)
def test_an_element_that_does_not_run_is_named(element: str, tag: str) -> None:
    assert f"「計算する」{tag} は使えない要素です。" in refusals(drawing(start(), element, end()))


def test_scripts_are_refused_wherever_they_hide() -> None:
    hidden = (
        '<userTask id="a" name="a"><extensionElements><c:executionListener xmlns:c="urn:c" event="start">'
        "<c:script>1</c:script></c:executionListener></extensionElements></userTask>"
    )
    said = refusals(drawing(start(), hidden, end(), in_a_row("start", "a", "end")))
    assert "プログラム（executionListener）が書かれています。実行しません。" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "XML として読めません"),
        (b"\xff\xfe not xml", "XML として読めません"),
        (b"<html/>", "BPMN 2.0 のファイルではありません"),
        (b"x" * (LARGEST_FILE + 1), "ファイルが大きすぎます"),
        (
            f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions xmlns="{MODEL}">&x;'
            "</definitions>".encode(),
            "DOCTYPE のあるファイルは読みません",
        ),
        (f'<definitions xmlns="{MODEL}"/>'.encode(), "流れ（process）がありません"),
        (
            f'<definitions xmlns="{MODEL}"><process id="a"><startEvent id="s"/></process><process id="b">'
            '<startEvent id="t"/></process></definitions>'.encode(),
            "流れ（process）が2つあります",
        ),
    ],
    ids=["empty", "bytes", "html", "huge", "entity", "no process", "two processes"],
)
def test_a_file_that_is_no_drawing_says_what_it_is(content: bytes, said: str) -> None:
    assert said in refusals(content)


def test_a_bomb_of_entities_is_not_lit() -> None:
    lines = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 40))
    bomb = f'<!DOCTYPE d [<!ENTITY e0 "x">{lines}]><definitions xmlns="{MODEL}">&e39;</definitions>'
    assert refusals(bomb.encode())


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((step("a"), step("a")), "「a」という id が2つあります"),
        (('<userTask id="1 or 1" name="a"/>',), "id（1 or 1）が使えません"),
        ((flow("start", "nowhere"),), "端の「nowhere」がありません"),
        ((either("x", "gone"),), "既定の矢印「gone」がありません"),
        ((timer("t", "gone"),), "付ける手順「gone」がありません"),
        (("<startEvent id='m'><messageEventDefinition/></startEvent>",), "startEvent の種類（message）"),
        (
            (waits("m", "x"),),
            "待つメッセージが決まっていません",
        ),
        (
            (
                "<intermediateCatchEvent id='m'><timerEventDefinition><timeCycle>R/P1D</timeCycle>"
                "</timerEventDefinition></intermediateCatchEvent>",
            ),
            "くり返す時間（timeCycle）は使えません",
        ),
        (
            ("<userTask id='m' name='m'><multiInstanceLoopCharacteristics/></userTask>",),
            "くり返しの印（loop、multi-instance）があります",
        ),
    ],
    ids=["twice", "id", "end of flow", "default", "edge", "start by message", "no message", "cycle", "loop"],
)
def test_what_does_not_fit_together_is_told(parts: tuple[str, ...], said: str) -> None:
    assert said in refusals(drawing(start(), end(), *parts))
