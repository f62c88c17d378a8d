"""What a resident does to the application: start, answer, change, fill in, choose. Each saves at once.

Every function reads and writes under the draft's row lock and gives the application as it is afterwards,
together with what could not be read. Nothing that was typed is lost: what could not be read is kept as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.core import clock
from madoguchi.core.languages import say
from madoguchi.core.vocabulary import (
    ACTING,
    FROM_OUTSIDE,
    MEMBERS,
    PERSON_PREFIX,
    Facts,
    value_to_json,
)
from madoguchi.engines.forms.api import (
    LOOK_UP,
    DraftChange,
    DraftHandle,
    FormGroup,
    Json,
    ParsedGroup,
    PostalFilling,
    create_draft,
    field_id,
    fill_from_postal_code,
    is_unchanged,
    new_key,
    only_changes,
    parse_group,
    parse_roster,
    save_draft,
    showed_something,
)
from madoguchi.journeys.pre_application import state
from madoguchi.journeys.pre_application.application import (
    QUESTION_PAGE,
    Application,
    application_from,
    pack_of,
)
from madoguchi.journeys.pre_application.errors import NoSuchEventError, NoSuchPageError, NoSuchPersonError

_APPLICANT = "person.is_applicant"
Posted = Mapping[str, str]


@dataclass(frozen=True)
class Saved:
    """What saving a page did: the application now, and what could not be read.

    `errors` and `notes` are by field id, `raw` is what was typed, by the name of the input; `message` is
    about the page as a whole. `filling` is there when the button that fills an address was pressed: then the
    page is shown again with its `raw` and `choices`.
    """

    application: Application
    errors: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    filling: PostalFilling | None = None

    @property
    def is_clean(self) -> bool:
        """Whether everything could be read and the next page can follow."""
        return not self.errors and not self.message and self.filling is None


def start(municipality_code: str, event_key: str) -> DraftHandle:
    """Begin an application; the handle belongs in the browser's cookie and nowhere else.

    Raises `NoSuchEventError`, UnknownMunicipalityError.
    """
    if event_key not in pack_of(municipality_code).events:
        raise NoSuchEventError
    return create_draft(
        municipality_code,
        {
            state.EVENT: event_key,
            state.STARTED: clock.now().isoformat(timespec="seconds"),
        },
    )


def start_from(
    municipality_code: str,
    event_key: str,
    facts: Facts,
    chosen: tuple[str, ...] | None,
    *,
    online: bool = False,
) -> DraftHandle:
    """Begin an application with answers that were given before: every question of them counts as answered.

    With `online` it is one that is sent from home, with the whole form.

    Raises `NoSuchEventError`, UnknownMunicipalityError, DraftTooLargeError.
    """
    handle = start(municipality_code, event_key)
    event = pack_of(municipality_code).events[event_key]
    keys = [new_key() for _ in facts.members or ()]
    values: dict[str, Json] = {
        f"{state.ANSWER}{item}": value_to_json(value) for item, value in facts.case.items()
    }
    for order, (key, member) in enumerate(zip(keys, facts.members or (), strict=True), 1):
        values[state.MEMBER + key] = order
        values |= {f"{state.MEMBER}{key}/{item}": value_to_json(value) for item, value in member.items()}
    if facts.members is not None:
        values[state.ROSTER] = True
    answered = [one.item for one in event.questions if _is_answered(facts, one.item)]
    values |= {state.ASKED + item: order for order, item in enumerate(answered, 1)}
    values[state.CHOSEN] = None if chosen is None else list(chosen)
    values[state.ONLINE] = online
    save_draft(handle, DraftChange(values))
    return handle


def _is_answered(facts: Facts, item: str) -> bool:
    if item == MEMBERS:
        return facts.members is not None
    if not item.startswith(PERSON_PREFIX):
        return facts.is_answered(item)
    return any(facts.is_answered(item, person) for person in facts.persons())


def answer(handle: DraftHandle, item_key: str, posted: Posted) -> Saved:
    """Answer a question of the navigator, for the first time or again. Every field of it must be answered.

    `posted` has the fields of `Application.question_page(item_key).group` by id. Raises `NoSuchPageError`,
    `DraftNotFoundError`. For `members` see `save_roster`.
    """
    if item_key == MEMBERS:
        return save_roster(handle, posted)
    results: list[ParsedGroup] = []

    def change(content: Mapping[str, Json]) -> DraftChange:
        now = application_from(handle, content)
        group = now.question_page(item_key).group
        parsed = parse_group(group, posted, now.facts, now.pack.vocabulary, demand=True)
        silent = {
            one.id: say("{label}に答えてください。", label=one.label)
            for one in group.fields
            if not _mentions(parsed, one.id)
        }
        parsed = ParsedGroup(parsed.values, parsed.cleared, {**parsed.errors, **silent}, parsed.raw)
        results.append(parsed)
        saved = _change(now, group, QUESTION_PAGE + item_key, parsed, posted)
        asked = {state.ASKED + item_key: state.next_order(content, state.ASKED)}
        return saved | DraftChange(initial=asked if parsed.is_clean else {})

    after = save_draft(handle, change)
    parsed = results[-1]
    return Saved(application_from(handle, after), parsed.errors, parsed.notes, parsed.raw)


def withdraw_answer(handle: DraftHandle, item_key: str) -> Application:
    """Take the answer to a question back, of everybody; what other questions answered stays."""

    def change(content: Mapping[str, Json]) -> DraftChange:
        now = application_from(handle, content)
        gone = {state.ANSWER + item_key, state.ASKED + item_key, state.RAW + QUESTION_PAGE + item_key}
        gone |= {f"{state.MEMBER}{key}/{item_key}" for key in now.member_keys}
        return DraftChange(removed=frozenset(gone))

    return application_from(handle, save_draft(handle, change))


def save_roster(handle: DraftHandle, posted: Posted) -> Saved:
    """Save the page of the household: who is there, with relation and birth date, under the keys of the rows.

    Rows that could be read are saved even when others could not. Nobody goes by being left out: see
    `remove_member`. The first person ever entered is the one who files, until somebody says otherwise.
    """
    results: list[Saved] = []

    def change(content: Mapping[str, Json]) -> DraftChange:
        now = application_from(handle, content)
        page = now.question_page(MEMBERS)
        items = [item.key for item in page.asked.roster]
        parsed = parse_roster(now.pack.vocabulary, items, posted, now.facts, now.member_keys)
        results.append(Saved(now, parsed.problems, {}, parsed.raw, parsed.message))
        if parsed.message:
            return DraftChange()
        values: dict[str, Json] = {state.ROSTER: True} if parsed.rows else {}
        initial: dict[str, Json] = {}
        order = state.next_order(content, state.MEMBER)
        rows = {key: row for key, row in parsed.rows.items() if not _left_meanwhile(now, key, items, posted)}
        for number, (key, row) in enumerate(rows.items()):
            initial[state.MEMBER + key] = order + number
            if _APPLICANT in now.pack.vocabulary:
                initial[f"{state.MEMBER}{key}/{_APPLICANT}"] = _is_oneself(now, number)
            values |= {
                f"{state.MEMBER}{key}/{item}": value_to_json(value)
                for item, value in row.items()
                if not is_unchanged(posted, field_id(item, key), value)
            }
        if parsed.is_clean:
            initial[state.ASKED + MEMBERS] = state.next_order(content, state.ASKED)
        return DraftChange(values, initial=initial)

    after = save_draft(handle, change)
    result = results[-1]
    return Saved(application_from(handle, after), result.errors, {}, result.raw, result.message)


def remove_member(handle: DraftHandle, member_key: str) -> Application:
    """Take a person off the list, with everything that was said about them. Twice is the same as once."""
    said = state.MEMBER + member_key
    gone = DraftChange(removed=frozenset({said, state.ADOPTED + said}))
    return application_from(handle, save_draft(handle, gone))


def save_group(handle: DraftHandle, group_key: str, posted: Posted, *, demand: bool = False) -> Saved:
    """Save a page of the form, field by field; with `demand` what is needed and empty is an error as well.

    Fields that could be read are saved even when others could not. Raises `NoSuchPageError` when answers
    given elsewhere have made the page disappear, `NoSuchPersonError` when the person has.
    """
    results: list[tuple[ParsedGroup, PostalFilling | None]] = []

    def change(content: Mapping[str, Json]) -> DraftChange:
        now = application_from(handle, content)
        group = now.outline.group(group_key)
        if group is None:
            raise NoSuchPersonError if group_key.startswith("person-") else NoSuchPageError
        filling = None
        if LOOK_UP in posted:
            filling = fill_from_postal_code(group, posted, now.pack.vocabulary, now.pack.municipality)
        parsed = parse_group(group, posted, now.facts, now.pack.vocabulary, demand=demand and filling is None)
        results.append((parsed, filling))
        return _change(now, group, group_key, parsed, posted)

    application = application_from(handle, save_draft(handle, change))
    parsed, filling = results[-1]
    if filling is not None:
        return Saved(application, filling.errors, filling.notes, filling.raw, "", filling)
    return Saved(application, parsed.errors, parsed.notes, parsed.raw)


def choose(handle: DraftHandle, procedures: list[str], *, online: bool = False) -> Application:
    """Which procedures to prepare, by key; those that the plan does not hold are left out.

    With `online` they are applied for from home: the form is then the whole one.
    """

    def change(content: Mapping[str, Json]) -> DraftChange:
        needed = {entry.procedure.key for entry in application_from(handle, content).plan.needed}
        wanted = [key for key in dict.fromkeys(procedures) if key in needed]
        return DraftChange({state.CHOSEN: wanted, state.ONLINE: online})

    return application_from(handle, save_draft(handle, change))


def _is_oneself(now: Application, number: int) -> bool:
    """Whether the row of a first list is whoever types; nobody is, where somebody acts from outside."""
    return not now.member_keys and number == 0 and now.facts.get(ACTING) not in FROM_OUTSIDE


def _left_meanwhile(now: Application, key: str, items: list[str], posted: Posted) -> bool:
    """Whether a row is of somebody who was on the list when the page was made and was taken off since."""
    return key not in now.member_keys and showed_something(posted, (field_id(item, key) for item in items))


def _mentions(parsed: ParsedGroup, identifier: str) -> bool:
    return any(name == identifier or name.startswith(f"{identifier}-") for name in parsed.raw)


def _change(
    application: Application, group: FormGroup, page: str, parsed: ParsedGroup, posted: Posted
) -> DraftChange:
    """What a page changes: only what the person changed on it, and what could not be read as it was typed."""
    changed = only_changes(group.fields, parsed, posted)
    keys = application.member_keys
    kept = {name: text for name, text in parsed.raw.items() if _belongs_to_error(name, parsed.errors)}
    values: dict[str, Json] = state.as_paths(changed.values, keys)
    gone = {state.path_of(reference, keys) for reference in changed.cleared}
    if kept:
        values[state.RAW + page] = kept
    else:
        gone.add(state.RAW + page)
    return DraftChange(values, frozenset(gone))


def _belongs_to_error(name: str, errors: Mapping[str, str]) -> bool:
    return any(name == identifier or name.startswith(f"{identifier}-") for identifier in errors)
