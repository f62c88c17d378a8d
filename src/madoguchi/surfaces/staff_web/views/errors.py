"""Pages for what went wrong: what happened, and what to do now. They never show what was typed."""

from __future__ import annotations

import re
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from madoguchi.core.accounts.access import NotPermittedError, OtherMunicipalityError
from madoguchi.core.database.room import is_for_want_of_room
from madoguchi.surfaces.staff_web.site import bare_page

_CODE = re.compile(r"/([0-9]{6})/", re.ASCII)


def _error(request: HttpRequest, status: int, heading: str, *lines: str) -> HttpResponse:
    """Needs neither database nor session: either may be what is broken."""
    code = _CODE.match(request.path)
    back = f"/{code[1]}/" if code else "/"
    return bare_page(request, "error.html", status=status, heading=heading, lines=lines, back=back)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that no page of ours sends."""
    del exception
    return _error(
        request,
        400,
        "送られた内容を受け取れませんでした",
        "何も変わっていません。ブラウザーの「戻る」を押して、もう一度操作してください。",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: another municipality, or no permission."""
    if isinstance(exception, OtherMunicipalityError):
        return _error(
            request,
            403,
            "ほかの市町村の画面です",
            "サインインしている市町村の画面だけが開けます。",
            "そちらの職員でもあるときは、いったんサインアウトして、その市町村でサインインしてください。",
        )
    if isinstance(exception, NotPermittedError):
        return _error(
            request,
            403,
            "この画面を使う役割がありません",
            "必要なときは、情報担当に役割を加えてもらってください。",
        )
    return _error(request, 403, "この画面は開けません", "はじめの画面から進んでください。")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    del exception
    return _error(
        request,
        404,
        "画面が見つかりません",
        "アドレスが途中で切れているか、その案件や住民がこの市町村にありません。",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: ours to mend. A database that is away or full has words of its own (503)."""
    broken = sys.exc_info()[1]
    if isinstance(broken, OperationalError):
        # Django hands the page no exception; it is called while this one is being handled.
        is_full = is_for_want_of_room(broken)
        return _error(
            request,
            503,
            "記録する場所がいっぱいです" if is_full else "データベースにつながりません",
            "いまの操作は記録されていません。これまでの記録は残っています。",
            "ディスクの空きを増やすと、続けられます。情報担当に知らせてください。"
            if is_full
            else "停電や再起動のあとは、1分ほど待ってから、ブラウザーの「戻る」でもう一度操作してください。"
            "続くときは、情報担当に知らせてください。",
        )
    return _error(
        request,
        500,
        "いま、うまく動いていません",
        "システムの不具合です。いまの操作は記録されていません。",
        "少し待ってから、ブラウザーの「戻る」でもう一度操作してください。続くときは、時刻を添えて情報担当に知らせてください。",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form did not come from our page, was open during another sign-in, or cookies are off."""
    del reason
    return _error(
        request,
        403,
        "もう一度ボタンを押してください",
        "安全のため、送られた内容を受け取りませんでした。何も変わっていません。",
        "画面を開いたまま、別の画面でサインインし直すと起こります。ブラウザーの「戻る」で戻り、"
        "画面を読み込み直してから操作してください。",
    )
