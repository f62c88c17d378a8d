"""Applications from home as staff see them: states, the signer beside form and register, what to clear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.core.clock import TOKYO
from madoguchi.core.vocabulary import person_label
from madoguchi.engines.cases.api import Case, Channel
from madoguchi.engines.cases.api import Status as CaseStatus
from madoguchi.engines.matching.api import grounds_of
from madoguchi.engines.residents.api import ResidentRecord
from madoguchi.journeys.online_application.office.api import (
    ApplicationSheet,
    ApplicationState,
    Candidate,
    Compared,
    Hold,
    HoldReason,
    portal_number_of,
    told_there,
)
from madoguchi.lib.japanese.dates import AnyDate, format_both
from madoguchi.lib.jpki import Likeness, compare_addresses, compare_names
from madoguchi.surfaces.staff_web.matching.presentation import GroundLine, ground_lines, signed

PORTAL = "マイナポータル"

STATE_BADGES: Mapping[ApplicationState, str] = {
    ApplicationState.HELD: "warning",
    ApplicationState.OPENED: "success",
    ApplicationState.REFUSED: "error",
    ApplicationState.REPEATED: "",
    ApplicationState.WITHDRAWN: "",
}
_LIKENESS = {
    Likeness.SAME: ("success", "一致"),
    Likeness.SUBSTITUTED: ("key", "代替文字のほかは一致"),
    Likeness.DIFFERENT: ("error", "違います"),
}
_PART_WORDS = {
    Likeness.SAME: "一致",
    Likeness.SUBSTITUTED: "ほぼ一致",
    Likeness.DIFFERENT: "違う",
}
_SEXES = {"male": "男", "female": "女", "unknown": "不明"}
_REVOCATION = {"good": "失効していません", "not_checked": "確かめていません（確認の手段がありません）"}


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One thing as certificate, form and register say it. `form` and `register` carry badge and word, or
    nothing where there is nothing to compare.
    """

    label: str
    certified: str
    typed: str
    registered: str
    form: tuple[str, str] | None
    register: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One reason for waiting: about whom, what is wrong, what to do."""

    about: str
    label: str
    what_now: str


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """One candidate with what speaks for the person."""

    resident: ResidentRecord
    weight: str
    parts: tuple[tuple[str, str, str], ...]
    grounds: tuple[GroundLine, ...]


def side_by_side(sheet: ApplicationSheet) -> tuple[SideBySide, ...]:
    """The signer as the certificate says, beside the form and the register.

    The マイナポータル sends no certificate: there it is the applicant as the form says.
    """
    if sheet.owner is None:
        return ()
    owner, known = sheet.owner, sheet.resident
    typed = {one.label: one for one in sheet.compared}
    place = sheet.pack.municipality.prefecture + sheet.pack.municipality.name
    guarded = known is not None and known.protected
    rows = [
        (
            "氏名",
            owner.name,
            known.name if known else "",
            compare_names(owner.name, known.name, owner.name_substitutes) if known else None,
        ),
        (
            "生年月日",
            _day(owner.birth_date),
            known.birth_date_text if known else "",
            _same(owner.birth_date == known.birth_date) if known else None,
        ),
        (
            "住所",
            owner.address,
            "支援措置のため、ここには出しません" if guarded else known.address if known else "",
            compare_addresses(owner.address, place + known.address, owner.address_substitutes)
            if known
            else None,
        ),
        (
            "性別",
            _SEXES[owner.sex.value],
            known.sex_label if known else "",
            _same(owner.sex.value == known.sex) if known and known.sex else None,
        ),
    ]
    return tuple(
        SideBySide(
            label=label,
            certified=certified if sheet.signer else "",
            typed=_typed(sheet, label) if sheet.signer else certified,
            registered=registered,
            form=_form_badge(typed.get(label)),
            register=None if likeness is None else _LIKENESS[likeness],
        )
        for label, certified, registered, likeness in rows
    )


def hold_lines(sheet: ApplicationSheet) -> tuple[HoldLine, ...]:
    """Why it waits, in words."""
    return tuple(
        HoldLine(_about(sheet, hold), hold.reason.label, hold.reason.what_now)
        for hold in sheet.application.held_for
    )


def candidate_lines(candidates: tuple[Candidate, ...]) -> tuple[CandidateLine, ...]:
    """The candidates with what speaks for each."""
    return tuple(
        CandidateLine(
            one.resident,
            signed(one.match.weight),
            tuple(
                (label, _LIKENESS[likeness][0], _PART_WORDS[likeness])
                for label, likeness in (
                    ("氏名", one.name),
                    ("生年月日", one.birth),
                    ("住所", one.address),
                    ("性別", one.sex),
                )
                if likeness is not None
            ),
            ground_lines(grounds_of(one.match)),
        )
        for one in candidates
    )


def must_be_identified(sheet: ApplicationSheet) -> bool:
    """Whether it is to be decided first whose application it is."""
    return any(one.reason is HoldReason.IDENTITY for one in sheet.application.held_for)


def must_be_verified(sheet: ApplicationSheet) -> bool:
    """Whether the authority that issued the certificate is still missing."""
    return any(one.reason is HoldReason.AUTHORITY_MISSING for one in sheet.application.held_for)


def signature_lines(sheet: ApplicationSheet) -> tuple[tuple[str, str], ...]:
    """What is known of the signature: label and text."""
    version, signer = sheet.version, sheet.signer
    if sheet.application.is_from_portal:
        return (("署名", _PORTAL_SIGNED), *_named_certificate(sheet))
    lines = [("署名", version.problem or "内容と一致しています")]
    if must_be_verified(sheet):
        lines = [("署名", "まだ確かめられません")]
    if signer is not None:
        lines += [
            ("有効期間", f"{signer.valid_from:%Y年%-m月%-d日}〜{signer.valid_until:%Y年%-m月%-d日}"),
            ("発行者", signer.identity.issuer),
            ("シリアル番号", signer.identity.serial_text),
        ]
    lines.append(("失効", _REVOCATION.get(version.revocation, "確かめていません")))
    if version.for_testing:
        lines.append(("カード", "試験用・デモ用のカードです"))
    return tuple(lines)


def correction_reach() -> tuple[str, str]:
    """What of a request for correction reaches the applicant in the マイナポータル: kind of notice, text."""
    told = told_there(CaseStatus.CORRECTION.value)
    if not told.word:
        return "warning", f"マイナポータルには、補正を求めたことを送れません。{_TELL_YOURSELF}"
    if not told.with_message:
        return (
            "warning",
            f"マイナポータルには「{told.word}」とだけ送ります。下に書くことは届きません。{_TELL_YOURSELF}",
        )
    return (
        "info",
        f"マイナポータルに「{told.word}」と、下に書くことを送ります。直した申請は、新しい番号で届きます。",
    )


def words_reach() -> str:
    """Why a few words to an applicant of the マイナポータル are not read there; empty where they are."""
    if told_there(CaseStatus.ACCEPTED.value).with_message:
        return ""
    return f"マイナポータルには、文を送れません。{_TELL_YOURSELF}"


def number_there(case: Case) -> str:
    """The number in the マイナポータル of a case that came from there, else empty."""
    if case.came_by is not Channel.ONLINE or case.source_uuid is None:
        return ""
    return portal_number_of(case.municipality_code, case.source_uuid)


def way_of(case: Case, portal_number: str) -> str:
    """How a case came, in words: the portal by its name, where it came from there."""
    return PORTAL if portal_number else case.came_by.label


def portal_report_line(sheet: ApplicationSheet) -> str:
    """What the マイナポータル knows of an application from there."""
    report = sheet.portal_report
    if report is None:
        return f"送った状況はありません。{_TELL_YOURSELF}"
    if report.sent_at is not None:
        return f"「{report.status}」を送りました（{report.sent_at.astimezone(TOKYO):%-m月%-d日 %-H:%M}）"
    waiting = f"「{report.status}」をこれから送ります。"
    return f"{waiting}前の回は送れませんでした。{report.message}" if report.message else waiting


def _named_certificate(sheet: ApplicationSheet) -> tuple[tuple[str, str], ...]:
    """The certificate as the portal names it."""
    if not sheet.version.serial:
        return (("証明書", "どの証明書で署名したかは、届いていません"),)
    return (("発行者", sheet.version.issuer), ("シリアル番号", sheet.version.serial))


_PORTAL_SIGNED = "マイナポータルが確かめています。ここでは確かめ直していません"
_TELL_YOURSELF = "申請した人には、電話か郵便で伝えてください。"


def _about(sheet: ApplicationSheet, hold: Hold) -> str:
    if hold.person is None or sheet.filed is None or hold.person not in sheet.filed.facts.persons():
        return ""
    return person_label(sheet.filed.facts, hold.person)


def _form_badge(compared: Compared | None) -> tuple[str, str] | None:
    if compared is None or not (compared.certified and compared.typed):
        return None
    return _LIKENESS[compared.likeness]


def _typed(sheet: ApplicationSheet, label: str) -> str:
    typed = next((one.typed for one in sheet.compared if one.label == label), "")
    return typed if isinstance(typed, str) else _day(typed)


def _day(birth: AnyDate | None) -> str:
    return format_both(birth) if birth is not None else "不詳"


def _same(same: bool) -> Likeness:
    return Likeness.SAME if same else Likeness.DIFFERENT
