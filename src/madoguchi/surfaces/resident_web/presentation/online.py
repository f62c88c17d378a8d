"""Applying from home, as pages show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePath

from madoguchi.core import clock
from madoguchi.core.languages import (
    SOURCE,
    say,
    say_date_on_paper,
    say_day,
    say_list,
    say_short_date,
    spoken,
    translatable,
    without_readings,
)
from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import Facts, person_label
from madoguchi.engines.cases.api import format_number
from madoguchi.journeys.online_application.api import (
    Followed,
    KeptFile,
    Receipt,
    Signature,
    WantedPaper,
    is_offered,
    told_of,
)
from madoguchi.journeys.online_application.domain.states import (
    TOLD,
    CaseStanding,
    CaseStatus,
    FieldToCorrect,
    Standing,
    Tone,
)
from madoguchi.journeys.pre_application.api import Application
from madoguchi.lib.jpki import RevocationStatus
from madoguchi.surfaces.resident_web.presentation.filling import ProcedureChoice, preparable
from madoguchi.surfaces.resident_web.presentation.plan import people_of
from madoguchi.surfaces.resident_web.presentation.steps import StepView
from madoguchi.surfaces.resident_web.templating import said

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
    """One procedure of an application that is followed. `label` and `message` are Japanese, to be `told`."""

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
    """Something to put right. `label` is Japanese, to be `told`; `person` says whose it is, or is empty."""

    label: str
    person: str
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
    is_in_japanese: bool
    """Whether somebody at the office has written something; nobody translates it."""


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
    return [*before, replace(last, label=say("申請"))]


def file_view(file: KeptFile, wanted: Iterable[WantedPaper]) -> FileView:
    """A file: the wanted paper that it is, or what its sender calls it."""
    kilobytes = max(1, round(file.size / _BYTES_OF_A_KILOBYTE))
    size = f"{kilobytes:,}KB" if kilobytes < _BYTES_OF_A_KILOBYTE else f"{kilobytes / 1_000:.1f}MB"
    paper = next((one for one in wanted if one.key == file.paper), None)
    called = file.name if paper is None else paper.label + PurePath(file.name).suffix
    return FileView(str(file.uuid), called, size)


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
        birth_date="" if signer.birth_date is None else say_date_on_paper(signer.birth_date),
        valid_until=say_date_on_paper(verified.certificate.last_day),
        revocation_checked=verified.revocation.status is not RevocationStatus.NOT_CHECKED,
        for_testing=verified.for_testing,
    )


def receipt_lines(receipt: Receipt, municipality: str, status_url: str) -> list[str]:
    """The receipt to keep as a text: whoever has it can follow the application."""
    lines = [
        say("{municipality} オンライン申請の控え", municipality=municipality),
        say("申請番号：{number}", number=receipt.number),
        say("確認コード：{code}", code=receipt.secret),
        say("送った日時：{moment}", moment=say_moment(receipt.sent_at, say_day)),
        say("状況を見るページ：{address}", address=status_url),
        say("確認コードは、ほかの人に見せないでください。"),
    ]
    return [without_readings(line) for line in lines]


def standing_view(pack: MunicipalityPack, followed: Followed) -> StandingView:
    """Everything that the page of a followed application shows."""
    standing, told, facts = followed.standing, followed.told, followed.facts(pack)
    at = followed.withdrawn_at
    return StandingView(
        number=followed.number,
        reception_number="" if standing is None else format_number(standing.number),
        label=said(told.label),
        sentence=said(told.sentence),
        tone=_TONES[told.tone],
        sent_at="" if followed.posted is None else say_moment(followed.posted.posted_at),
        cases=tuple(_case(pack, facts, one) for one in ([] if standing is None else standing.cases))
        or tuple(
            CaseView(_label(pack, one.procedure), _person(facts, one.person), "", "", "info", "", "", "")
            for one in followed.signed.procedures
        ),
        messages=tuple(
            (say_moment(one.at), one.text) for one in reversed(() if standing is None else standing.messages)
        ),
        corrections=tuple(
            CorrectionView(_item_label(pack, one), _person(facts, one.person), one.reason)
            for one in (() if standing is None else standing.fields_to_correct)
        ),
        files_wanted=() if standing is None else standing.files_wanted,
        needs_correction=followed.needs_correction,
        can_be_withdrawn=followed.can_be_withdrawn,
        withdrawal_sent="" if at is None or _is_withdrawn(standing) else say_moment(at),
        is_in_japanese=standing is not None and _is_in_japanese(standing),
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
    is_in_japanese: bool


def overview_view(pack: MunicipalityPack, standings: Sequence[Standing]) -> list[OverviewEntry]:
    """All applications of a card's owner; who is meant in them the page does not know."""
    nobody = Facts(case={}, members=None, today=clock.today())
    entries: list[OverviewEntry] = []
    for one in standings:
        told = told_of(one)
        entries.append(
            OverviewEntry(
                received=say_moment(one.received_at),
                number=format_number(one.number),
                label=said(told.label),
                sentence=said(told.sentence),
                tone=_TONES[told.tone],
                cases=tuple(_case(pack, nobody, case) for case in one.cases),
                messages=tuple((say_moment(line.at), line.text) for line in reversed(one.messages)),
                is_in_japanese=_is_in_japanese(one),
            )
        )
    return entries


def _case(pack: MunicipalityPack, facts: Facts, case: CaseStanding) -> CaseView:
    told = TOLD[case.status]
    return CaseView(
        label=_label(pack, case.procedure),
        person=_person(facts, case.person),
        state=said(told.label),
        sentence=said(told.sentence),
        tone=_TONES[told.tone],
        message=case.message,
        due="" if case.due is None else say_short_date(case.due),
        since=say_moment(case.at),
    )


def _is_withdrawn(standing: Standing | None) -> bool:
    """Whether the office has taken back what was to be taken back."""
    return standing is not None and any(one.status is CaseStatus.WITHDRAWN for one in standing.cases)


def _is_in_japanese(standing: Standing) -> bool:
    """Whether somebody at the office has written something that no catalog has."""
    written = (
        *(one.message for one in standing.cases),
        *(one.text for one in standing.messages),
        *(one.reason for one in standing.fields_to_correct),
        *standing.files_wanted,
    )
    return any(text and text not in spoken() for text in written)


def _item_label(pack: MunicipalityPack, wrong: FieldToCorrect) -> str:
    item = pack.in_language(SOURCE).vocabulary.get(wrong.item)
    return translatable("入力した内容") if item is None else item.label


def _label(pack: MunicipalityPack, procedure_key: str) -> str:
    procedure = pack.in_language(SOURCE).procedures.get(procedure_key)
    return translatable("手続き") if procedure is None else procedure.resident_label


def _person(facts: Facts, person: int | None) -> str:
    if person is None or facts.members is None or person >= len(facts.members):
        return ""
    return person_label(facts, person, with_age=False)


def say_moment(moment: datetime, day: Callable[[date], str] = say_short_date) -> str:
    """A moment as the clocks here show it; `day` says its date."""
    here = moment.astimezone(clock.TOKYO)
    minute = f"{here.minute:02d}"
    return say("{date} {hour}時{minute}分", date=day(here.date()), hour=here.hour, minute=minute)
