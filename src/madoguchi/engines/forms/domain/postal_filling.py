"""Fill an address from a postal code, on the server, for browsers without JavaScript.

The page has a button 「郵便番号から住所を入れる」 beside the postal code (name `look_up`, value the id of the
field). Pressed, the page comes back with the town in the address field. A code of several towns comes back
with a choice; so does a field in which something was typed already, because nothing that a person typed is
replaced unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.core.languages import say, say_mistake
from madoguchi.core.packs.model import Municipality
from madoguchi.core.vocabulary import Item, Vocabulary
from madoguchi.engines.forms.domain.characters import InputRefusedError
from madoguchi.engines.forms.domain.declared import address_partner
from madoguchi.engines.forms.domain.fields import FormField, FormGroup
from madoguchi.engines.forms.domain.parsing import Posted, choice_name, typed_inputs
from madoguchi.engines.forms.domain.reading import tidy
from madoguchi.lib.japanese.addresses import town_key
from madoguchi.lib.japanese.postal import PostalAddress, PostalCodeError, lookup

MOST_CHOICES = 60
"""Some codes of whole villages have about fifty towns; more than this is no list to choose from."""


LOOK_UP = "look_up"
"""The name of the button; its value is the id of the postal code field beside it."""


@dataclass(frozen=True, slots=True)
class PostalFilling:
    """The page after the button: `raw` holds every input as it was typed plus what was filled in.

    `choices` are the towns to choose from, by the id of the address field; `errors` and `notes` by field id.
    """

    raw: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def pressed_fill_button(group: FormGroup, posted: Posted) -> FormField | None:
    """The postal code field whose button was pressed, or None."""
    return next((one for one in group.asked if posted.get(LOOK_UP) == one.id), None)


def fill_from_postal_code(
    group: FormGroup, posted: Posted, vocabulary: Vocabulary, here: Municipality
) -> PostalFilling | None:
    """The page after the button; None when no such button was pressed or nothing belongs to it. Never
    raises.

    A field that holds a town only (`move.new_town`) takes towns of `here`, and a code of another municipality
    is an error there; an address field takes prefecture, municipality and town.
    """
    pressed = pressed_fill_button(group, posted)
    partner = address_partner(pressed.item, vocabulary) if pressed is not None else None
    if pressed is None or partner is None:
        return None
    target = next(
        (one for one in group.asked if one.item.key == partner.key and one.person == pressed.person), None
    )
    if target is None:
        return None
    raw = {name: text for one in group.asked for name, text in typed_inputs(one, posted).items()}
    try:
        found = lookup(tidy(raw.get(pressed.id, ""), pressed.label, 20))
    except PostalCodeError as problem:
        return PostalFilling(raw, errors={pressed.id: _about(pressed.label, problem)})
    except InputRefusedError as refusal:
        return PostalFilling(raw, errors={pressed.id: refusal.message})
    if not found:
        message = say(
            "{label}：この郵便番号は一覧にありません。番号を確かめるか、住所を直接入力してください。",
            label=pressed.label,
        )
        return PostalFilling(raw, errors={pressed.id: message})
    towns = _towns(partner, found, here)
    if not towns:
        other = f"{found[0].prefecture}{found[0].municipality}"
        message = say(
            "{label}：{other}の郵便番号です。{municipality}の郵便番号を入力してください。",
            label=pressed.label,
            other=other,
            municipality=here.name,
        )
        return PostalFilling(raw, errors={pressed.id: message})
    return _filled(target, raw, towns)


def _about(label: str, problem: PostalCodeError) -> str:
    said = say_mistake(problem)
    return say("{label}：{problem}", label=label, problem=said)


def _towns(partner: Item, found: list[PostalAddress], here: Municipality) -> tuple[str, ...]:
    """What can stand in the address field, each once."""
    if partner.key.endswith("_town"):
        own = (address for address in found if address.municipality_code == here.code)
        return tuple(dict.fromkeys(f"{address.town}{address.street}" for address in own))
    return tuple(dict.fromkeys(address.text for address in found))


def _filled(target: FormField, raw: dict[str, str], towns: tuple[str, ...]) -> PostalFilling:
    typed = raw.get(target.id, "").strip()
    chosen = raw.pop(choice_name(target), "").strip()
    if chosen in towns:
        return PostalFilling({**raw, target.id: chosen})
    if typed and any(town and town_key(typed).startswith(town_key(town)) for town in towns):
        return PostalFilling(raw)
    if len(towns) == 1 and not typed:
        note = (
            say("郵便番号から入れました。続きを入力してください。")
            if towns[0]
            else say("この郵便番号からは町の名前がわかりません。町の名前を入力してください。")
        )
        return PostalFilling({**raw, target.id: towns[0]}, notes={target.id: note})
    note = (
        say("当てはまるものを選んでください。")
        if not typed
        else say("すでに入力されているので、そのままにしています。置きかえるときは選んでください。")
    )
    return PostalFilling(raw, choices={target.id: towns[:MOST_CHOICES]}, notes={target.id: note})
