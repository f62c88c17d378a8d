"""Fill in once: choose what to prepare, one page per subject, review."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseRedirect

from madoguchi.core import clock
from madoguchi.core.languages import say, say_sentences, spoken, translatable
from madoguchi.core.vocabulary import ItemType
from madoguchi.engines.forms.api import ERAS, FormGroup
from madoguchi.journeys.pre_application.api import Application, Saved, choose, review, save_group
from madoguchi.surfaces.resident_web.presentation.errors import other_problems, problems_of
from madoguchi.surfaces.resident_web.presentation.fields import forgiving_dates
from madoguchi.surfaces.resident_web.presentation.filling import (
    group_links,
    group_view,
    procedure_choices,
    review_view,
)
from madoguchi.surfaces.resident_web.presentation.online import all_online
from madoguchi.surfaces.resident_web.presentation.steps import Step
from madoguchi.surfaces.resident_web.views.prefill import offer_url
from madoguchi.surfaces.resident_web.way import Way, on_the_way

_NOTHING_CHOSEN = translatable("書類を作る手続きを、1つ以上選んでください。")


@on_the_way("GET", "HEAD", "POST")
def fill(way: Way) -> HttpResponse:
    """Which procedures to prepare; then the first page that is not complete."""
    application = way.open()
    if not application.plan.finished:
        return HttpResponseRedirect(way.next_question_url(application))
    choices = procedure_choices(application)
    if way.request.method != "POST":
        return way.page("choose.html", Step.FILL, choices=choices, back_url=way.url("plan"), error="")
    chosen = way.request.POST.getlist("procedure")
    if not set(chosen) & {choice.key for choice in choices}:
        return way.page(
            "choose.html",
            Step.FILL,
            status=422,
            choices=choices,
            back_url=way.url("plan"),
            error=spoken().say(_NOTHING_CHOSEN),
        )
    # All of them stays "all": a procedure that later answers add is then prepared as well.
    everything = set(chosen) == {choice.key for choice in choices}
    if application.state.chosen is not None or application.state.online or not everything:
        application = choose(way.handle, chosen)
    return HttpResponseRedirect(offer_url(way, application) or first_page(way, application))


@on_the_way("GET", "HEAD")
def form(way: Way) -> HttpResponse:
    """The form where it goes on."""
    return HttpResponseRedirect(first_page(way, way.open()))


def first_page(way: Way, application: Application) -> str:
    """The address of the first page on which something is missing, else of the review.

    Pages just before it on which nothing stands come first: what may be left out is seen once, too.
    """
    asked = [group for group in application.outline.groups if group.asked]
    missing = [place for place, group in enumerate(asked) if not group.complete]
    if not missing:
        return way.url("review")
    place = missing[0]
    while place and not any(field.as_text() for field in asked[place - 1].asked):
        place -= 1
    return way.url("fill-group", asked[place].key)


@on_the_way("GET", "HEAD", "POST")
def fill_group(way: Way, group_key: str) -> HttpResponse:
    """One page of the form: shown, or saved."""
    if way.request.method == "POST":
        return _save(way, group_key)
    application = way.open()
    shown = application.group_page(group_key)
    mark = ""
    if "saved" in way.request.GET:
        moment = clock.now()
        mark = say("保存しました（{hour}時{minute}分）。", hour=moment.hour, minute=f"{moment.minute:02d}")
        if "kana" in way.request.GET:
            kana = say("フリガナは、お名前から入れました。確認のページで見てください。")
            mark = say_sentences([mark, kana])
    return _page(
        way, application, shown.group, shown.seen, raw=shown.raw or None, errors=shown.errors, mark=mark
    )


def _save(way: Way, group_key: str) -> HttpResponse:
    posted = way.request.POST.copy()
    for name, text in forgiving_dates(posted).items():
        posted[name] = text
    later = posted.get("save") == "later"
    if not later:
        # A choice of which nothing is ticked is not posted at all, and would pass for "not on the page".
        for field in way.open().group_page(group_key).group.asked:
            if field.missing and field.item.type in (ItemType.CODE, ItemType.BOOLEAN):
                posted.setdefault(field.id, "")
    saved = save_group(way.handle, group_key, posted, demand=not later)
    application = saved.application
    # An answer on this very page may have made another field of it disappear; nobody is asked for that one.
    errors = {key: text for key, text in saved.errors.items() if application.outline.field(key) is not None}
    if not errors and not saved.message and saved.filling is None:
        return HttpResponseRedirect(way.url("plan") if later else _page_after(way, saved, group_key))
    shown = application.group_page(group_key)
    # A reading that was just made from the name stands in its box, which was posted empty.
    raw = {name: text for name, text in saved.raw.items() if text or name not in saved.notes}
    return _page(
        way,
        application,
        shown.group,
        shown.seen,
        raw=raw,
        errors=errors,
        saved=saved,
    )


def _page_after(way: Way, saved: Saved, group_key: str) -> str:
    """The page that follows and asks something, else the review."""
    following = saved.application.outline.after(group_key)
    while following is not None and not following.asked:
        following = saved.application.outline.after(following.key)
    kana = "&kana=1" if saved.notes else ""
    if following is None:
        return way.url("review") + (f"?{kana[1:]}" if kana else "")
    return way.url("fill-group", following.key) + f"?saved=1{kana}"


def _page(
    way: Way,
    application: Application,
    group: FormGroup,
    seen: str,
    *,
    raw: Mapping[str, str] | None,
    errors: Mapping[str, str],
    mark: str = "",
    saved: Saved | None = None,
) -> HttpResponse:
    view = group_view(application, group, way.url, raw=raw, errors=errors, saved=saved)
    problems = [*problems_of(view.fields), *other_problems(errors, view.fields)]
    return way.page(
        "fill.html",
        Step.FILL,
        status=422 if problems and way.request.method == "POST" else 200,
        group=view,
        groups=group_links(application.outline, group.key, way.url),
        errors=problems,
        seen=seen,
        saved=mark,
        eras=ERAS,
        back_url=_page_before(way, application, group.key),
    )


def _page_before(way: Way, application: Application, group_key: str) -> str:
    before = way.url("fill")
    for group in application.outline.groups:
        if group.key == group_key:
            break
        if group.asked:
            before = way.url("fill-group", group.key)
    return before


@on_the_way("GET", "HEAD")
def review_page(way: Way) -> HttpResponse:
    """Everything as a document, with 「直す」 at each part."""
    whole = review(way.handle)
    return way.page(
        "review.html",
        Step.REVIEW,
        review=review_view(whole, way.url),
        online_url=_online_url(way, whole.application),
        kana="kana" in way.request.GET,
        back_url=way.url("fill"),
        code_url=way.url("code"),
    )


def _online_url(way: Way, application: Application) -> str:
    """Where one goes on to send it from home; the whole form may have more to fill in. Empty: nowhere."""
    if not all_online(application):
        return ""
    return way.url("online-files" if application.state.online else "online-start")
