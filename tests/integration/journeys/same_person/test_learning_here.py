"""Weights learned from the register of the database, used wherever people are compared."""

from __future__ import annotations

import json
import logging
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.integration.journeys.same_person.samples import HERE, NEIGHBOUR, clerk, register
from tests.integration.surfaces.staff_web.samples import person

from madoguchi.core import tenancy
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.matching.api import Field, TooFewRecordsError, default_weights, weights_for
from madoguchi.journeys.same_person.api import LearnWeights, near_people, relatives_of
from madoguchi.surfaces.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _directory(tmp_path: Path, settings: Any) -> None:
    settings.MADOGUCHI_MATCHING_DIRECTORY = tmp_path


def _a_town() -> None:
    """Many of one family name, and a few others."""
    people = [
        person(100 + n, f"五十嵐 {given}郎", "イガラシ ロウ", date(1950 + n, 1 + n % 12, 1 + n % 28))
        for n, given in enumerate("太次三四五六七八" * 5)
    ]
    register(HERE, *people)


def test_a_register_tells_how_common_its_names_are_and_no_rare_name_is_written() -> None:
    _a_town()
    learned = run(LearnWeights(), clerk(), 1)
    assert (learned.people, learned.records) == (53, 0)
    weights = weights_for(HERE)
    assert weights.commonness[Field.FAMILY].shares["五十嵐"] > 0.7
    written = Path(learned.file).read_text(encoding="utf-8")
    assert "五十嵐" in written
    assert not any(name in written for name in ("二瓶", "十三蔵"))
    assert weights_for(NEIGHBOUR) == default_weights()
    with tenancy.municipality(HERE):
        entry = AuditEntry.objects.filter(action="same_person.learn_weights").get()
    assert entry.details == {"people": 53, "records": 0}


def test_a_handful_of_people_teaches_nothing() -> None:
    register()
    with pytest.raises(TooFewRecordsError):
        run(LearnWeights(), clerk(), 1)


def test_who_may_not_check_the_register_may_not_learn_from_it() -> None:
    with pytest.raises(NotAllowedError):
        run(LearnWeights(), clerk("residents.search"), 1)


def test_the_weights_are_used_for_near_names_and_relatives(monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.journeys.same_person import near, relatives

    _a_town()
    asked: list[str] = []
    for module in (near, relatives):
        monkeypatch.setattr(module, "weights_for", lambda code: asked.append(code) or default_weights())
    found = near_people(clerk(), "五十嵐 太浪")
    assert found
    relatives_of(clerk(), found[0].record.uuid)
    assert asked == [HERE, HERE]


def test_the_commands_tell_numbers_and_no_names(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    _a_town()
    with caplog.at_level(logging.DEBUG):
        assert main(["matching", "learn", "--for", HERE, "--json"]) == 0
        assert main(["matching", "duplicates", "--for", HERE, "--json"]) == 0
        assert main(["matching", "duplicates", "--for", HERE]) == 0
    told = capsys.readouterr().out.splitlines()
    assert json.loads(told[0])["people"] == 53
    assert set(json.loads(told[1])) == {"compared", "asked", "known"}
    for name in ("五十嵐", "渡邉", "十三蔵"):
        assert name not in "".join(told) + caplog.text


@pytest.mark.parametrize(
    "arguments", [["duplicates"], ["duplicates", "--for", "12"], ["learn", "--for", "x"]]
)
def test_what_the_commands_cannot_use_is_said(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["matching", *arguments]) == 2
    assert "madoguchi matching:" in capsys.readouterr().err
