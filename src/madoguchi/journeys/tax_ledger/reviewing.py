"""What matching was not sure of is asked in a review (照合の確認): owner or asset, beside its candidates.

A decision enters the notice, where nothing else is open; decided once, the same person of another notice is
not asked for again. Everything else waits on the page of the notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event, run, run_all, subscribe
from madoguchi.engines.matching.api import (
    DECIDED,
    REOPENED,
    CandidateRecord,
    CannotUndoError,
    Comparer,
    NewReview,
    OpenReview,
    Person,
    Record,
    RecordField,
    Review,
    ReviewKind,
    ReviewOutcome,
    ReviewStatus,
    Withdrawal,
    WithdrawReviews,
    close_desk,
    grounds_of,
    register_kind,
    weights_for,
)
from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import Asset, Notice, NoticeState, Owner
from madoguchi.engines.tax_ledger.domain.deciding import NEW_OWNER
from madoguchi.journeys.tax_ledger.actions.deciding import DecideNotice, Decision
from madoguchi.journeys.tax_ledger.actions.entering import SETTLED
from madoguchi.journeys.tax_ledger.asking import OwnerChoice, owner_choices

OWNER: Final = register_kind(
    ReviewKind(
        key="tax_ledger.owner",
        label="登記の通知の所有者",
        question="通知の所有者は、この宛名の人ですか。",
        left="登記の通知",
        right="課税台帳の宛名",
        then="「同じ」なら、その宛名で台帳に入れます。どれとも違うなら、新しい宛名をつくって入れます。",
    )
)
ASSET: Final = register_kind(
    ReviewKind(
        key="tax_ledger.asset",
        label="登記の通知の資産",
        question="通知の土地・家屋は、この資産ですか。",
        left="登記の通知",
        right="課税台帳の資産",
        then="「同じ」なら、その資産に入れます。所有者が決まらないときは、通知の画面で決めます。",
    )
)
close_desk(book.DESK)
_PLATFORM = Actor.system("tax_ledger")
_PLACE_COLUMNS = ("location", "lot_number", "area_m2", "building_number")


def subject_of(notice: Notice) -> str:
    """How reviews name a notice."""
    return f"notice:{notice.uuid}"


def ask_people(context: Context, notices: Iterable[Notice]) -> None:
    """Open the reviews of notices that wait; what was decided before is done at once."""
    asked = [(notice, new) for notice in notices if (new := _question(notice)) is not None]
    if not asked:
        return
    as_platform = Context(context.municipality_code, _PLATFORM, context.now, "登記の通知の照合")
    answers = run_all(OpenReview(), as_platform, [new for _, new in asked])
    for (notice, new), answer in zip(asked, answers, strict=True):
        if answer.review is None and answer.outcome is not None:
            _apply(as_platform, notice.uuid, new.kind, answer.outcome, answer.chosen)


def open_review(context: Context, notice: Notice) -> UUID | None:
    """The review of a notice that waits. Raises NotAllowedError, NotYourDeskError."""
    with book.looking(context):
        return _open_review(notice)


def _open_review(notice: Notice) -> UUID | None:
    rows = Review.objects.filter(
        kind__in=(OWNER.key, ASSET.key),
        subject=subject_of(notice),
        status__in=[one.value for one in ReviewStatus if one.is_open],
    )
    return rows.values_list("uuid", flat=True).first()


def _question(notice: Notice) -> NewReview | None:
    """What is asked about a notice; None where it is not a matter of one candidate beside another."""
    stored = notice.evidence if isinstance(notice.evidence, dict) else {}
    compared = {column: agreement for column, _, _, agreement in stored.get("compared", ())}
    if not stored.get("unsure") or not compared:
        return None
    numbers = [str(one) for one in stored.get("assets", ())]
    rows = {one.number: one for one in Asset.objects.filter(number__in=numbers)}
    assets = [rows[number] for number in numbers if number in rows]
    doubtful = len(assets) > 1 or any(compared.get(column) == "other" for column in _PLACE_COLUMNS)
    if doubtful:
        return _about_asset(notice, assets)
    choices, _ = owner_choices(notice, ())
    if len(choices) == 1 and choices[0].owners and len(assets) == 1:
        return _about_owner(notice, choices[0])
    return None


def _about_owner(notice: Notice, choice: OwnerChoice) -> NewReview:
    comparer = Comparer(weights_for(notice.municipality_code))
    left = Record(
        "",
        choice.written,
        (RecordField("name", "氏名・名称", choice.written), RecordField("address", "住所", choice.address)),
    )
    return NewReview(
        kind=OWNER.key,
        subject=subject_of(notice),
        desk=book.DESK,
        record=left,
        candidates=tuple(_owner_candidate(one, choice, comparer) for one in choice.owners),
        reason=notice.reason,
    )


def _owner_candidate(owner: Owner, choice: OwnerChoice, comparer: Comparer) -> CandidateRecord:
    fields = (
        RecordField("name", "氏名・名称", owner.name),
        RecordField("address", "住所", owner.address),
        RecordField("kana", "フリガナ", owner.name_kana),
        RecordField("birth_date", "生年月日", owner.birth_date),
        RecordField("number", "宛名番号", owner.number),
    )
    corporate = bool(owner.corporate_name)
    match = comparer.compare(
        _person(choice.written, choice.address, corporate),
        _person(owner.name, owner.address, corporate, owner.name_kana),
    )
    weight = match.weight + (1.0 if choice.proposed == owner.number else 0.0)
    record = Record(f"owner:{owner.number}", owner.name, fields)
    return CandidateRecord(record, grounds_of(match), round(weight, 1))


def _person(name: str, address: str, corporate: bool, kana: str = "") -> Person:
    """An owner as they are compared: a notice says name and address, and nothing else."""
    if corporate:
        return Person("", corporate=name, address=address)
    return Person("", name=name, kana=kana, address=address)


def _about_asset(notice: Notice, assets: Sequence[Asset]) -> NewReview | None:
    if not assets:
        return None
    content = notice.content
    left = Record(
        subject_of(notice),
        f"{content.get('location', '')}{content.get('lot_number', '')}",
        (
            RecordField("place", "所在", content.get("location", "")),
            RecordField("lot", "地番", content.get("lot_number", "")),
            RecordField("building", "家屋番号", content.get("building_number", "")),
            RecordField("area", "地積", content.get("area_m2", "")),
            RecordField(
                "owner", "前の所有者", content.get("previous_owner_name", "") or content.get("owner_name", "")
            ),
        ),
    )
    found = [_asset_candidate(one, len(assets) - place) for place, one in enumerate(assets)]
    return NewReview(ASSET.key, subject_of(notice), book.DESK, left, tuple(found), notice.reason)


def _asset_candidate(asset: Asset, weight: int) -> CandidateRecord:
    names = "、".join(one.owner.name for one in asset.holdings.select_related("owner"))
    fields = (
        RecordField("place", "所在", f"{asset.town}{asset.koaza}"),
        RecordField("lot", "地番", asset.lot),
        RecordField("building", "家屋番号", asset.building_number),
        RecordField("area", "地積", book.area_text(asset.area_m2)),
        RecordField("owner", "前の所有者", names),
        RecordField("number", "資産番号", asset.number),
    )
    return CandidateRecord(Record(f"asset:{asset.number}", asset.place, fields), (), float(weight))


@subscribe(DECIDED)
def _decided(context: Context, event: Event) -> None:
    """Somebody has decided: the notice is entered, or says on its page what is still open."""
    if event.data["kind"] in (OWNER.key, ASSET.key) and event.data["subject"].startswith("notice:"):
        uuid = UUID(event.data["subject"].removeprefix("notice:"))
        outcome = ReviewOutcome(event.data["outcome"])
        _apply(context, uuid, event.data["kind"], outcome, event.data["chosen"])


@subscribe(REOPENED)
def _reopened(context: Context, event: Event) -> None:
    """A decision is taken back only as long as nothing was entered by it."""
    if event.data["kind"] not in (OWNER.key, ASSET.key):
        return
    uuid = UUID(event.data["subject"].removeprefix("notice:"))
    notice = Notice.objects.filter(uuid=uuid).first()
    if notice is not None and notice.state.is_settled:
        raise CannotUndoError(
            "もう台帳に入れました。課税台帳の「異動の一覧」で、その異動を訂正してください。"
        )


@subscribe(SETTLED)
def _settled(context: Context, event: Event) -> None:
    """What was decided on the page of the notice is not asked for any more."""
    if event.subject.startswith("notice:"):
        as_platform = Context(context.municipality_code, _PLATFORM, context.now, "登記の通知の照合")
        for kind in (OWNER.key, ASSET.key):
            run(WithdrawReviews(), as_platform, Withdrawal(kind, (event.subject,)))


def _apply(context: Context, uuid: UUID, kind: str, outcome: ReviewOutcome, chosen: str) -> None:
    notice = Notice.objects.select_related("asset", "owner").filter(uuid=uuid).first()
    if notice is None or notice.state is not NoticeState.WAITING:
        return
    stored = notice.evidence if isinstance(notice.evidence, dict) else {}
    asset = notice.asset.number if notice.asset is not None else ""
    owners = tuple(one for one in str(stored.get("owners", "")).split(";") if one)
    if kind == OWNER.key:
        owners = (chosen.removeprefix("owner:"),) if outcome is ReviewOutcome.SAME else (NEW_OWNER,)
    elif outcome is ReviewOutcome.SAME:
        asset = chosen.removeprefix("asset:")
    else:
        _remains(context, notice, "候補の資産は、どれも違います。資産を選んでください。")
        return
    try:
        if not asset or (not owners and notice.event in ("所有権移転", "新築")):
            raise book.NotEnterableError("照合の確認は済みました。残りをこの画面で決めてください。")
        with transaction.atomic():
            run(DecideNotice(), context, Decision(uuid, asset, owners))
    except book.NotEnterableError as refused:
        _remains(context, notice, str(refused))


def _remains(context: Context, notice: Notice, reason: str) -> None:
    book.settle(context, notice, NoticeState.WAITING, reason)
