"""Who has signed, beside what the form says: one comparison, for the applicant and for the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from madoguchi.core.languages import translatable
from madoguchi.core.vocabulary import ACTING, FROM_OUTSIDE, Facts
from madoguchi.lib.japanese.dates import AnyDate, PartialDate, span_of
from madoguchi.lib.jpki import BasicInformation, Likeness, compare_addresses, compare_names

_ADDRESSES = (
    ("household.address", "household.building"),
    ("move.old_address", "move.old_building"),
    ("move.new_town", "move.new_block", "move.new_building"),
    ("move.destination_address", "move.destination_building"),
)
"""Where an applicant may be registered today, by the items that make one address."""
_NEAREST = (Likeness.SAME, Likeness.SUBSTITUTED, Likeness.DIFFERENT)


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing of the certificate beside what the form says; either may say nothing.

    Of a birth date `certified` and `typed` are dates, of everything else texts.
    """

    label: str
    certified: str | AnyDate = field(repr=False)
    typed: str | AnyDate = field(repr=False)
    likeness: Likeness

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.certified and self.typed) and self.likeness is Likeness.DIFFERENT


def compared_with_form(
    signer: BasicInformation, facts: Facts, person: int | None, municipality: str
) -> tuple[Compared, ...]:
    """氏名, 生年月日 and 住所 of the certificate beside those of the form.

    `person` is the place of the applicant among the people of the form. `municipality` is its name, which
    people leave out of an address here. Substitutes are taken into account where the certificate has them.
    """
    return (*_compared_person(signer, facts, person), compared_address(signer, facts, municipality))


def acts_from_outside(facts: Facts) -> bool:
    """Whether somebody applies who is none of the people of the form: a care office, a guardian, a friend."""
    return facts.get(ACTING) in FROM_OUTSIDE


def compared_agent(signer: BasicInformation, facts: Facts) -> Compared:
    """氏名 of the certificate beside that of whoever acts for the people of the form.

    Their address is not compared: a card has the home, and a form the office.
    """
    name = _text(facts, "contact.agent_name")
    is_called = compare_names(signer.name, name, signer.name_substitutes)
    return Compared(translatable("代わりに申請する方の氏名"), signer.name, name, is_called)


def may_be_signer(signer: BasicInformation, facts: Facts, person: int) -> bool:
    """Whether name and birth date of the form, as far as it has them, are the signer's."""
    return not any(one.differs for one in _compared_person(signer, facts, person))


def same_birth(certified: AnyDate | None, typed: AnyDate | None) -> bool:
    """Whether two birth dates may be one, where parts are not known."""
    if certified is None or typed is None:
        return certified is typed
    first, second = span_of(certified), span_of(typed)
    return first[0] <= second[1] and second[0] <= first[1]


def _compared_person(signer: BasicInformation, facts: Facts, person: int | None) -> tuple[Compared, Compared]:
    name = _text(facts, "person.name", person) if person is not None else ""
    given = facts.get("person.birth_date", person) if person is not None else None
    birth = given if isinstance(given, date | PartialDate) else None
    is_called = compare_names(signer.name, name, signer.name_substitutes)
    is_born = Likeness.SAME if same_birth(signer.birth_date, birth) else Likeness.DIFFERENT
    return (
        Compared(translatable("氏名"), signer.name, name, is_called),
        Compared(translatable("生年月日"), signer.birth_date or "", birth or "", is_born),
    )


def compared_address(signer: BasicInformation, facts: Facts, municipality: str) -> Compared:
    """住所 of the certificate beside the form, any of whose addresses may be it: before a move, the old."""
    typed = list(addresses_of(facts))
    found = {
        compare_addresses(signer.address, way, signer.address_substitutes)
        for address in typed
        for way in _ways_to_write(address, municipality)
    }
    likeness = next((one for one in _NEAREST if one in found), Likeness.DIFFERENT)
    return Compared(translatable("住所"), signer.address, "、".join(typed), likeness)


def addresses_of(facts: Facts) -> Iterator[str]:
    """Where the applicant may be registered, according to the form; the likeliest first."""
    for items in _ADDRESSES:
        first, *more = (_text(facts, item) for item in items)
        if first:
            yield "　".join(filter(None, (first, *more)))


def _ways_to_write(address: str, municipality: str) -> Iterator[str]:
    """As it was typed, and with the municipality before it; with and without the building behind it."""
    parts = address.split("　")
    for count in range(1, len(parts) + 1):
        shorter = "　".join(parts[:count])
        yield shorter
        yield municipality + shorter


def _text(facts: Facts, item: str, person: int | None = None) -> str:
    given = facts.get(item, person)
    return given.strip() if isinstance(given, str) else ""
