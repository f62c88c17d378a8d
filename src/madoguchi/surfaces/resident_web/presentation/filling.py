"""Pages of the form, and the review of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from madoguchi.core.languages import say_list, spoken, translatable
from madoguchi.core.vocabulary import person_label
from madoguchi.engines.forms.api import Finding, FormField, FormGroup, FormOutline, shown_with
from madoguchi.engines.navigator.api import PlanLine
from madoguchi.journeys.pre_application.api import Application, Review, Saved, is_adopted
from madoguchi.surfaces.resident_web.presentation.discretion import overview_label, overview_text
from madoguchi.surfaces.resident_web.presentation.fields import FieldView, field_view
from madoguchi.surfaces.resident_web.presentation.plan import people_of

Address = Callable[..., str]


@dataclass(frozen=True, slots=True)
class KnownField:
    """A field with its value in words, and the way to change it."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class GroupLink:
    """One page of the form in the list of pages."""

    label: str
    url: str
    current: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """One page of the form."""

    label: str
    note: str
    number: int
    total: int
    fields: tuple[FieldView, ...]
    known: tuple[KnownField, ...]

    @property
    def chooses_fields(self) -> bool:
        """Whether an answer on the page decides what else is asked on it."""
        return any(field.shown_with for field in self.fields)


def group_view(
    application: Application,
    group: FormGroup,
    url: Address,
    *,
    raw: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    saved: Saved | None = None,
) -> GroupView:
    """The page with what is stored, or what was just typed; `saved` adds notes and towns to choose from."""
    keys = [one.key for one in application.outline.groups]
    declared = application.pack.groups.get(group.key)
    towns = saved.filling.choices if saved is not None and saved.filling is not None else {}
    notes = saved.notes if saved is not None else {}
    fields = tuple(
        field_view(
            one,
            raw=raw,
            error=(errors or {}).get(one.id, ""),
            note=notes.get(one.id, "") or _origin(application, one),
            towns=towns.get(one.id, ()),
            shown=shown_with(one, group.asked, application.facts, application.pack.vocabulary),
        )
        for one in group.asked
    )
    known = tuple(
        replace(_known(one), url=url("question", _question_of(application, one)))
        for one in group.fields
        if one.answered_before
    )
    note = declared.note if declared is not None else None
    return GroupView(group.label, note or "", keys.index(group.key) + 1, len(keys), fields, known)


_FROM_REGISTER = translatable("役所の登録から入れました。違うときは直してください。")


def _origin(application: Application, field: FormField) -> str:
    return spoken().say(_FROM_REGISTER) if is_adopted(application, field.reference) else ""


def _question_of(application: Application, field: FormField) -> str:
    return field.item.key if field.item.key in application.state.asked else "members"


def group_links(outline: FormOutline, current: str, url: Address) -> list[GroupLink]:
    """All pages of the form, with those that are complete marked."""
    return [
        GroupLink(group.label, url("fill-group", group.key), group.key == current, group.complete)
        for group in outline.groups
        if group.asked or group.key == current
    ]


@dataclass(frozen=True, slots=True)
class ProcedureChoice:
    """A procedure whose papers can be prepared."""

    key: str
    label: str
    people: str
    chosen: bool


def preparable(application: Application) -> list[PlanLine]:
    """The needed procedures that have papers or need answers."""
    return [
        line
        for line in application.plan.lines
        if line.procedure.document or (line.procedure.asks and not line.entries[0].at_home)
    ]


def procedure_choices(application: Application) -> list[ProcedureChoice]:
    """The procedures to tick; all of them while nothing was chosen."""
    chosen = application.state.chosen
    return [
        ProcedureChoice(
            line.procedure.key,
            line.label,
            say_list(people_of(application.plan, line)),
            chosen is None or line.procedure.key in chosen,
        )
        for line in preparable(application)
    ]


@dataclass(frozen=True, slots=True)
class FindingView:
    """Something to put right or to be asked about, with the way there."""

    message: str
    remedy: str
    url: str


@dataclass(frozen=True, slots=True)
class ReviewGroup:
    """One page of the form as a document."""

    key: str
    label: str
    url: str
    fields: tuple[KnownField, ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The whole application as a document."""

    must: tuple[FindingView, ...]
    ask: tuple[FindingView, ...]
    groups: tuple[ReviewGroup, ...]
    procedures: tuple[ProcedureChoice, ...]
    ready: bool

    @property
    def first_url(self) -> str:
        """Where the first thing can be put right."""
        return self.must[0].url if self.must else ""


def review_view(review: Review, url: Address) -> ReviewView:
    """Everything that will go into the code, and what is wrong with it."""
    application = review.application
    return ReviewView(
        must=tuple(_finding(application, one, url) for one in review.must),
        ask=tuple(_finding(application, one, url) for one in review.ask if one.for_resident),
        groups=tuple(
            ReviewGroup(group.key, group.label, _group_url(application, group, url), _document_fields(group))
            for group in application.outline.groups
        ),
        procedures=tuple(one for one in procedure_choices(application) if one.chosen),
        ready=review.ready,
    )


def _group_url(application: Application, group: FormGroup, url: Address) -> str:
    if group.asked or not group.fields:
        return url("fill-group", group.key)
    return url("question", _question_of(application, group.fields[0]))


def _document_fields(group: FormGroup) -> tuple[KnownField, ...]:
    """Every field with its value; empty ones only where something is missing."""
    return tuple(_known(one) for one in group.fields if one.as_text() or one.missing)


def _known(field: FormField) -> KnownField:
    return KnownField(
        overview_label(field.item) if field.item.discreet else field.label,
        overview_text(field.item, field.as_text()),
    )


def _finding(application: Application, finding: Finding, url: Address) -> FindingView:
    group = application.group_of(finding)
    if group is not None:
        address = url("fill-group", group)
    else:
        question = application.question_of(finding)
        address = url("question", question) if question else url("plan")
    return FindingView(finding.for_resident, finding.remedy, address)


def applicant_name(application: Application) -> str:
    """What the person who files is called on the code's page; empty while no name is known."""
    applicant = application.facts.applicant()
    if applicant is None or not application.facts.is_answered("person.name", applicant):
        return ""
    return person_label(application.facts, applicant, with_age=False)
