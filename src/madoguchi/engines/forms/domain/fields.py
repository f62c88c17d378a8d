"""What a page asks: fields in groups, each with what a person sees and the value that is already there."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.core.vocabulary import DONT_KNOW, Item, Value
from madoguchi.engines.forms.domain.reading import as_input, as_text


@dataclass(frozen=True, slots=True, order=True)
class FieldReference:
    """One answer: an item, and for items of a person the person's number in the household (from 0)."""

    item: str
    person: int | None = None


def field_id(item_key: str, person_key: str | None = None) -> str:
    """The name and id of a field in HTML: `move-date`, `person-3-birth_date`.

    Item keys hold dots and never hyphens, so no two items can get the same id.
    """
    plain = item_key.replace(".", "-")
    if person_key is None:
        return plain
    return f"person-{person_key}-{plain.removeprefix('person-')}"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `value` is None when nothing is known; `proposed` is offered in an empty field."""

    id: str
    item: Item
    person: int | None
    label: str
    value: Value | None
    optional: bool
    answered_before: bool
    """The navigator asked this already: it is shown filled in, with a link to change it, and not asked again.
    """
    proposed: str = ""

    @property
    def reference(self) -> FieldReference:
        """Where the answer belongs."""
        return FieldReference(self.item.key, self.person)

    @property
    def missing(self) -> bool:
        """Whether an answer is still needed; 「わからない」 is an answer."""
        return self.value is None and not self.optional

    @property
    def unsure(self) -> bool:
        """Whether 「わからない」 was answered."""
        return self.value is DONT_KNOW

    def as_input(self) -> str:
        """The text in the input: the stored value, else the proposal."""
        return as_input(self.value) or self.proposed

    def as_text(self) -> str:
        """The value as it is read on a review page; empty when there is none."""
        return as_text(self.item, self.value)


@dataclass(frozen=True, slots=True)
class FormGroup:
    """One page of fields: a subject of the household, or one person. `key` is part of the page's address."""

    key: str
    label: str
    person: int | None
    fields: tuple[FormField, ...]

    @property
    def asked(self) -> tuple[FormField, ...]:
        """The fields that the person fills in on this page."""
        return tuple(field for field in self.fields if not field.answered_before)

    @property
    def missing(self) -> tuple[FormField, ...]:
        """The fields without which the group is not complete."""
        return tuple(field for field in self.fields if field.missing)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class FormOutline:
    """All pages of a form in their order. Every field stands on exactly one of them."""

    groups: tuple[FormGroup, ...]

    def group(self, key: str) -> FormGroup | None:
        """The group with that key, or None."""
        return next((group for group in self.groups if group.key == key), None)

    def after(self, key: str) -> FormGroup | None:
        """The group that follows, or None after the last one (or when the key is not there)."""
        keys = [group.key for group in self.groups]
        if key not in keys or key == keys[-1]:
            return None
        return self.groups[keys.index(key) + 1]

    def field(self, identifier: str) -> FormField | None:
        """The field with that id, or None."""
        return next(
            (field for group in self.groups for field in group.fields if field.id == identifier), None
        )

    @property
    def fields(self) -> tuple[FormField, ...]:
        """All fields of all groups, in order."""
        return tuple(field for group in self.groups for field in group.fields)

    @property
    def complete(self) -> bool:
        """Whether every group is complete."""
        return all(group.complete for group in self.groups)
