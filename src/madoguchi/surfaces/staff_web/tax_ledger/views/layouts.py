"""Choosing which columns of a file hold which fields, with its first lines in sight."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.core.actions import run
from madoguchi.engines.tax_ledger.api import FileKind
from madoguchi.engines.tax_ledger.domain.columns import Source
from madoguchi.engines.tax_ledger.domain.layouts import LayoutField, is_needed, missing
from madoguchi.journeys.tax_ledger.api import (
    MOST_PROBLEMS,
    ChosenColumns,
    DropHeldFile,
    FileUnreadableError,
    ForgetLayout,
    Preview,
    TakeHeldFile,
    held,
    preview_of,
    try_reading,
)
from madoguchi.surfaces.staff_web.tax_ledger.views.common import ledger_page, looking, working

_ALWAYS = "="
"""In front of a value that is the same in every line."""
Fields = dict[str, Source]


@working
@require_http_methods(["GET", "HEAD", "POST"])
def columns_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The columns of a held file beside the fields; `check` reads it as chosen, `take` takes it in."""
    context = looking(request)
    seen = preview_of(context, held(context, uuid))
    if request.method != "POST":
        return _show(request, seen, dict(seen.chosen))
    fields = _fields(request.POST, seen)
    wanting = missing(seen.held.kind, fields)
    if wanting:
        names = "」「".join(one.label for one in wanting)
        return _show(request, seen, fields, 422, problem=f"「{names}」の列を選んでください。",
                     wanting={one.name for one in wanting})  # fmt: skip
    try:
        if request.POST.get("do") != "take":
            return _show(request, seen, fields, tried=True)
        taken = run(TakeHeldFile(), context, ChosenColumns(uuid, fields))
    except FileUnreadableError as problem:
        return _show(request, seen, fields, 422, problem=str(problem))
    if taken.again:
        messages.info(request, "同じ内容のファイルは、もう取り込んであります。列の対応だけを覚えました。")
    else:
        messages.success(request, "取り込みました。列の対応を覚えたので、次からはそのまま取り込めます。")
    return HttpResponseRedirect(reverse("tax_ledger:file", args=[municipality_code, taken.file.uuid]))


@working
@require_POST
def drop(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Do without the file."""
    run(DropHeldFile(), looking(request), uuid)
    messages.info(request, "ファイルを取り込まずに消しました。")
    return HttpResponseRedirect(reverse("tax_ledger:start", args=[municipality_code]))


@working
@require_POST
def forget(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Remember the columns of a kind of file no longer."""
    kind = request.POST.get("kind", "")
    if kind in set(FileKind):
        run(ForgetLayout(), looking(request), FileKind(kind))
        messages.info(request, f"{FileKind(kind).label}の列の対応を消しました。次のファイルで選び直せます。")
    return HttpResponseRedirect(reverse("tax_ledger:start", args=[municipality_code]))


def _fields(given: Mapping[str, str], seen: Preview) -> Fields:
    """What was chosen: a column, a second one that is joined, or a value for every line."""
    found: Fields = {}
    for one in seen.fields:
        chosen = given.get(f"f-{one.name}", "")
        if chosen.startswith(_ALWAYS) and chosen[1:]:
            found[one.name] = Source(value=chosen[1:][:40])
            continue
        columns = [column for column in (chosen, given.get(f"j-{one.name}", "")) if column in seen.columns]
        if columns:
            found[one.name] = Source(tuple(dict.fromkeys(columns)), values=_words(given, one))
        elif not is_needed(seen.held.kind, one.name):
            # Said not to be there: nobody has to be told for every file.
            found[one.name] = Source()
    return found


def _words(given: Mapping[str, str], one: LayoutField) -> dict[str, str]:
    found = {}
    for place in range(30):
        word, means = given.get(f"t-{one.name}-{place}", ""), given.get(f"w-{one.name}-{place}", "")
        if one.words and word and means in one.words:
            found[word[:80]] = means
    return found


def _show(
    request: HttpRequest,
    seen: Preview,
    fields: Fields,
    status: int = 200,
    *,
    problem: str = "",
    wanting: set[str] | frozenset[str] = frozenset(),
    tried: bool = False,
) -> HttpResponse:
    result = None
    if tried:
        try:
            result = try_reading(looking(request), seen.held, fields)
        except FileUnreadableError as refused:
            status, problem = 422, str(refused)
    own = [signed for signed in ("municipality_code",) if seen.held.what is FileKind.ASSETS]
    rows = [
        {
            "field": one,
            "needed": is_needed(seen.held.kind, one.name),
            "source": fields.get(one.name, Source()),
            "wrong": one.name in wanting,
            "always": one.words or (([looking(request).municipality_code]) if one.name in own else ()),
            "words": [(word, fields[one.name].values.get(word, "")) for word in seen.words(one, fields)],
        }
        for one in seen.fields
    ]
    return ledger_page(
        request,
        "columns.html",
        status=status,
        held=seen.held,
        columns=seen.columns,
        lines=seen.rows,
        rows=rows,
        problem=problem,
        result=result,
        problems=result.problems[:MOST_PROBLEMS] if result else (),
        more=max(0, len(result.problems) - MOST_PROBLEMS) if result else 0,
    )
