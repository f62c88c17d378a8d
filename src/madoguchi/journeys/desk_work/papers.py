"""Cases and worklists as PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import (
    MEMBERS,
    PERSON_PREFIX,
    AnswersError,
    Vocabulary,
    value_from_json,
)
from madoguchi.engines.cases.api import Case, CaseStory, InboxFilter, Light, case_story, inbox
from madoguchi.engines.documents.api import (
    CaseSheet,
    Circumstances,
    ListedCase,
    PrintedGroup,
    PrintedStep,
    case_sheet,
    render,
    worklist_sheet,
)
from madoguchi.engines.forms.api import as_text
from madoguchi.lib.japanese.dates import format_both

PRINT: Final = "documents.print"
MOST_PRINTED: Final = 500
"""Lines of a printed worklist; the paper says so when there are more."""


def case_pdf(
    context: Context, uuid: UUID, *, way_of: Callable[[Case], str] = lambda case: case.came_by.label
) -> bytes:
    """One case with answers, files and story; `way_of` says how it came. Raises CaseNotFoundError,
    NotAllowedError.
    """
    _may_print(context)
    pack = _pack(context)
    story = case_story(context, uuid)
    request = case_sheet(
        pack,
        _sheet(story, pack, way_of(story.case)),
        Circumstances(clock.today(), reference=story.case.number),
    )
    return render(pack, request.key, request.data)


def worklist_pdf(context: Context, desk_role: str, wanted: InboxFilter) -> bytes:
    """A desk's cases as the filter shows them, the most urgent first. Raises NotAllowedError, KeyError for a
    desk that the municipality has not.
    """
    _may_print(context)
    pack = _pack(context)
    desk = pack.desks[desk_role]
    found = inbox(context, desk_role, wanted, page_size=MOST_PRINTED)
    today = clock.today()
    request = worklist_sheet(
        pack,
        f"{desk.counter} {desk.name}",
        _shown(wanted, found.total, more=found.more),
        [_listed(case, today) for case in found.cases],
        Circumstances(today),
    )
    return render(pack, request.key, request.data)


def _sheet(story: CaseStory, pack: MunicipalityPack, way: str) -> CaseSheet:
    case = story.case
    desk = pack.desks.get(case.desk_role)
    facts = [
        ("受付番号", case.number_text),
        ("受付", f"{way}　{_moment(case.opened_at)}"),
        ("状態", case.state.label),
        ("期限", "" if case.due is None else format_both(case.due)),
        ("窓口", f"{desk.counter} {desk.name}" if desk else case.desk_role),
        ("担当", case.assignee_name),
    ]
    return CaseSheet(
        title=case.procedure_label,
        person=case.person_name,
        kana=case.person_kana,
        facts=facts,
        groups=_groups(case.data, pack.vocabulary),
        files=[one.file_name for one in story.attachments],
        story=[
            PrintedStep(_moment(one.at), one.label, one.actor_name or "システム", one.note)
            for one in story.events
        ],
    )


def _groups(data: Mapping[str, Any], vocabulary: Vocabulary) -> list[PrintedGroup]:
    """The answers, the household's first, in the vocabulary's order."""
    groups = [PrintedGroup("世帯のこと", _lines({k: v for k, v in data.items() if k != MEMBERS}, vocabulary))]
    members = data.get(MEMBERS)
    for number, member in enumerate(members if isinstance(members, list) else (), start=1):
        name = member.get(f"{PERSON_PREFIX}name")
        groups.append(
            PrintedGroup(name if isinstance(name, str) else f"{number}人目", _lines(member, vocabulary))
        )
    return [group for group in groups if group.lines]


def _lines(answers: Mapping[str, Any], vocabulary: Vocabulary) -> list[tuple[str, str]]:
    known = [(item, answers[key]) for key, item in vocabulary.items() if key in answers]
    lines = []
    for item, given in known:
        try:
            lines.append((item.label, as_text(item, value_from_json(item, given))))
        except AnswersError:
            lines.append((item.label, str(given)))
    return lines + [(key, str(given)) for key, given in answers.items() if key not in vocabulary]


def _listed(case: Case, today: Any) -> ListedCase:
    return ListedCase(
        due="" if case.due is None else f"{case.due:%Y年%-m月%-d日}",
        late=case.light(today) is Light.LATE,
        procedure=case.procedure_label,
        person=case.person_name,
        status=case.state.label,
        opened=_moment(case.opened_at),
        assignee=case.assignee_name,
        number=case.number_text,
    )


def _shown(wanted: InboxFilter, total: int, *, more: bool) -> str:
    """Which cases these are, in words."""
    words = ["、".join(status.label for status in sorted(wanted.statuses))]
    if wanted.text:
        words.append(f"「{wanted.text}」を含む")
    if wanted.due_today_or_late:
        words.append("期限がきょうまで")
    if wanted.assignee_id is not None:
        words.append("担当で絞り込み" if wanted.assignee_id else "担当なし")
    first = f"（はじめの{MOST_PRINTED}件）" if total > MOST_PRINTED or more else ""
    return f"{'　'.join(words)}　{total}件{first}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.TOKYO):%Y年%-m月%-d日 %-H:%M}"


def _pack(context: Context) -> MunicipalityPack:
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)


def _may_print(context: Context) -> None:
    if not context.actor.may(PRINT):
        raise NotAllowedError(NotAllowedError.__doc__)
