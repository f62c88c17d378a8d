"""What the courier asks for: what waits, a letter from some byte on, "I have it", "put this answer"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.core.actions import run, run_all
from madoguchi.engines.mailbox import api as mailbox
from madoguchi.lib.letter_bundles import (
    MEDIA_TYPE,
    MOST_BYTES,
    MOST_LETTERS,
    BundleError,
    read_bundle,
    write_bundle,
)
from madoguchi.lib.sealing import MAX_LETTER_SIZE
from madoguchi.lib.strict_json import read_json
from madoguchi.surfaces.zone_link.offices import Office, announced_size, offices_only, refuse

DIGEST_HEADER = "X-Letter-Digest"
_RANGE = re.compile(r"bytes=(\d{1,12})-", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_READ_SIZE = 256 * 1024


@offices_only
@require_GET
def start(request: HttpRequest, office: Office) -> HttpResponseBase:
    """Whose boxes this certificate opens."""
    return JsonResponse({"municipalities": sorted(office.municipalities)})


@offices_only
@require_GET
def waiting(request: HttpRequest, office: Office, municipality_code: str, box: str) -> HttpResponseBase:
    """The letters of a box that are not acknowledged, oldest first; `after` continues a list."""
    after = request.GET.get("after", "0")
    if box not in {one.value for one in mailbox.Box if one.to_office} or not re.fullmatch(r"\d{1,18}", after):
        return refuse(404, "この種類の受付箱はありません。")
    letters = mailbox.letters_waiting(municipality_code, mailbox.Box(box), after=int(after))
    return JsonResponse(
        {
            "letters": [
                {"uuid": str(one.uuid), "size": one.size, "digest": one.digest, "after": one.pk}
                for one in letters
            ],
            "more": len(letters) == mailbox.LIST_SIZE,
        }
    )


@offices_only
@require_http_methods(["GET", "PUT"])
def letter(request: HttpRequest, office: Office, municipality_code: str, uuid: UUID) -> HttpResponseBase:
    """GET: the sealed bytes, from the byte that `Range: bytes=N-` names. PUT: an answer to a resident."""
    if request.method == "PUT":
        return _put(request, office, municipality_code, uuid)
    try:
        found = mailbox.letter_for_office(municipality_code, uuid)
    except mailbox.LetterNotFoundError as error:
        return refuse(404, str(error))
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    offset = int(wanted[1]) if wanted else 0
    if offset and offset >= found.size:
        return refuse(416, "その位置からのデータはありません。")
    answer = StreamingHttpResponse(
        mailbox.sealed_bytes(found, offset),
        status=206 if offset else 200,
        content_type="application/octet-stream",
    )
    answer.headers["Content-Length"] = str(found.size - offset)
    answer.headers[DIGEST_HEADER] = found.digest
    if offset:
        answer.headers["Content-Range"] = f"bytes {offset}-{found.size - 1}/{found.size}"
    return answer


@offices_only
@require_POST
def bundle(request: HttpRequest, office: Office, municipality_code: str) -> HttpResponseBase:
    """Several small letters in one answer. Where one cannot be had this way, each is asked for by itself."""
    try:
        wanted = [UUID(one) for one in read_json(request.body)["letters"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return refuse(400, "まとめて頼むものの形が違います。")
    if not 0 < len(wanted) <= MOST_LETTERS:
        return refuse(400, "まとめて頼むものの数が違います。")
    try:
        found = write_bundle(mailbox.small_letters_for_office(municipality_code, wanted))
    except mailbox.LetterNotFoundError as error:
        return refuse(404, str(error))
    except BundleError as error:
        return refuse(413, str(error))
    return HttpResponse(found, content_type=MEDIA_TYPE)


@offices_only
@require_POST
def replies(request: HttpRequest, office: Office, municipality_code: str) -> HttpResponseBase:
    """Several small answers to residents, all of them kept or none."""
    if announced_size(request) > MOST_BYTES:
        return refuse(413, str(BundleError.__doc__))
    try:
        brought = read_bundle(request.read(MOST_BYTES + 1))
    except BundleError as error:
        return refuse(400, str(error))
    new = [mailbox.NewLetter([one.content], one.digest, one.uuid) for one in brought]
    try:
        run_all(mailbox.PutReply(), office.context(municipality_code, "返信"), new)
    except mailbox.MailboxError as error:
        return _refused(error)
    return JsonResponse({"kept": len(new)})


@offices_only
@require_POST
def acknowledge(request: HttpRequest, office: Office, municipality_code: str) -> HttpResponseBase:
    """The office has these letters for good; tells which of them are acknowledged now."""
    try:
        told = [
            mailbox.Acknowledged(UUID(one["uuid"]), str(one["digest"]))
            for one in read_json(request.body)["letters"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return refuse(400, "受領の知らせの形が違います。")
    context = office.context(municipality_code, "受領の記録")
    done = run(mailbox.AcknowledgeLetters(), context, told)
    return JsonResponse({"acknowledged": [str(uuid) for uuid in done]})


def _put(request: HttpRequest, office: Office, municipality_code: str, uuid: UUID) -> HttpResponseBase:
    digest = request.headers.get(DIGEST_HEADER, "")
    if not _DIGEST.fullmatch(digest):
        return refuse(400, "照合値がありません。")
    if announced_size(request) > MAX_LETTER_SIZE:
        return refuse(413, str(mailbox.LetterTooLargeError()))
    new = mailbox.NewLetter(_body(request), digest, uuid)
    try:
        put = run(mailbox.PutReply(), office.context(municipality_code, "返信"), new)
    except mailbox.MailboxError as error:
        return _refused(error)
    return JsonResponse({"uuid": str(put.uuid)})


def _refused(error: mailbox.MailboxError) -> HttpResponse:
    match error:
        case mailbox.LetterTooLargeError():
            status = 413
        case mailbox.LetterIdTakenError():
            status = 409
        case _:
            status = 422
    return refuse(status, str(error))


def _body(request: HttpRequest) -> Iterator[bytes]:
    while part := request.read(_READ_SIZE):
        yield part


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """An address that is not there."""
    return refuse(404, "このアドレスはありません。")


def broken(request: HttpRequest) -> HttpResponseBase:
    """A mistake of ours; the courier tries again."""
    return refuse(500, "公開側でエラーが起きました。しばらくして、もう一度つなぎます。")
