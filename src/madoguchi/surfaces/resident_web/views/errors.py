"""Pages for what went wrong: what happened, and what to do now. They never show what was typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from madoguchi.core.languages import say
from madoguchi.core.packs import Municipality
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.site import packs, page


@dataclass(frozen=True, slots=True)
class Link:
    """Where to go on."""

    url: str
    label: str


def _municipality_of(request: HttpRequest) -> Municipality | None:
    """The municipality in the address, so that even an error page has its telephone number."""
    return packs().municipalities.get(request.path.lstrip("/").split("/", 1)[0])


def _way_back(municipality: Municipality | None) -> Link:
    if municipality is None:
        return Link(address("municipalities"), say("市町村を選ぶページへ"))
    return Link(address("home", municipality.code), say("はじめのページへ"))


def _error(request: HttpRequest, status: int, heading: str, *lines: str) -> HttpResponse:
    municipality = _municipality_of(request)
    return page(
        request,
        "error.html",
        municipality,
        status=status,
        heading=heading,
        lines=lines,
        link=_way_back(municipality),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that no page of ours sends."""
    del exception
    return _error(
        request,
        400,
        say("送られた内容を受け取れませんでした"),
        say("ブラウザーの「戻る」を押して、もう一度ためしてください。"),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    del exception
    return _error(request, 403, say("このページは開けません"), say("はじめのページから進んでください。"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    del exception
    return _error(
        request,
        404,
        say("ページが見つかりません"),
        say("アドレスが途中で切れているか、ページがなくなりました。"),
        say("下のボタンから進んでください。入力した内容は消えていません。"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: ours to mend."""
    return _error(
        request,
        500,
        say("いま、うまく動いていません"),
        say("こちらの不具合です。申し訳ありません。あなたの操作のせいではありません。"),
        say(
            "少し待ってから、ブラウザーの「戻る」でもう一度ためしてください。お急ぎのときは、お電話ください。"
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form did not come from our page, or the browser keeps no cookies."""
    del reason
    return _error(
        request,
        403,
        say("もう一度ボタンを押してください"),
        say("安全のため、送られた内容を受け取りませんでした。ページを長い間開いたままにすると起こります。"),
        say("ブラウザーの「戻る」で前のページに戻り、もう一度ボタンを押してください。"),
        say("続けて起こるときは、ブラウザーの設定で「Cookie（クッキー）」を使えるようにしてください。"),
    )
