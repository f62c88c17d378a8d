"""A resident's application as it is at this moment: everything that pages show, made from one reading of the
draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.languages import spoken
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX, Facts
from madoguchi.engines.forms.api import (
    DraftHandle,
    DraftNotFoundError,
    Finding,
    FormGroup,
    FormOutline,
    Json,
    Roster,
    can_be_unsure,
    check_form,
    fields_for,
    open_draft,
    parse_group,
    question_group,
    roster_page,
    seen_marks,
)
from madoguchi.engines.navigator.api import (
    AskedQuestion,
    Plan,
    facts_of_event,
    item_as_asked,
    make_plan,
)
from madoguchi.journeys.pre_application import state
from madoguchi.journeys.pre_application.errors import NoSuchEventError, NoSuchPageError

QUESTION_PAGE = "question/"


def pack_of(municipality_code: str) -> MunicipalityPack:
    """What holds in the municipality today, in the language spoken. Raises UnknownMunicipalityError."""
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(municipality_code)
    return pack.in_language(spoken().language.code)


@dataclass(frozen=True)
class QuestionPage:
    """One question as a page.

    `group` has one field, or one for each person it is about; for `members` it is empty and `roster` is
    there. `raw` and `errors` are what was typed last time and could not be read; `seen` belongs in a hidden
    input.
    """

    asked: AskedQuestion
    group: FormGroup
    roster: Roster | None
    raw: Mapping[str, str]
    errors: Mapping[str, str]
    seen: str


@dataclass(frozen=True)
class GroupPage:
    """One group of the form as a page; `raw`, `errors` and `seen` as for a question."""

    group: FormGroup
    raw: Mapping[str, str]
    errors: Mapping[str, str]
    seen: str


@dataclass(frozen=True)
class Application:
    """One resident's draft, opened. A snapshot: saving gives a new one."""

    handle: DraftHandle
    pack: MunicipalityPack
    state: state.State = field(repr=False)

    @cached_property
    def facts(self) -> Facts:
        """The answers, with what choosing the event already says."""
        answers = self.state.facts(self.pack.vocabulary, clock.today())
        return facts_of_event(self.pack, self.pack.events[self.state.event], answers)

    @cached_property
    def plan(self) -> Plan:
        """The plan as far as the answers go."""
        return make_plan(self.pack, self.state.event, self.facts)

    @property
    def member_keys(self) -> tuple[str, ...]:
        """The keys of the people, in the order of the facts; empty while the household is not known."""
        return self.state.member_keys or ()

    @cached_property
    def answered_before(self) -> frozenset[str]:
        """The items that the questions have settled: they are shown in the form and not asked again."""
        event = self.pack.events[self.state.event]
        roster = {key for question in event.questions for key in question.roster}
        return frozenset({*self.state.asked, *event.sets, *roster} - {MEMBERS})

    @cached_property
    def outline(self) -> FormOutline:
        """The pages of the form for the chosen procedures."""
        return fields_for(
            self.pack,
            self.plan,
            self.facts,
            chosen=self.state.chosen,
            answered_before=self.answered_before,
            person_keys=self.state.person_key,
            online=self.state.online,
        )

    @cached_property
    def findings(self) -> list[Finding]:
        """The check of form for the chosen procedures."""
        return check_form(
            self.pack,
            self.plan,
            self.facts,
            chosen=self.state.chosen,
            online=self.state.online,
            outline=self.outline,
        )

    def group_of(self, finding: Finding) -> str | None:
        """The key of the page on which a finding can be put right, None when no page of the form can."""
        for group in self.outline.groups:
            for one in group.asked:
                if one.item.key in finding.items and one.person == finding.person:
                    return group.key
        return None

    def question_of(self, finding: Finding) -> str | None:
        """The question at which a finding can be put right (`members` for the people), or None."""
        roster = self._roster_items()
        for key in finding.items:
            if key == MEMBERS or key in roster:
                return MEMBERS
            if key in self.answered_before:
                return key
        return None

    def previous_question(self, item_key: str | None = None) -> str | None:
        """The question answered before this one (None: the last one), for the way back."""
        asked = self.state.asked
        if item_key is None or item_key not in asked:
            return asked[-1] if asked else None
        place = asked.index(item_key)
        return asked[place - 1] if place else None

    def question_page(self, item_key: str, *, empty_rows: int | None = None) -> QuestionPage:
        """A question as a page: the next one, or one that was answered already and may be changed.

        Raises `NoSuchPageError` for an item that is no question of the event.
        """
        asked = self._asked(item_key)
        if item_key == MEMBERS:
            return self._roster_question(asked, empty_rows)
        group = question_group(
            self.pack, asked.item, asked.persons, self.facts, person_keys=self.state.person_key
        )
        return QuestionPage(asked, group, None, *self._typed(QUESTION_PAGE + item_key, group))

    def group_page(self, key: str) -> GroupPage:
        """One group of the form as a page. Raises `NoSuchPageError`."""
        group = self.outline.group(key)
        if group is None:
            raise NoSuchPageError
        return GroupPage(group, *self._typed(key, group))

    def _typed(self, page: str, group: FormGroup) -> tuple[Mapping[str, str], Mapping[str, str], str]:
        raw = self.state.raw(page)
        errors = parse_group(group, raw, self.facts, self.pack.vocabulary).errors if raw else {}
        return raw, errors, seen_marks(group.fields)

    def _roster_question(self, asked: AskedQuestion, empty_rows: int | None) -> QuestionPage:
        rows = (0 if self.member_keys else 1) if empty_rows is None else empty_rows
        roster = roster_page(asked.roster, self.facts, self.member_keys, empty_rows=rows)
        seen = seen_marks(one for row in roster.rows for one in row.group.fields)
        return QuestionPage(asked, FormGroup(MEMBERS, asked.item.question, None, ()), roster, {}, {}, seen)

    def _roster_items(self) -> tuple[str, ...]:
        event = self.pack.events[self.state.event]
        return tuple(key for question in event.questions for key in question.roster)

    def _asked(self, item_key: str) -> AskedQuestion:
        """The question as the navigator puts it, or would put it again."""
        following = self.plan.next_question
        if following is not None and following.item.key == item_key:
            return self._with_answered_persons(following)
        event = self.pack.events[self.state.event]
        known = {question.item for question in event.questions} | set(self.state.asked)
        if item_key == MEMBERS:
            if MEMBERS in known:
                item = item_as_asked(self.pack, event.key, MEMBERS)
                roster = tuple(item_as_asked(self.pack, event.key, key) for key in self._roster_items())
                return AskedQuestion(item, (), self._number(MEMBERS), False, roster)
        elif item_key in known and item_key in self.pack.vocabulary:
            item = item_as_asked(self.pack, self.state.event, item_key)
            persons = self._persons(item_key)
            return AskedQuestion(item, persons, self._number(item_key), can_be_unsure(item))
        raise NoSuchPageError

    def _number(self, item_key: str) -> int:
        """The question's number: its place among those that were asked."""
        asked = self.state.asked
        return 1 + (asked.index(item_key) if item_key in asked else len(asked))

    def _with_answered_persons(self, asked: AskedQuestion) -> AskedQuestion:
        key = asked.item.key
        if not key.startswith(PERSON_PREFIX):
            return asked
        persons = sorted({*asked.persons, *self._answered(key)})
        return AskedQuestion(asked.item, tuple(persons), asked.number_asked, asked.can_not_know, asked.roster)

    def _answered(self, item_key: str) -> Iterable[int]:
        return (person for person in self.facts.persons() if self.facts.is_answered(item_key, person))

    def _persons(self, item_key: str) -> tuple[int, ...]:
        """Of whom an answered question is asked again: those who were asked, or everybody."""
        if not item_key.startswith(PERSON_PREFIX):
            return ()
        return tuple(self._answered(item_key)) or tuple(self.facts.persons())


def open_application(handle: DraftHandle) -> Application:
    """The application of a browser's handle. Raises `DraftNotFoundError`, UnknownMunicipalityError."""
    return application_from(handle, open_draft(handle))


def application_from(handle: DraftHandle, content: Mapping[str, Json]) -> Application:
    """The application that a draft's content says. Raises `NoSuchEventError` for an event that is gone,
    `DraftNotFoundError` for a draft that holds something else (a question by card).
    """
    pack = pack_of(handle.municipality_code)
    found = state.read(content)
    if found is None:
        raise DraftNotFoundError
    if found.event not in pack.events:
        raise NoSuchEventError
    return Application(handle, pack, found)
