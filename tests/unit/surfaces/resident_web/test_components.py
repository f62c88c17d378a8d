"""The residents' macros look like the staff's components; templates say so when a name is missing."""

from __future__ import annotations

import re

import pytest
from django.template import engines
from django.urls import reverse
from django_cotton.compiler_regex import CottonCompiler
from jinja2 import UndefinedError

from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.presentation.errors import FieldProblem
from madoguchi.surfaces.resident_web.presentation.steps import Step, steps

CONTEXT = {
    "text": "<b>&</b>",
    "errors": [FieldProblem("move-date", '日を"入れて"ください'), FieldProblem("name", "名前")],
    "steps": steps(Step.FILL, {Step.PLAN: "/plan/", Step.QUESTIONS: "/question/"}),
}

PAIRS = {
    "button": ("{{ ui.button('次へ') }}", "<c-button>次へ</c-button>"),
    "button_with_value": (
        "{{ ui.button(text, kind='plain', name='save', value='later') }}",
        '<c-button kind="plain" name="save" value="later">{{ text }}</c-button>',
    ),
    "button_as_link": (
        "{{ ui.button('印刷', href='/plan.pdf', kind='secondary', small=True, icon_name='print') }}",
        '<c-button href="/plan.pdf" kind="secondary" small="yes" icon="print">印刷</c-button>',
    ),
    "badge": ("{{ ui.badge('要', kind='key') }}", '<c-badge kind="key">要</c-badge>'),
    "notice": (
        "{% call ui.notice('warning', heading=text, extra='no-print') %}<p>{{ text }}</p>{% endcall %}",
        '<c-notice kind="warning" heading="{{ text }}" class="no-print"><p>{{ text }}</p></c-notice>',
    ),
    "notice_without_heading": (
        "{% call ui.notice() %}<p>内容</p>{% endcall %}",
        "<c-notice><p>内容</p></c-notice>",
    ),
    "disclosure": (
        "{% call ui.disclosure('回答', extra='answers') %}{{ text }}{% endcall %}",
        '<c-disclosure summary="回答" class="answers">{{ text }}</c-disclosure>',
    ),
    "field_error": (
        "{{ ui.field_error('x-error', text) }}",
        '<c-field-error id="x-error" :message="text" />',
    ),
    "no_field_error": ("{{ ui.field_error('x-error', '') }}", '<c-field-error id="x-error" message="" />'),
    "error_summary": ("{{ ui.error_summary(errors) }}", '<c-error-summary :errors="errors" />'),
    "progress_line": ("{{ ui.progress_line(steps) }}", '<c-progress-line :steps="steps" />'),
    "saved_mark": ("{{ ui.saved_mark(text) }}", "<c-saved-mark>{{ text }}</c-saved-mark>"),
    "mark": ("{{ mark }}", "<c-mark />"),
}


def seen(html: str) -> str:
    """The markup without the white space that a browser does not show within tags and between them."""
    html = html.replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    return re.sub(r'\s*(?=["<>])|(?<=>)\s+', "", re.sub(r"\s+", " ", html)).strip()


@pytest.mark.parametrize(("macro", "component"), PAIRS.values(), ids=PAIRS)
def test_a_macro_gives_what_the_component_of_the_staff_site_gives(macro: str, component: str) -> None:
    ours = engines["jinja2"].from_string(macro).render(CONTEXT)
    theirs = engines["django"].from_string(CottonCompiler().process(component)).render(CONTEXT)
    assert seen(ours) == seen(theirs)


def test_a_name_that_a_page_does_not_give_is_a_mistake() -> None:
    with pytest.raises(UndefinedError, match="telephone"):
        engines["jinja2"].from_string("{{ telephone }}").render({})


def test_text_of_people_is_escaped() -> None:
    assert "<b>" not in engines["jinja2"].from_string("{{ ui.button(text) }}").render(CONTEXT)


@pytest.mark.urls("madoguchi.surfaces.resident_web.urls")
def test_an_address_is_what_django_would_say() -> None:
    for _ in range(2):
        found = address("question", "000000", "moving_in", "move.date")
        assert found == reverse("resident_web:question", args=["000000", "moving_in", "move.date"])
