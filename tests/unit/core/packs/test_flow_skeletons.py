from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from madoguchi.core.bpmn import BpmnRefusedError
from madoguchi.core.packs import PackErrors, SkeletonRefusedError, load_packs, new_flow, read_pack_files
from madoguchi_testing.broken_packs import lay_out

PACKS = Path(__file__).parents[4] / "packs"
SCHEMAS = PACKS / "_schema"
TODAY = date(2026, 12, 1)
DRAWING = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
  <process id="p" name="letter">
    <laneSet id="ls"><lane id="office" name="office">
      <flowNodeRef>start</flowNodeRef><flowNodeRef>read</flowNodeRef><flowNodeRef>which</flowNodeRef>
      <flowNodeRef>answer</flowNodeRef><flowNodeRef>end</flowNodeRef>
    </lane></laneSet>
    <startEvent id="start"/><userTask id="read" name="read it"/>
    <exclusiveGateway id="which" default="kept"/><userTask id="answer" name="answer it"/><endEvent id="end"/>
    <sequenceFlow id="a" sourceRef="start" targetRef="read"/>
    <sequenceFlow id="b" sourceRef="read" targetRef="which"/>
    <sequenceFlow id="c" sourceRef="which" targetRef="answer">
      <conditionExpression>option.answers == "always" or result.read == "asks"</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="kept" sourceRef="which" targetRef="end"/>
    <sequenceFlow id="e" sourceRef="answer" targetRef="end"/>
  </process>
</definitions>
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_out(PACKS / "_broken", None, tmp_path)


def begin(root: Path, key: str = "letters", drawing: bytes = DRAWING, label: str | None = None) -> list[Path]:
    files = read_pack_files(root, schemas=SCHEMAS)
    skeleton = new_flow(files, key, drawing, label=label, today=TODAY)
    return [root / relative for relative in skeleton.write(root)]


def test_the_drawing_is_written_as_it_came_and_the_declaration_names_what_it_asks(root: Path) -> None:
    drawing, declaration = begin(root, label="手紙")
    assert drawing.read_bytes() == DRAWING
    said = yaml.safe_load(declaration.read_text(encoding="utf-8"))
    assert (said["key"], said["label"]) == ("letters", "手紙")
    assert list(said["lanes"]) == ["office"]
    assert list(said["options"]["answers"]["choices"]) == ["always", "other"]
    assert list(said["steps"]) == ["read", "answer"]
    assert list(said["steps"]["read"]["results"]) == ["asks", "other"]


def test_every_open_place_is_told_and_a_filled_one_loads(root: Path) -> None:
    _, declaration = begin(root)
    with pytest.raises(PackErrors) as refused:
        load_packs(root, schemas=SCHEMAS)
    assert all("flow.yaml" in problem.file for problem in refused.value.problems)
    filled = re.sub("【記入】[^}\n]*", "x", declaration.read_text(encoding="utf-8"))
    declaration.write_text(filled, encoding="utf-8")
    assert "letters" in load_packs(root, schemas=SCHEMAS).flows


def test_another_encoding_is_written_again_as_utf_8(root: Path) -> None:
    other = DRAWING.decode().replace("UTF-8", "Shift_JIS").replace("read it", "読む").encode("shift_jis")
    drawing, declaration = begin(root, drawing=other)
    assert "読む" in drawing.read_text(encoding="utf-8")
    assert "# 読む" in declaration.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ["../up", "Großes", "", "a" * 80])
def test_a_key_that_cannot_be_used_writes_nothing(root: Path, key: str) -> None:
    with pytest.raises(SkeletonRefusedError):
        begin(root, key)


def test_a_flow_that_is_there_stays(root: Path) -> None:
    begin(root)
    with pytest.raises(SkeletonRefusedError):
        begin(root)


def test_a_drawing_that_cannot_run_writes_nothing(root: Path) -> None:
    with pytest.raises(BpmnRefusedError):
        begin(root, drawing=DRAWING.replace(b"userTask", b"scriptTask"))
    assert not (root / "common/flows/letters").exists()
