"""Applying from home, as pages show it. These pages are Japanese only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from madoguchi.core import clock
from madoguchi.core.languages import say_list
from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import Facts, person_label
from madoguchi.engines.cases.api import format_number
from madoguchi.journeys.online_application.api import (
    Followed,
    KeptFile,
    Signature,
    WantedPaper,
    is_offered,
    told_of,
)
from madoguchi.journeys.online_application.domain.states import (
    TOLD,
    CaseStanding,
    FieldToCorrect,
    Standing,
    Tone,
)
from madoguchi.journeys.pre_application.api import Application
from madoguchi.lib.japanese.dates import format_wareki
from madoguchi.lib.jpki import RevocationStatus
from madoguchi.surfaces.resident_web.presentation.filling import ProcedureChoice, preparable
from madoguchi.surfaces.resident_web.presentation.plan import people_of
from madoguchi.surfaces.resident_web.presentation.steps import StepView

_BYTES_OF_A_KILOBYTE = 1_000
_TONES = {Tone.ACT: "warning", Tone.WAIT: "info", Tone.GOOD: "success", Tone.OVER: "info"}


@dataclass(frozen=True, slots=True)
class FileView:
    """A paper that goes with the application."""

    uuid: str
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper that is wanted."""

    key: str
    label: str
    note: str
    must: bool
    there: bool


@dataclass(frozen=True, slots=True)
class SignatureView:
    """Who signed, as the card says it."""

    name: str
    address: str
    birth_date: str
    valid_until: str
    revocation_checked: bool
    for_testing: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """One procedure of an application that is followed."""

    label: str
    person: str
    state: str
    sentence: str
    tone: str
    message: str
    due: str
    since: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """Something to put right."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class StandingView:
    """An application that is followed."""

    number: str
    reception_number: str
    label: str
    sentence: str
    tone: str
    sent_at: str
    cases: tuple[CaseView, ...]
    messages: tuple[tuple[str, str], ...]
    corrections: tuple[CorrectionView, ...]
    files_wanted: tuple[str, ...]
    needs_correction: bool
    can_be_withdrawn: bool
    withdrawal_sent: str


def online_choices(application: Application) -> list[ProcedureChoice]:
    """The procedures that can be applied for from home, to tick; all of them while nothing was chosen."""
    lines = [line for line in preparable(application) if is_offered(application.pack, line.procedure)]
    before = set(application.state.chosen or ())
    keys = {line.procedure.key for line in lines}
    return [
        ProcedureChoice(
            line.procedure.key,
            line.label,
            say_list(people_of(application.plan, line)),
            not before & keys or line.procedure.key in before,
        )
        for line in lines
    ]


def all_online(application: Application) -> bool:
    """Whether everything that is chosen can be applied for from home."""
    chosen = application.state.chosen
    lines = [line for line in preparable(application) if chosen is None or line.procedure.key in chosen]
    return bool(lines) and all(is_offered(application.pack, line.procedure) for line in lines)


def with_application_last(steps: Sequence[StepView]) -> list[StepView]:
    """The line on top of the page, ending in the application and not in the code."""
    *before, last = steps
    return [*before, replace(last, label="申請")]


def file_view(file: KeptFile) -> FileView:
    """One paper."""
    kilobytes = max(1, round(file.size / _BYTES_OF_A_KILOBYTE))
    size = f"{kilobytes:,}KB" if kilobytes < _BYTES_OF_A_KILOBYTE else f"{kilobytes / 1_000:.1f}MB"
    return FileView(str(file.uuid), file.name, size)


def paper_view(paper: WantedPaper, files: Sequence[KeptFile]) -> PaperView:
    """One wanted paper, and whether it is there."""
    there = any(one.paper == paper.key for one in files)
    return PaperView(paper.key, paper.label, paper.note, paper.must, there)


def signature_view(signature: Signature) -> SignatureView:
    """Who signed."""
    signer, verified = signature.signer, signature.verified
    return SignatureView(
        name=signer.name,
        address=signer.address,
        birth_date="" if signer.birth_date is None else format_wareki(signer.birth_date),
        valid_until=format_wareki(verified.certificate.last_day),
        revocation_checked=verified.revocation.status is not RevocationStatus.NOT_CHECKED,
        for_testing=verified.for_testing,
    )


def standing_view(pack: MunicipalityPack, followed: Followed) -> StandingView:
    """Everything that the page of a followed application shows."""
    standing, told, facts = followed.standing, followed.told, followed.facts(pack)
    return StandingView(
        number=followed.number,
        reception_number="" if standing is None else format_number(standing.number),
        label=told.label,
        sentence=told.sentence,
        tone=_TONES[told.tone],
        sent_at="" if followed.posted is None else _moment(followed.posted.posted_at),
        cases=tuple(_case(pack, facts, one) for one in ([] if standing is None else standing.cases))
        or tuple(
            CaseView(_label(pack, one.procedure), _person(facts, one.person), "", "", "info", "", "", "")
            for one in followed.signed.procedures
        ),
        messages=tuple(
            (_moment(one.at), one.text) for one in reversed(() if standing is None else standing.messages)
        ),
        corrections=tuple(
            CorrectionView(_item_label(pack, facts, one), one.reason)
            for one in (() if standing is None else standing.fields_to_correct)
        ),
        files_wanted=() if standing is None else standing.files_wanted,
        needs_correction=followed.needs_correction,
        can_be_withdrawn=followed.can_be_withdrawn,
        withdrawal_sent="" if followed.withdrawn_at is None else _moment(followed.withdrawn_at),
    )


@dataclass(frozen=True, slots=True)
class OverviewEntry:
    """One of somebody's applications."""

    received: str
    number: str
    label: str
    sentence: str
    tone: str
    cases: tuple[CaseView, ...]
    messages: tuple[tuple[str, str], ...]


def overview_view(pack: MunicipalityPack, standings: Sequence[Standing]) -> list[OverviewEntry]:
    """All applications of a card's owner; who is meant in them the page does not know."""
    nobody = Facts(case={}, members=None, today=clock.today())
    entries: list[OverviewEntry] = []
    for one in standings:
        told = told_of(one)
        entries.append(
            OverviewEntry(
                received=_moment(one.received_at),
                number=format_number(one.number),
                label=told.label,
                sentence=told.sentence,
                tone=_TONES[told.tone],
                cases=tuple(_case(pack, nobody, case) for case in one.cases),
                messages=tuple((_moment(line.at), line.text) for line in reversed(one.messages)),
            )
        )
    return entries


def _case(pack: MunicipalityPack, facts: Facts, case: CaseStanding) -> CaseView:
    told = TOLD[case.status]
    return CaseView(
        label=_label(pack, case.procedure),
        person=_person(facts, case.person),
        state=told.label,
        sentence=told.sentence,
        tone=_TONES[told.tone],
        message=case.message,
        due="" if case.due is None else _day(case.due),
        since=_moment(case.at),
    )


def _item_label(pack: MunicipalityPack, facts: Facts, wrong: FieldToCorrect) -> str:
    item = pack.vocabulary.get(wrong.item)
    label = "入力した内容" if item is None else item.label
    person = _person(facts, wrong.person)
    return f"{person}の{label}" if person else label


def _label(pack: MunicipalityPack, procedure_key: str) -> str:
    procedure = pack.procedures.get(procedure_key)
    return "手続き" if procedure is None else procedure.resident_label


def _person(facts: Facts, person: int | None) -> str:
    if person is None or facts.members is None or person >= len(facts.members):
        return ""
    return person_label(facts, person, with_age=False)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _moment(moment: datetime) -> str:
    here = moment.astimezone(clock.TOKYO)
    return f"{here.month}月{here.day}日 {here.hour}時{here.minute:02d}分"
