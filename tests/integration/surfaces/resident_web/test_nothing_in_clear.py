"""What a thief of the whole public database would read of an application that was sent from home."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.integration.surfaces.resident_web.applying import ANSWERS, EVENT, HOLDER, PDF, applicant, letters
from tests.integration.surfaces.resident_web.visitor import HERE, Visitor, form_of

from madoguchi.core import tenancy
from madoguchi_testing.jpki import Authority, IssuedCard


def test_the_tables_hold_nothing_of_what_was_sent(
    visitor: Visitor,
    authority: Authority,
    card: IssuedCard,
    believed: None,
    settings: Any,
) -> None:
    somebody = applicant(visitor, authority, card)
    somebody.go("online/files/")
    token = form_of(visitor.html).values["csrfmiddlewaretoken"]
    paper = SimpleUploadedFile("新居の契約書.pdf", PDF)
    visitor.post(f"{EVENT}online/files/", {"csrfmiddlewaretoken": token, "file": paper})
    number, secret = somebody.send(mail="juzo@example.jp")
    everything = everything_written()
    [(sent, _)] = letters(settings.MADOGUCHI_KEYS_DIRECTORY)
    assert str(somebody.handle.draft_id).encode() in everything
    [member] = ANSWERS["members"]
    certificate = card.certificates[next(iter(card.certificates))]
    for known in (
        *(member[item] for item in ("name", "name_kana", "birth_date")),
        HOLDER.name,
        HOLDER.address,
        ANSWERS["move.old_address"],
        ANSWERS["move.destination_address"],
        "090-0000-1234",
        "juzo@example.jp",
        "move_out_notification",
        "新居の契約書",
        "a paper a paper",
        secret,
        secret.replace("-", ""),
        number,
        certificate[-64:],
        somebody.handle.key,
    ):
        raw = known if isinstance(known, bytes) else known.encode()
        assert raw not in everything, known
        assert raw.hex().encode() not in everything, known
    assert sent.reply.key.hex().encode() not in everything  # type: ignore[union-attr]


def everything_written() -> bytes:
    """All rows of all tables that this zone can read at all, in one text."""
    readable = "has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'SELECT')"
    with tenancy.municipality(HERE), connection.cursor() as cursor:
        cursor.execute(f"SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND {readable}")
        tables = [table for (table,) in cursor.fetchall()]
        assert {"forms_draft", "forms_draftchunk", "mailbox_letterchunk"} <= set(tables)
        rows: list[str] = []
        for table in tables:
            cursor.execute(f'SELECT "{table}"::text FROM "{table}"')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows).encode()
