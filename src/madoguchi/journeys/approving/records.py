"""決裁書: a document of 電子決裁 on paper, with all that was done to it. Never stored, always audited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from madoguchi.core import clock
from madoguchi.core.actions import Context
from madoguchi.core.vocabulary import Vocabulary
from madoguchi.engines.approvals.api import (
    Act,
    ActKind,
    Document,
    DocumentStory,
    LaterReview,
    Medium,
    Outcome,
    Place,
    State,
    Verification,
    document_story,
    in_groups,
    verify_document,
)
from madoguchi.engines.documents.api import ApprovalRecord, Circumstances, approval_record, render
from madoguchi.lib.japanese.dates import format_wareki
from madoguchi.lib.qr import symbols

_CODE = "決裁書"
_UNDECIDED, _DISCARDED = "未決", "廃案"
_NOTE = "照合値は SHA-256 です。決裁された文書は、文書の画面の「いま照合する」でいつでも照合できます。"


def record_pdf(context: Context, uuid: UUID, code: str) -> bytes:
    """The 決裁書 of a document; what is not decided is marked on every page (未決).

    A decided one is verified first, and the paper says the result. `code` is text of the alphanumeric set of
    QR symbols. Raises DocumentNotFoundError, NotAllowedError.
    """
    story = document_story(context, uuid)
    decided = story.document.where is State.DECIDED
    verified = verify_document(context, uuid) if decided else None
    record = _record(story, verified, symbols(code, name=_CODE)[0].svg())
    pack = story.town.pack
    request = approval_record(pack, record, Circumstances(story.town.day))
    return render(pack, request.key, request.data)


def item_lines(document: Document, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """What decides the route of a document, in words: label and value."""
    lines = []
    for key, value in document.items.items():
        item = vocabulary.get(key)
        if item is None:
            lines.append((key, str(value)))
        elif isinstance(value, int) and not isinstance(value, bool):
            lines.append((item.label, f"{value:,}{item.unit}"))
        else:
            lines.append((item.label, item.label_of(value)))
    return lines


def _record(story: DocumentStory, verified: Verification | None, symbol: str) -> ApprovalRecord:
    document = story.document
    reviews = {one.act_id: one for one in story.reviews}
    mark = ""
    if document.where is not State.DECIDED:
        mark = _DISCARDED if document.where is State.DISCARDED else _UNDECIDED
    on_paper = document.came_about is Medium.PAPER
    return ApprovalRecord(
        title=document.title,
        number=document.number,
        mark=mark,
        facts=_facts(story),
        route=_route(story, reviews),
        no_route="紙で決裁されました。" if on_paper else "回し方はまだ決まっていません。",
        text=document.text,
        files=[
            (one.file_name, f"{one.kind.label} {one.size:,}バイト", in_groups(one.sha256))
            for one in story.files
        ],
        papers=[
            (
                one.name,
                f"{one.sheets}枚",
                f"{_moment(one.back_at)}　{one.back_by_name}" if one.back_at else "",
            )
            for one in story.papers
        ],
        story=[_line(one, reviews.get(one.pk)) for one in story.acts],
        proof=_proof(story, verified),
        proof_note=_NOTE,
        symbol=symbol,
    )


def _facts(story: DocumentStory) -> list[tuple[str, str]]:
    document = story.document
    kept = f"（{format_wareki(document.kept_until)}まで）" if document.kept_until else ""
    lines = [
        ("種類", document.kind_label),
        *item_lines(document, story.town.pack.vocabulary),
        ("起案", f"{document.desk_name}　{document.drafter_name}　{_moment(document.submitted_at)}".strip()),
        ("版", f"第{document.version}版" if document.version else "回す前"),
        ("状態", document.where.label + ("（関係者のみ）" if document.confidential else "")),
    ]
    if document.decided_on is not None:
        lines += [
            ("決裁", f"{document.decided_by_name}　{format_wareki(document.decided_on)}"),
            ("決裁の方法", document.came_about.label if document.came_about else ""),
        ]
    return [*lines, ("保存期間", f"{document.kept_for.label}{kept}")]


def _route(story: DocumentStory, reviews: Mapping[int, LaterReview]) -> list[tuple[str, str, str, str, str]]:
    if story.document.where.is_editable:
        desks = story.town.pack.desks
        return [
            (
                one.kind.label,
                f"{desks[one.desk].name if one.desk in desks else ''} {one.position_label}".strip(),
                "起案者のため省略" if one.skipped else "",
                "",
                "",
            )
            for one in story.planned
        ]
    return [
        (
            place.asks_for.label,
            f"{place.desk_name} {place.position_label}".strip()
            + (f"（{place.label}）" if place.label else ""),
            _judgement(place),
            _by(place, story, reviews),
            _moment(place.acted_at),
        )
        for place in story.places
    ]


def _judgement(place: Place) -> str:
    if place.result is Outcome.SKIPPED:
        return "起案者のため省略"
    return place.result.label if place.result.is_done else ""


def _by(place: Place, story: DocumentStory, reviews: Mapping[int, LaterReview]) -> str:
    """Who judged; in another's place (代決, 代理) for whom, and when that person looked at it afterwards."""
    if not place.acting_way:
        return place.acted_by_name
    act = next(
        (
            one
            for one in reversed(story.acts)
            if one.at == place.acted_at and one.actor_id == place.acted_by_id and one.stage == place.stage
        ),
        None,
    )
    words = f"{place.acted_by_name}（{place.acting_way}）"
    return words if act is None else words + _in_place_of(act, reviews.get(act.pk))


def _in_place_of(act: Act, review: LaterReview | None) -> str:
    if not act.for_name:
        return ""
    later = ""
    if review is not None:
        later = f"、後閲 {_moment(review.done_at)}" if review.done_at else "、後閲はまだ"
    return f"　{act.for_name}の代わり{later}"


def _line(act: Act, review: LaterReview | None) -> tuple[str, str, str]:
    post = f"{act.desk_name} {act.position_label}".strip()
    way = f"（{act.acting_way}）{_in_place_of(act, review)}" if act.acting_way else ""
    what = act.what.label
    if act.what is ActKind.SUBMITTED and act.version > 1:
        what = f"第{act.version}版を回しました"
    if act.details.get("to_name"):
        what += f"　→ {act.details['to_name']}"
    who = f"{post}　{act.actor_name or 'システム'}".strip("　") + way
    return _moment(act.at), who, f"{what}\n{act.comment}" if act.comment else what


def _proof(story: DocumentStory, verified: Verification | None) -> list[tuple[str, str]]:
    lines = []
    if story.version is not None:
        lines.append((f"第{story.version.number}版の照合値", in_groups(story.version.sha256)))
    if verified is None:
        return [*lines, ("決裁の照合値", "まだありません（決裁されていません）")]
    lines.append(("決裁の照合値", in_groups(verified.decision_hash)))
    if verified.holds:
        result = "決裁されたときのままです。添付の中身、経過、番号、監査記録とも一致しました。"
    else:
        result = "決裁されたときのままではありません。" + "".join(
            f"{one.trouble.label}{f'（{one.what}番目）' if one.what else ''}" for one in verified.findings
        )
    return [*lines, (f"印刷のときの照合　{_moment(clock.now())}", result)]


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = at.astimezone(clock.TOKYO)
    return f"{format_wareki(local.date())} {local.hour}:{local:%M}"
