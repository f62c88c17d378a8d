from datetime import date

from tests.unit.engines.forms.small_pack import HEAD, VOCABULARY, Plan, facts, pack

from madoguchi.core.vocabulary import DONT_KNOW
from madoguchi.engines.forms.domain.fields import FieldReference
from madoguchi.engines.forms.domain.outline import fields_for
from madoguchi.engines.forms.domain.parsing import ParsedGroup, parse_group
from madoguchi.engines.forms.domain.seen import (
    SEEN,
    is_unchanged,
    only_changes,
    seen_marks,
    showed_something,
)

FACTS = facts({"contact.phone": "090-0000-1234"}, HEAD)
GROUP = fields_for(pack(), Plan(), FACTS).group("contact")


def changes(posted: dict[str, str]) -> ParsedGroup:
    assert GROUP is not None
    parsed = parse_group(GROUP, posted, FACTS, VOCABULARY)
    return only_changes(GROUP.fields, parsed, posted)


def marks() -> str:
    assert GROUP is not None
    return seen_marks(GROUP.fields)


def test_a_field_left_as_it_was_shown_is_not_taken_over() -> None:
    posted = {SEEN: marks(), "contact-phone": "０９０００００１２３４", "contact-email": ""}
    assert changes(posted) == ParsedGroup(
        raw={name: posted[name] for name in ("contact-phone", "contact-email")}
    )


def test_a_changed_field_and_an_emptied_one_are_taken_over() -> None:
    parsed = changes({SEEN: marks(), "contact-phone": "", "contact-email": "a@example.jp"})
    assert parsed.cleared == {FieldReference("contact.phone")}
    assert parsed.values == {FieldReference("contact.email"): "a@example.jp"}


def test_without_marks_everything_counts_as_changed() -> None:
    for seen in ({}, {SEEN: ""}, {SEEN: "::: contact-phone"}, {SEEN: "あ" * 50_000}):
        assert changes({"contact-phone": "090-0000-1234", **seen}).values


def test_an_error_is_never_left_out() -> None:
    assert changes({SEEN: marks(), "contact-phone": "なし"}).errors


def test_single_fields_can_be_asked_about() -> None:
    posted = {SEEN: marks()}
    assert is_unchanged(posted, "contact-phone", "090-0000-1234")
    assert is_unchanged(posted, "contact-email", None)
    assert not is_unchanged(posted, "contact-phone", DONT_KNOW)
    assert not is_unchanged(posted, "move-date", date(2026, 3, 11))
    assert showed_something(posted, ["contact-phone"])
    assert not showed_something(posted, ["contact-email", "move-date"])


def test_marks_do_not_show_what_they_mark() -> None:
    assert "0000-1234" not in marks()
    assert "00001234" not in marks()
