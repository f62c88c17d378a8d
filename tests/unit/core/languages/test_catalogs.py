"""Message catalogs: what is read, what is left out, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


_SAID = st.text(alphabet='aé転《》{} "\\\n\t', max_size=6)


def quoted(text: str, cut: int) -> str:
    """As a catalog writes it: on one line, or cut in two."""
    lines = [text] if cut == 0 else ["", text[:cut], text[cut:]]
    for written, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        lines = [line.replace(written, escape) for line in lines]
    return "\n".join(f'"{line}"' for line in lines)


@st.composite
def written_entries(draw: st.DrawFn) -> str:
    """An entry as our tools write one, seldom with what they do not write."""
    flag = draw(st.sampled_from(["", "", "#, python-brace-format\n", "#, fuzzy\n", "# a remark\n"]))
    source = quoted(draw(_SAID), draw(st.integers(0, 2)))
    forms = [quoted(one, draw(st.integers(0, 2))) for one in draw(st.lists(_SAID, min_size=1, max_size=3))]
    if len(forms) == 1 and draw(st.booleans()):
        return f"{flag}msgid {source}\nmsgstr {forms[0]}\n"
    plural = "".join(f"msgstr[{number}] {form}\n" for number, form in enumerate(forms))
    return f"{flag}msgid {source}\nmsgid_plural {source}\n{plural}"


@given(st.sampled_from([1, 2, 3]), st.lists(written_entries(), max_size=4), st.sampled_from(["", "\n"]))
def test_what_our_tools_write_is_read_as_babel_reads_it(forms: int, entries: list[str], between: str) -> None:
    header = HEADER.replace("nplurals=2", f"nplurals={forms}")
    content = header + between.join(entries)
    # Whatever has a comment is left to Babel.
    by_babel = read_catalog(f"{content}\n# the end\n".encode())
    assert read_catalog(content.encode()) == by_babel
