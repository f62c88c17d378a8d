"""Message catalogs: what is read, what is left out, what is refused."""

from __future__ import annotations

import pytest

from madoguchi.core.languages import read_catalog

HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def catalog(*entries: str) -> bytes:
    return (HEADER + "\n\n".join(entries) + "\n").encode()


def test_a_message_is_found_by_its_japanese_text() -> None:
    messages, problems = read_catalog(catalog('msgid "転入届"\nmsgstr "Moving-in notification"'))
    assert not problems
    assert [(one.source, one.forms) for one in messages] == [("転入届", ("Moving-in notification",))]


def test_what_is_empty_or_only_guessed_is_no_translation() -> None:
    messages, problems = read_catalog(
        catalog('msgid "転入届"\nmsgstr ""', '#, fuzzy\nmsgid "転居届"\nmsgstr "Moving-in notification"')
    )
    assert (messages, problems) == ((), ())


def test_a_plural_with_one_form_missing_is_no_translation() -> None:
    entry = 'msgid "{count}件"\nmsgid_plural "{count}件"\nmsgstr[0] "{count} thing"\nmsgstr[1] ""'
    assert read_catalog(catalog(entry)) == ((), ())


@pytest.mark.parametrize(
    ("translation", "said"),
    [
        ("Due in days", "{days} がありません。"),
        ("Due in {day} days", "{days} がありません。{day} は日本語の文にありません。"),
        ("Due in {days} days, {name}", "{name} は日本語の文にありません。"),
        ("Due in {days", "{ と } の組が合っていません。"),
    ],
    ids=["missing", "other name", "one too many", "not closed"],
)
def test_a_placeholder_that_differs_is_refused_with_its_line(translation: str, said: str) -> None:
    messages, problems = read_catalog(catalog(f'msgid "あと{{days}}日"\nmsgstr "{translation}"'))
    assert messages == ()
    assert [problem.line for problem in problems] == [6]
    assert said in problems[0].message


def test_a_japanese_text_whose_braces_do_not_match_is_refused_with_its_line() -> None:
    messages, problems = read_catalog(catalog('msgid "あと{days日"\nmsgstr "in {days} days"'))
    assert messages == ()
    assert [(problem.line, "日本語の文で" in problem.message) for problem in problems] == [(6, True)]


def test_a_placeholder_cannot_reach_into_an_object() -> None:
    messages, problems = read_catalog(catalog('msgid "あと{days}日"\nmsgstr "{days.__class__}"'))
    assert messages == ()
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (catalog('msgid 転入届\nmsgstr "x"'), "PO ファイルの形"),
        (catalog('msgid "転入届\nmsgstr "x"'), "PO ファイルの形"),
        ('msgid "転入届"\nmsgstr "x"'.encode("shift_jis"), "UTF-8"),
        (b"\xff\xfe\x00\x01", "UTF-8"),
    ],
    ids=["no quotes", "quote not closed", "Shift_JIS", "no text"],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, said: str) -> None:
    messages, problems = read_catalog(content)
    assert messages == ()
    assert said in problems[0].message


def test_where_readings_are_wanted_every_kanji_has_one() -> None:
    whole = 'msgid "転入届を出す"\nmsgstr "転入届《てんにゅうとどけ》を 出《だ》します"'
    assert read_catalog(catalog(whole), readings=True)[1] == ()
    bare = 'msgid "転入届を出す"\nmsgstr "転入届《てんにゅうとどけ》を 出します"'
    messages, problems = read_catalog(catalog(bare), readings=True)
    assert messages == ()
    assert "「出」に読みがありません" in problems[0].message
