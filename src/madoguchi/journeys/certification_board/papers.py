"""Papers of a sitting: agenda with each case, without names; and the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.packs import (
    BoardRules,
    ExchangeKind,
    MunicipalityPack,
    Packs,
    load_packs_or_refuse,
)
from madoguchi.core.vocabulary import MEMBERS, AnswersError, Vocabulary, value_from_json
from madoguchi.engines.boards.api import CasePaper, CaseStatus, SittingPaper, sitting_paper
from madoguchi.engines.documents.api import Circumstances, Letter, LetterSection, letter, render
from madoguchi.engines.forms.api import as_text
from madoguchi.journeys.certification_board.domain.contents import APPLICATION, FIRST_STAGE
from madoguchi.journeys.certification_board.in_form_order import Part, form_of, in_form_order
from madoguchi.lib.japanese.dates import format_both, format_wareki

PRINT: Final = "documents.print"
PAPERS, MINUTES = "board_papers", "board_minutes"
_UNSAID, _DAYS = ("reference", "board", "request"), ("applied_on", "valid_until", "decided_on")
_WORDS: Final[Mapping[str, str]] = {
    "result": "判定",
    "months": "有効期間（月）",
    "decided_on": "判定の日",
    "opinion": "付帯意見",
    "kind": "申請の種類",
    "applied_on": "申請日",
    "before": "前の判定",
    "valid_until": "前の有効期間の最後の日",
    "application": "申請",
    "reason": "理由",
}
"""What the keys of the messages to and from a board are called."""

DEEPEST = 4
"""How deep lines go into a document; what lies deeper stands in one line."""


def papers_pdf(context: Context, uuid: UUID) -> bytes:
    """Agenda and cases of a sitting for its members: nobody is named.

    Raises NotFoundError, NotAllowedError.
    """
    paper, pack = _opened(context, uuid)
    rules = paper.rules
    agenda = [["番号", "申請", "前の判定", "一次判定", "審査しない委員"]] + [
        [
            str(one.case.number),
            rules.applications.get(one.case.application, one.case.application),
            _result(paper, one.case.before),
            _result(paper, one.case.first_stage),
            "、".join(paper.name_of(member) for member in one.conflicts),
        ]
        for one in paper.papers
    ]
    content = Letter(
        recipient=[],
        sender=[pack.municipality.name, rules.label],
        sections=[
            LetterSection("開催", lines=_when_and_where(paper)),
            LetterSection("委員", lines=_members(paper)),
            LetterSection("予定", table=agenda, widths=(1, 2, 2, 2, 3)),
            *(section for one in paper.papers for section in _case(one, paper, pack)),
        ],
        notes=[
            "氏名、住所など、だれのことか分かる項目は伏せてあります。会議のあと、事務局に返してください。"
        ],
        title=f"{rules.label}　資料",
    )
    return _printed(pack, PAPERS, content, paper)


def minutes_pdf(context: Context, uuid: UUID) -> bytes:
    """What a sitting decided, and who took part. Raises NotFoundError, NotAllowedError."""
    paper, pack = _opened(context, uuid)
    sitting = paper.sitting
    absent = [one.name for one in paper.seats if one.is_in_office and one not in paper.present]
    lines = [
        *_when_and_where(paper),
        ("開いた時刻", _moment(sitting.opened_at)),
        ("閉じた時刻", _moment(sitting.closed_at)),
        ("議長", paper.presides.name if paper.presides else ""),
        ("出席", "、".join(one.name for one in paper.present)),
        ("欠席", "、".join(absent)),
        ("定足数", f"委員{sitting.seats}人のうち{len(paper.present)}人" if sitting.seats else ""),
    ]
    decided = [one for one in paper.papers if one.case.state in (CaseStatus.DECIDED, CaseStatus.CLOSED)]
    table = [["番号", "申請", "一次判定", "判定", "有効期間", "付帯意見・変えた理由・審査しなかった委員"]] + [
        [
            str(one.case.number),
            paper.rules.applications.get(one.case.application, ""),
            _result(paper, one.case.first_stage),
            _result(paper, one.case.result),
            f"{one.case.months}か月" if one.case.months else "—",
            _remarks(one, paper),
        ]
        for one in decided
    ]
    notes = (
        [f"照合値（SHA-256）{sitting.digest}"] if sitting.digest else ["まだ閉じていない審査会の記録です。"]
    )
    if not paper.is_intact:
        notes.append("照合値が、いまの記録と合いません。情報担当に知らせてください。")
    content = Letter(
        recipient=[],
        sender=[pack.municipality.name],
        sections=[
            LetterSection("開催", lines=lines),
            LetterSection(f"判定（{len(decided)}件）", table=table, widths=(1, 2, 2, 2, 2, 6)),
        ],
        notes=notes,
        title=f"{paper.rules.label}　会議録",
    )
    return _printed(pack, MINUTES, content, paper)


def _case(one: CasePaper, paper: SittingPaper, pack: MunicipalityPack) -> list[LetterSection]:
    rules = paper.rules
    lines = [
        ("申請", rules.applications.get(one.case.application, one.case.application)),
        ("申請日", format_both(one.case.applied_on)),
        ("前の判定", _result(paper, one.case.before)),
        ("一次判定", _result(paper, one.case.first_stage)),
        *person_lines(one, pack.vocabulary),
    ]
    sections = [LetterSection(f"審査番号 {one.case.number}", lines=lines, new_page=True)]
    sections += [LetterSection(label, lines=own) for label, own in shown_parts(one, pack.vocabulary)]
    return sections


def person_lines(one: CasePaper, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """What is shown of the people of a case, then of the case itself."""
    members = one.items.get(MEMBERS)
    people = members if isinstance(members, list) else []
    own = {key: value for key, value in one.items.items() if key != MEMBERS}
    return [line for said in (*people, own) for line in said_lines(said, vocabulary)]


def shown_parts(one: CasePaper, vocabulary: Vocabulary) -> list[Part]:
    """The documents of a case as lines, each under its label, forms by their sections. What was applied for
    and the first stage's result are left out: they stand elsewhere.
    """
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    labels = packs.exchanges[one.rules.request].parts
    shown: list[Part] = []
    for key in (*labels, *(key for key in one.parts if key not in labels)):
        part = one.parts.get(key)
        if key == FIRST_STAGE and isinstance(part, Mapping):
            part = {name: value for name, value in part.items() if name != "result"}
        if key != APPLICATION and part:
            shown += _part(key, labels.get(key, key), part, one.rules, packs)
    return shown


def told_parts(kind: ExchangeKind, parts: Mapping[str, Any], packs: Packs) -> list[Part]:
    """The documents of a message as lines, each under its label; those to and from a board in its words."""
    rules = next(
        (one for one in packs.boards.values() if kind.key in (one.request, one.result, one.recall)), None
    )
    told: list[Part] = []
    for key in (*kind.parts, *(key for key in parts if key not in kind.parts)):
        if key in parts:
            told += _part(key, kind.parts.get(key, key), parts[key], rules, packs)
    return told


def _part(key: str, label: str, part: Any, rules: BoardRules | None, packs: Packs) -> list[Part]:
    if rules is not None and isinstance(part, Mapping):
        form = form_of(key, rules, packs)
        if form is not None:
            return in_form_order(label, part, form, lambda one: part_lines(one, packs.vocabulary))
        part = _sorted(part) if key == FIRST_STAGE else part
        part = _in_words(part, rules)
    return [(label, part_lines(part, packs.vocabulary))]


def _sorted(part: Mapping[str, Any]) -> dict[str, Any]:
    """Single values first, then what is nested (the scores by group), each by its name."""
    return {
        key: _sorted(part[key]) if isinstance(part[key], Mapping) else part[key]
        for key in sorted(part, key=lambda key: (isinstance(part[key], Mapping), key))
    }


def _in_words(part: Any, rules: BoardRules) -> Any:
    if not isinstance(part, Mapping):
        return part
    results = {key: one.label for key, one in rules.results.items()}
    known = {"kind": rules.applications, "before": results, "result": results}
    said: dict[str, Any] = {}
    order = {key: place for place, key in enumerate(_WORDS)}
    for key, value in sorted(part.items(), key=lambda one: order.get(one[0], len(order))):
        if key in _UNSAID or value in (None, ""):
            continue
        text = known[key].get(value, value) if key in known and isinstance(value, str) else value
        if key in _DAYS:
            text = _day(text)
        said[_WORDS.get(key, key)] = _in_words(text, rules) if key == APPLICATION else text
    return said


def _day(told: object) -> str:
    try:
        return format_both(date.fromisoformat(str(told)))
    except ValueError:  # another authority wrote it: shown as it came
        return str(told)


def said_lines(items: Mapping[str, Any], vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Items as lines of label and text, in the vocabulary's order; what it does not know keeps its key."""
    order = {key: place for place, key in enumerate(vocabulary)}
    return [
        _line(key, items[key], vocabulary)
        for key in sorted(items, key=lambda key: (order.get(key, len(order)), key))
    ]


def part_lines(part: Any, vocabulary: Vocabulary, before: str = "", depth: int = 0) -> list[tuple[str, str]]:
    """A document with a shape of its own as lines: items of the vocabulary by labels, the rest by key."""
    if isinstance(part, Mapping) and depth < DEEPEST:
        lines: list[tuple[str, str]] = []
        for key, value in part.items():
            if isinstance(value, Mapping | list) and key not in vocabulary:
                lines += part_lines(value, vocabulary, f"{before}{key}　", depth + 1)
            else:
                label, text = _line(str(key), value, vocabulary)
                lines.append((f"{before}{label}", text))
        return lines
    if isinstance(part, list) and depth < DEEPEST and any(isinstance(one, Mapping | list) for one in part):
        return [
            line
            for number, one in enumerate(part, start=1)
            for line in part_lines(one, vocabulary, f"{before}{number}　", depth + 1)
        ]
    return [(before.strip(), "、".join(map(str, part)) if isinstance(part, list) else str(part))]


def _line(key: str, given: Any, vocabulary: Vocabulary) -> tuple[str, str]:
    item = vocabulary.get(key)
    if item is None:
        return key, "、".join(map(str, given)) if isinstance(given, list) else "" if given is None else str(
            given
        )
    try:
        return item.label, as_text(item, value_from_json(item, given))
    except AnswersError:
        return item.label, str(given)


def _remarks(one: CasePaper, paper: SittingPaper) -> str:
    case = one.case
    parts = [f"付帯意見：{case.opinion}"] if case.opinion else []
    if case.reason:
        parts.append(f"変えた理由：{case.reason}")
    not_by = case.judged.get("not_by", {})
    parts += [f"審査しない：{paper.name_of(member)}（{why}）" for member, why in not_by.items()]
    return "　".join(parts)


def _when_and_where(paper: SittingPaper) -> list[tuple[str, str]]:
    sitting = paper.sitting
    return [
        ("合議体", sitting.panel.name),
        ("日時", f"{format_wareki(sitting.day)}　{sitting.begins:%H:%M}"),
        ("場所", sitting.place),
    ]


def _members(paper: SittingPaper) -> list[tuple[str, str]]:
    return [
        (paper.rules.fields.get(one.field, one.field), one.name) for one in paper.seats if one.is_in_office
    ]


def _result(paper: SittingPaper, key: str) -> str:
    return paper.rules.results[key].label if key in paper.rules.results else "—"


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(clock.TOKYO):%-H:%M}"


def _opened(context: Context, uuid: UUID) -> tuple[SittingPaper, MunicipalityPack]:
    if not context.actor.may(PRINT):
        raise NotAllowedError(NotAllowedError.__doc__)
    paper = sitting_paper(context, uuid)
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return paper, packs.for_municipality(context.municipality_code)


def _printed(pack: MunicipalityPack, key: str, content: Letter, paper: SittingPaper) -> bytes:
    reference = f"開催番号 {str(paper.sitting.uuid)[:8]}"
    request = letter(pack, key, content, Circumstances(clock.today(), reference=reference))
    return render(pack, request.key, request.data)
