"""A finding says what, where and what to do, and opens again when an answer changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.assessments.domain.findings import findings

CARE = load_packs_or_refuse(Path(__file__).parents[4] / "packs").assessments["care_certification"]
TODAY = date(2026, 3, 25)


def test_a_finding_names_both_forms_their_items_and_what_to_do() -> None:
    (finding,) = findings(
        CARE,
        {"survey.short_term_memory": "able"},
        {"opinion.short_term_memory": "problem"},
        TODAY,
    )
    assert finding.what == (
        "調査票の「3-4 短期記憶（面接調査の直前に何をしていたか思い出す）」が「1 できる」、"
        "意見書の「3-3 短期記憶」が「2 問題あり」です。"
    )
    assert [(one.form, one.number) for one in finding.where] == [("調査票", "3-4"), ("意見書", "3-3")]
    assert "調査員" in finding.tell


def test_a_rule_with_words_of_its_own_says_them() -> None:
    (finding,) = findings(CARE, {"survey.bedridden": "j1"}, {"opinion.bedridden": "c2"}, TODAY)
    assert finding.what.startswith("障害高齢者の日常生活自立度（寝たきり度）が、2段階以上違います")


def test_what_was_seen_changes_with_the_answers_and_only_with_them() -> None:
    def seen(**survey: str) -> str:
        answers = {f"survey.{key}": value for key, value in survey.items()}
        return findings(CARE, answers, {}, TODAY)[0].seen

    first = seen(sitting="unable", walking="free")
    assert first == seen(sitting="unable", walking="free", going_out="less")
    assert findings(CARE, {"survey.sitting": "unable", "survey.standing": "free"}, {}, TODAY)[0].seen != first


def test_without_answers_nothing_is_found() -> None:
    assert findings(CARE, {}, {}, TODAY) == []


def test_an_answer_that_its_item_no_longer_has_is_left_out() -> None:
    assert findings(CARE, {"survey.sitting": "flying", "survey.walking": "free"}, {}, TODAY) == []
