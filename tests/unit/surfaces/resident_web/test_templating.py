"""Texts in templates, and what is written once for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import Environment, nodes

import madoguchi
from madoguchi.core.languages import Language, Message, Texts, speaking

TEMPLATES = Path(madoguchi.__file__).parent / "surfaces" / "resident_web" / "jinja2"
OF_THE_PACKS = {"town", "languages", "chosen_language", "steps", "card.law", "card.sources"}
"""What pages show to everybody alike: none of it comes from answers."""

ENGLISH = Texts(
    Language("en", "English", "en", "en"),
    [
        Message("本文へ進む", ("Go to <main>",), 1),
        Message("{count}人", ("{count} person", "{count} people"), 2),
    ],
)


def written(template: str, **context: object) -> str:
    return str(engines["jinja2"].from_string(template).render(context)).strip()


def test_a_text_is_said_in_the_language_spoken_and_escaped() -> None:
    assert written("{{ say('本文へ進む') }}") == "本文へ進む"
    with speaking(ENGLISH):
        assert written("{{ say('本文へ進む') }}") == "Go to &lt;main&gt;"


@pytest.mark.parametrize(("count", "said"), [(1, "1 person"), (3, "3 people")], ids=["one", "several"])
def test_a_number_chooses_the_form(count: int, said: str) -> None:
    with speaking(ENGLISH):
        assert written("{{ say('{count}人', count=count) }}", count=count) == said


def test_what_is_put_into_a_text_is_escaped_unless_it_is_markup() -> None:
    typed = written("{{ say('{person}：{answer}', person=name, answer=ja(name)) }}", name="<b>{answer}</b>")
    assert typed == "&lt;b&gt;{answer}&lt;/b&gt;：&lt;b&gt;{answer}&lt;/b&gt;"
    assert written("{{ say('{fee}', fee=icon('help')) }}").startswith("<svg")


def test_a_value_that_is_missing_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="count"):
        written("{{ say('{count}人', number=1) }}")


def test_what_is_written_for_everybody_is_written_for_each_language() -> None:
    template = "{{ for_everybody(ui.basis, '地方自治法', ()) }}"
    japanese = written(template)
    with speaking(Texts(ENGLISH.language, [Message("根拠：{law}", ("Law: {law}",), 1)])):
        assert written(template) == '<p class="note">Law: <span lang="ja">地方自治法</span></p>'
    assert written(template) == japanese == '<p class="note">根拠：地方自治法</p>'


def test_nothing_that_people_answered_is_kept_for_everybody() -> None:
    """Macros see what they are given and no page; what they may be given is named here."""
    kept = [call for template in TEMPLATES.rglob("*.html") for call in _kept(template)]
    assert kept
    for call in kept:
        macro, *given = call.args
        assert isinstance(macro, nodes.Getattr)
        assert isinstance(macro.node, nodes.Name)
        assert macro.node.name in ("ui", "frame")
        assert {_written(one) for one in given} <= OF_THE_PACKS
        assert not call.kwargs


def _kept(template: Path) -> Iterator[nodes.Call]:
    tree = Environment(autoescape=True).parse(template.read_text(encoding="utf-8"))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "for_everybody":
            yield call


def _written(given: nodes.Expr) -> str:
    if isinstance(given, nodes.Getattr):
        return f"{_written(given.node)}.{given.attr}"
    return given.name if isinstance(given, nodes.Name) else repr(given)
