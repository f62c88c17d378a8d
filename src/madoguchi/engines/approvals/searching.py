"""Finding decided documents: by number, by words of the title, by desk; bounded whatever lies beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_reading
from madoguchi.core.database.searching import is_one_of, starts_with
from madoguchi.engines.approvals.domain.numbers import read_number
from madoguchi.engines.approvals.domain.states import State
from madoguchi.engines.approvals.domain.title_keys import asked_keys
from madoguchi.engines.approvals.models import Document, TitleKey
from madoguchi.engines.approvals.models.documents import NOT_IN_LISTS
from madoguchi.engines.approvals.offices import town_of
from madoguchi.engines.approvals.seeing import check_may_read, may_see

PAGE_SIZE = 50
MOST_READ = 5_000
"""Entries of the index of words that one search reads of its rarest word."""

RECENT = 2_000
"""How many of the newest decisions are looked through for a word that is in very many titles."""

NOTHING_UNDERSTOOD = (
    "文書番号（8市民第12号）か、件名のことばを入力してください。ひらがなだけのことばは3文字からです。"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class DocumentSearch:
    """What is searched for: a number or words of a title, the desk; empty for any."""

    text: str = field(default="", repr=False)
    desk: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class FoundDocuments:
    """The answer, the newest decision first. `hidden` are those that are only for those concerned.

    `problem` says why nothing was searched; `more`: not all were looked at; `next` is the place to go on
    from.
    """

    documents: tuple[Document, ...] = ()
    hidden: int = 0
    more: bool = False
    next: str = ""
    problem: str = ""


def find_documents(context: Context, wanted: DocumentSearch) -> FoundDocuments:
    """Decided documents, and with words also those that go round. Never raises for what was typed.

    Raises NotAllowedError.
    """
    check_may_read(context)
    text = wanted.text.strip()[:100]
    with tenancy.municipality(context.municipality_code):
        if not text:
            rows, next_place, more = _newest(wanted)
        else:
            number, words = read_number(text), asked_keys(text)[:_MOST_WORDS]
            if number is None and not words:
                return FoundDocuments(problem=NOTHING_UNDERSTOOD)
            rows, more, next_place = [], False, ""
            if number is not None:
                found = _of_desk(wanted).filter(symbol=number.symbol, serial=number.serial)
                found = found.filter(state=State.DECIDED.value)
                if number.fiscal_year is not None:
                    found = found.filter(fiscal_year=number.fiscal_year)
                rows = list(found.order_by("-fiscal_year")[:PAGE_SIZE])
            if not rows and words:
                rows, more = _by_words(wanted, words)
        town = town_of(context)
        seen = tuple(row for row in rows if may_see(context, row, town))
        record_reading(context, "approvals.search", "", {"documents": [str(one.uuid) for one in seen]})
    return FoundDocuments(seen, len(rows) - len(seen), more, next_place)


def _of_desk(wanted: DocumentSearch) -> QuerySet[Document]:
    found = Document.objects.defer(*NOT_IN_LISTS)
    return found.filter(desk_role=wanted.desk) if wanted.desk else found


def _newest(wanted: DocumentSearch) -> tuple[list[Document], str, bool]:
    found = _of_desk(wanted).filter(state=State.DECIDED.value)
    at = _read_place(wanted.after)
    if at is not None:
        moment, key = at
        # The first condition alone bounds the index; the others settle rows of one moment.
        found = found.filter(Q(decided_at__lte=moment) & (Q(decided_at__lt=moment) | Q(pk__lt=key)))
    rows = list(found.order_by("-decided_at", "-id")[: PAGE_SIZE + 1])
    further = len(rows) > PAGE_SIZE
    last = rows[PAGE_SIZE - 1] if further else None
    return rows[:PAGE_SIZE], _place(last) if last else "", further


def _by_words(wanted: DocumentSearch, words: tuple[str, ...]) -> tuple[list[Document], bool]:
    """The newest that have every word: a bounded piece of the index of the longest, then the others."""
    rarest = TitleKey.objects.filter(starts_with("key", words[0])).order_by().values_list("document_id")
    keys = list(dict.fromkeys(key for (key,) in rarest[: MOST_READ + 1]))
    more = len(keys) > MOST_READ
    if more:
        # Of a common word the index gives some, not the newest: those are looked through by themselves.
        newest_decided = Document.objects.filter(state=State.DECIDED.value).order_by("-decided_at", "-id")
        recent = newest_decided.values("pk")[:RECENT]
        among = TitleKey.objects.filter(starts_with("key", words[0]), document_id__in=recent).order_by()
        keys = list(dict.fromkeys([*among.values_list("document_id", flat=True), *keys]))
    for word in words[1:]:
        has = TitleKey.objects.filter(starts_with("key", word), is_one_of("document_id", keys)).order_by()
        keys = list(dict.fromkeys(key for (key,) in has.values_list("document_id")))
    newest = sorted(keys, reverse=True)
    if not wanted.desk:
        newest, more = newest[:PAGE_SIZE], more or len(newest) > PAGE_SIZE
    found = _of_desk(wanted).filter(is_one_of("pk", newest), version__gt=0).order_by("-id")
    rows = list(found[: PAGE_SIZE + 1])
    return rows[:PAGE_SIZE], more or len(rows) > PAGE_SIZE


def _place(document: Document) -> str:
    moment = document.decided_at or _EPOCH
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}.{document.pk}"


def _read_place(text: str) -> tuple[datetime, int] | None:
    """The place of an address; None for anything that no page offered."""
    moment, _, key = text.partition(".")
    if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in (moment, key)):
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(moment)), int(key)
    except OverflowError:
        return None
