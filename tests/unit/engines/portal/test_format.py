"""The file that describes the portal says what is wrong in it, with line and remedy."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from madoguchi.core.packs.problems import PackErrors
from madoguchi.engines.portal.domain.format import Known, load_format
from madoguchi_testing.portal.stand_in import FORMAT

CONNECTION = {
    "address": "https://portal.example/api",
    "account": "counter-01",
    "password_file": "password",
    "organizations": {"072028": "07202"},
}
KNOWN = Known(
    events=frozenset({"childbirth"}),
    procedures=frozenset({"child_allowance_claim"}),
    person_items=frozenset({"person.name", "person.name_kana", "person.birth_date", "person.sex"}),
    case_items=frozenset({"move.date"}),
    municipalities=frozenset({"072028"}),
    statuses=frozenset(FORMAT["statuses"]),
)


def written(folder: Path, change: Callable[[Any], object] = lambda whole: None) -> Path:
    whole = copy.deepcopy({"connection": CONNECTION, **FORMAT})
    change(whole)
    file = folder / "portal.yaml"
    file.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


def test_a_right_file_is_read_whole(tmp_path: Path) -> None:
    found = load_format(written(tmp_path), KNOWN)
    kind = found.application("T-CHILD-01")
    assert kind is not None
    assert kind.procedures == ("child_allowance_claim",)
    assert found.application("other") is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda whole: whole["connection"].update(address="http://portal.example"), "https://"),
        (lambda whole: whole["connection"].update(certificate="client.crt"), "certificate と key"),
        (lambda whole: whole["connection"].pop("account"), "「account」がありません"),
        (lambda whole: whole["connection"].update(pasword="x"), "「pasword」という項目はありません"),
        (lambda whole: whole["connection"]["organizations"].update({"072029": "1"}), "072028"),
        (lambda whole: whole["requests"]["get"].update(path="/{numer}"), "「number」ではありませんか"),
        (lambda whole: whole["requests"]["list"].pop("number"), "「number」がありません"),
        (lambda whole: whole["applications"].append(copy.deepcopy(whole["applications"][0])), "2か所"),
        (lambda whole: whole["applications"][0].update(event="birth"), "「birth」はパックにありません"),
        (lambda whole: whole["applications"][0].update(procedures=["child_allowanc"]), "child_allowance"),
        (lambda whole: whole["applications"][0]["people"].pop("applicant"), "applicant"),
        (
            lambda whole: whole["applications"][0]["people"]["child"]["answers"][0].update(item="person.nam"),
            "「person.name」ではありませんか",
        ),
        (lambda whole: whole["statuses"].update(finished="完了"), "「finished」はパックにありません"),
        (lambda whole: whole["applications"][0].update(sets={"move.dat": "x"}), "「move.date」では"),
        (lambda whole: whole["applications"][0].pop("event"), "event と procedures"),
        (lambda whole: whole["requests"]["statuses"].update(applications="list"), "applications と number"),
        (lambda whole: whole["requests"]["statuses"].update(path="/status"), "一覧で答えるものなら"),
        (lambda whole: whole["requests"]["statuses"].update(withdrawn=["完了"]), "「完了」は、statuses の"),
    ],
    ids=[
        "no TLS", "certificate without key", "account missing", "unknown setting", "unknown municipality",
        "unknown placeholder", "list without number", "a code twice", "unknown event", "unknown procedure",
        "nobody applies", "unknown item", "unknown status", "unknown item set", "no event",
        "statuses of nobody", "status of nobody", "withdrawal that is our own word",
    ],
)  # fmt: skip
def test_each_mistake_has_its_line_and_its_remedy(
    tmp_path: Path, change: Callable[[Any], object], told: str
) -> None:
    with pytest.raises(PackErrors, match=told) as errors:
        load_format(written(tmp_path, change), KNOWN)
    assert all(problem.file == "portal.yaml" and problem.line >= 1 for problem in errors.value.problems)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackErrors, match="ファイルがありません"):
        load_format(tmp_path / "portal.yaml")
