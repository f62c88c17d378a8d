"""Texts in a language: plural forms, what is missing, Japanese as the last resort."""

from __future__ import annotations

from madoguchi.core.languages import JAPANESE, Language, Message, Texts

ENGLISH = Language("en", "English", "en", "en")
VIETNAMESE = Language("vi", "Tiếng Việt", "vi", "vi")


def test_the_form_of_a_plural_follows_the_number() -> None:
    texts = Texts(ENGLISH, [Message("{count}件", ("{count} thing", "{count} things"), 1)])
    assert [texts.say("{count}件", count=number) for number in (0, 1, 2)] == [
        "0 things",
        "1 thing",
        "2 things",
    ]


def test_a_language_without_plural_has_one_form() -> None:
    texts = Texts(VIETNAMESE, [Message("{count}件", ("{count} việc",), 1)])
    assert [texts.say("{count}件", count=number) for number in (1, 2)] == ["1 việc", "2 việc"]


def test_what_is_not_translated_is_said_in_japanese_and_told_as_missing() -> None:
    texts = Texts(ENGLISH, [Message("転入届", ("Moving in",), 1)])
    assert texts.say("あと{days}日", days=3) == "あと3日"
    assert texts.missing(["転入届", "転居届", "", "転居届"]) == ("転居届",)


def test_in_japanese_nothing_is_missing() -> None:
    assert Texts(JAPANESE).missing(["転居届"]) == ()
    assert Texts(JAPANESE).say("転居届") == "転居届"
