"""What the portal gave, read by the configured format. Hostile until checked: archives are not believed."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from madoguchi.engines.portal.domain.arrivals import PayloadError, PortalApplication, PortalFile
from madoguchi.engines.portal.domain.format import APPLICANT, Answer, ApplicationFormat

LARGEST: Final = 64 * 1024**2
"""Bytes of an application, as it comes and unpacked."""

MOST_MEMBERS: Final = 60
MOST_PEOPLE: Final = 40
LONGEST_VALUE: Final = 2_000
NUMBER: Final = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
"""A 受付番号 of the portal: it stands in paths of ours."""

LONGEST_ISSUER: Final = 300
LONGEST_SERIAL: Final = 48
"""Digits; a certificate's serial number has 20 bytes at most (RFC 5280, 4.1.2.2): 40 hexadecimal digits."""

_READ_SIZE: Final = 256 * 1024


def read_application(
    content: bytes, application_format: ApplicationFormat, *, number: str, received_at: datetime
) -> PortalApplication:
    """The application in `content`: a ZIP archive, or the data alone as JSON.

    Raises PayloadError with what is wrong, in words for staff and without any of the values.
    """
    payload, files = _unpacked(content, application_format.payload)
    try:
        data = json.loads(payload.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise PayloadError(f"「{application_format.payload}」が JSON ではありません。") from None
    people: list[tuple[str, Mapping[str, str]]] = []
    for role, one in application_format.people.items():
        rows = [data] if one.list is None else _rows(data, one.list)
        people.extend((role, read) for row in rows if (read := dict(_answers(row, one.answers))))
    if not people:
        raise PayloadError("申請する人の項目が一つもありません。設定の people を確かめてください。")
    if len(people) > MOST_PEOPLE:
        raise PayloadError(f"人が多すぎます（{MOST_PEOPLE}人まで）。")
    if people[0][0] != APPLICANT:
        raise PayloadError("applicant（申請する人）の項目がありません。設定の people を確かめてください。")
    issuer = _optional(data, application_format.issuer)
    if len(issuer) > LONGEST_ISSUER or not issuer.isprintable():
        raise PayloadError(f"「{application_format.issuer}」が証明書の発行者の名前ではありません。")
    return PortalApplication(
        number=number,
        event=application_format.event or "",
        procedures=application_format.procedures,
        received_at=received_at,
        case={**application_format.sets, **dict(_answers(data, application_format.case))},
        people=tuple(read for _, read in people),
        files=files,
        certificate_serial=_serial(data, application_format),
        certificate_issuer=application_format.issuers.get(issuer, issuer),
        kind=application_format.procedure_code,
        roles=tuple(role for role, _ in people),
        corrects=_earlier(data, application_format.corrects),
        withdraws=_earlier(data, application_format.withdraws),
        data=payload,
    )


def value_at(data: Any, path: str) -> Any:
    """The value at `a.b.c`, or None where it is not."""
    for name in path.split("."):
        if not isinstance(data, Mapping) or name not in data:
            return None
        data = data[name]
    return data


def text_at(data: Any, path: str) -> str:
    """The value as text: numbers as digits, what is not there as the empty text. Raises PayloadError."""
    value = value_at(data, path)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int):
        raise PayloadError(f"「{path}」が一つの値ではありません。")
    text = str(value).strip()
    if len(text) > LONGEST_VALUE:
        raise PayloadError(f"「{path}」が長すぎます（{LONGEST_VALUE}文字まで）。")
    return text


def _answers(data: Any, answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    for answer in answers:
        if text := text_at(data, answer.source):
            if answer.words and text not in answer.words:
                raise PayloadError(f"「{answer.source}」の値が、設定の words にありません。")
            yield answer.item, answer.words.get(text, text)


def _rows(data: Any, path: str) -> list[Any]:
    rows = value_at(data, path)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise PayloadError(f"「{path}」が並びではありません。")
    return rows


def _optional(data: Any, path: str | None) -> str:
    return "" if path is None else text_at(data, path)


def _earlier(data: Any, path: str | None) -> str:
    number = _optional(data, path)
    if number and not NUMBER.fullmatch(number):
        raise PayloadError(f"「{path}」がマイナポータルの受付番号の形ではありません。")
    return number


def _serial(data: Any, application_format: ApplicationFormat) -> str:
    text = _optional(data, application_format.serial)
    if not text:
        return ""
    plain = "".join(one for one in text if one not in ": ").removeprefix("0x")
    is_decimal = application_format.serial_in == "decimal"
    digits = frozenset("0123456789" if is_decimal else "0123456789abcdefABCDEF")
    if not 0 < len(plain) <= LONGEST_SERIAL or not digits.issuperset(plain):
        raise PayloadError(
            f"「{application_format.serial}」が証明書の番号の形ではありません。設定の serial と serial_in を"
            "確かめてください。"
        )
    return f"{int(plain, 10 if is_decimal else 16):X}"


def _unpacked(content: bytes, payload: str) -> tuple[bytes, tuple[PortalFile, ...]]:
    if not content.startswith(b"PK\x03\x04"):
        return content, ()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _members(archive, payload)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise PayloadError("ZIP ファイルが壊れています。") from None


def _members(archive: zipfile.ZipFile, payload: str) -> tuple[bytes, tuple[PortalFile, ...]]:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise PayloadError(f"ZIP の中のファイルが多すぎます（{MOST_MEMBERS}件まで）。")
    left = LARGEST
    read: dict[str, bytes] = {}
    for member in members:
        if member.filename in read:
            raise PayloadError("ZIP の中に、同じ名前のファイルが2つあります。")
        # What the archive says of sizes is not believed: reading stops where there is too much.
        content = bytearray()
        with archive.open(member) as stream:
            while part := stream.read(_READ_SIZE):
                content += part
                if len(content) > left:
                    raise PayloadError("ZIP を開くと大きすぎます。")
        left -= len(content)
        read[member.filename] = bytes(content)
    if payload not in read:
        raise PayloadError(f"ZIP の中に「{payload}」がありません。")
    # A name is only shown; folders in it would be somebody's attempt to write elsewhere.
    files = tuple(
        PortalFile(name.replace("\\", "/").rsplit("/", 1)[-1], content)
        for name, content in read.items()
        if name != payload
    )
    return read[payload], files
