"""Read what a page posted: values where the input makes sense, messages where it does not, and the input
itself.

Nothing is thrown away: what cannot be read stays in `raw` under its field, so that the page, and the draft,
show it again exactly as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from madoguchi.core.languages import say, spoken
from madoguchi.core.vocabulary import Facts, ItemType, Value, Vocabulary
from madoguchi.engines.forms.domain.characters import InputRefusedError
from madoguchi.engines.forms.domain.declared import is_consent, kana_partner
from madoguchi.engines.forms.domain.fields import FieldReference, FormField, FormGroup
from madoguchi.engines.forms.domain.reading import (
    DATE_PARTS,
    LONGEST_RAW,
    MULTIPLE_MARK,
    assemble_date,
    read_value,
)
from madoguchi.engines.forms.domain.rows import assemble_rows, cell_names
from madoguchi.lib.japanese.names import propose_kana

Posted = Mapping[str, Any]
"""What a form posted: Django's QueryDict, or a plain mapping in programs and tests."""


@runtime_checkable
class _ManyValued(Protocol):
    """Posted data that can hold several values under one name (several ticked boxes)."""

    def getlist(self, key: str) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class ParsedGroup:
    """What one page said.

    `values` are the answers that could be read; `cleared` the fields that were sent empty; `errors` one
    message per field id; `raw` what was typed, by the name of the input; `notes` what was filled in for the
    person and is to be looked at, by field id.
    """

    values: Mapping[FieldReference, Value] = field(default_factory=dict)
    cleared: frozenset[FieldReference] = frozenset()
    errors: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether every field could be read."""
        return not self.errors


def parse_group(
    group: FormGroup, posted: Posted, facts: Facts, vocabulary: Vocabulary, *, demand: bool = False
) -> ParsedGroup:
    """What `posted` says about the fields of `group`; never raises, whatever was posted.

    Fields that the post does not mention stay as they are: neither read nor cleared. Fields shown filled in
    from the navigator are not read. With `demand`, an empty field that is needed is an error as well. A
    reading left empty is proposed from the name beside it, with a note.
    """
    values: dict[FieldReference, Value] = {}
    cleared: set[FieldReference] = set()
    errors: dict[str, str] = {}
    raw: dict[str, str] = {}
    for one in group.asked:
        typed = typed_inputs(one, posted)
        if not typed:
            continue
        raw.update(typed)
        try:
            value = read_value(one.item, _text(one, typed), today=facts.today)
        except InputRefusedError as refusal:
            errors[one.id] = refusal.message
            continue
        if value is None:
            cleared.add(one.reference)
            if demand and not one.optional:
                errors[one.id] = _needed(one)
        else:
            values[one.reference] = value
    notes = _propose_readings(group, vocabulary, facts, values, cleared, errors)
    return ParsedGroup(values, frozenset(cleared), errors, raw, notes)


def choice_name(one: FormField) -> str:
    """The name of the choice beside a field (towns of a postal code); it counts where the field is empty."""
    return f"{one.id}-choice"


def typed_inputs(one: FormField, posted: Posted) -> dict[str, str]:
    """The inputs of a field as they were posted; empty when the post does not mention the field.

    「わからない」 may be a box of its own beside the input (`<id>-unsure`), which then counts for the field.
    """
    names = [one.id, f"{one.id}-unsure", choice_name(one)]
    if one.item.type is ItemType.DATE:
        names += [f"{one.id}-{part}" for part in DATE_PARTS]
    if one.item.type is ItemType.ROWS:
        names += [name for _, _, name in cell_names(one.id, one.item)]
    typed = {name: _posted_text(posted, name, many=one.item.multiple) for name in names if name in posted}
    return {name: text[: LONGEST_RAW + 1] for name, text in typed.items()}


def _posted_text(posted: Posted, name: str, *, many: bool) -> str:
    if many and isinstance(posted, _ManyValued):
        return MULTIPLE_MARK.join(str(value) for value in posted.getlist(name))
    return str(posted.get(name) or "")


def _text(one: FormField, typed: Mapping[str, str]) -> str:
    """The one text that a field's inputs say together."""
    if typed.get(f"{one.id}-unsure", "").strip():
        return "dont_know"
    whole = typed.get(one.id, "").strip() or typed.get(choice_name(one), "")
    if one.item.type is ItemType.ROWS:
        return whole or assemble_rows(one.id, one.item, typed)
    if whole.strip() or one.item.type is not ItemType.DATE:
        return whole
    return assemble_date({part: typed.get(f"{one.id}-{part}", "") for part in DATE_PARTS})


def _needed(one: FormField) -> str:
    if is_consent(one.item):
        return say("内容を読んで、しるしを入れてください。")
    chosen = one.item.type in (ItemType.CODE, ItemType.BOOLEAN)
    # Not every label is a noun: 「マイナンバーカードで転出届を出した」を選んで would be no sentence.
    if (
        (one.item.question.endswith("か") or not spoken().is_source)
        and one.item.question
        and (chosen or one.item.type is ItemType.INTEGER)
    ):
        if chosen:
            return say("「{question}」の答えを選んでください。", question=one.item.question)
        return say("「{question}」の答えを入力してください。", question=one.item.question)
    if chosen:
        return say("{label}を選んでください。", label=one.label)
    return say("{label}を入力してください。", label=one.label)


def _propose_readings(
    group: FormGroup,
    vocabulary: Vocabulary,
    facts: Facts,
    values: dict[FieldReference, Value],
    cleared: set[FieldReference],
    errors: dict[str, str],
) -> dict[str, str]:
    """Fill readings that were left empty, from the names of the same post or of the facts."""
    notes: dict[str, str] = {}
    for one in group.asked:
        partner = kana_partner(one.item, vocabulary)
        if partner is None or one.reference not in cleared:
            continue
        written = values.get(FieldReference(partner.key, one.person))
        if written is None and facts.is_answered(partner.key, one.person):
            written = facts.get(partner.key, one.person)
        reading = propose_kana(written) if isinstance(written, str) else None
        if reading is None:
            continue
        values[one.reference] = reading
        cleared.discard(one.reference)
        errors.pop(one.id, None)
        notes[one.id] = say(
            "{label}を「{reading}」としました。違うときは直してください。", label=one.label, reading=reading
        )
    return notes
