import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.forms.domain.characters import InputRefusedError, refuse_unwritable


@pytest.mark.parametrize(
    "name", ["髙橋", "山﨑", "渡邊 邉", "𠮷田", "葛\U000e0100城", "龔", "〆木", "佐々木", "ア・イ"]
)
def test_kanji_variants_and_their_selectors_are_kept_as_typed(name: str) -> None:
    assert refuse_unwritable(name, "氏名") == name


@pytest.mark.parametrize("text", ["太郎😀", "👨‍👩‍👧", "❤️", "1️⃣", "🇯🇵", "⏰"])
def test_emoji_are_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(InputRefusedError, match="絵文字を消してください"):
        refuse_unwritable(text, "氏名")


@pytest.mark.parametrize("text", ["太郎\x00", "\x1b[31m赤", "a\u202eb", "\ud800"])
def test_control_characters_are_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(InputRefusedError, match="消して入力し直してください"):
        refuse_unwritable(text, "氏名")


@pytest.mark.parametrize("text", ["\ue000野", "山\U000f0000"])
def test_private_characters_are_refused_and_the_counter_offered(text: str) -> None:
    with pytest.raises(InputRefusedError, match="窓口でお知らせください"):
        refuse_unwritable(text, "氏名")


def test_what_slips_in_when_pasting_is_taken_out_silently() -> None:
    assert refuse_unwritable("\ufeff会津\u200b 太郎\r\n", "氏名") == "会津 太郎  "


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "'; DROP TABLE forms_draft; --", "{{ 7*7 }}", "a&b<c>"]
)
def test_text_that_looks_like_code_is_text(text: str) -> None:
    assert refuse_unwritable(text, "氏名") == text


@given(st.text())
def test_a_refusal_never_repeats_the_input(text: str) -> None:
    with contextlib.suppress(InputRefusedError):
        refuse_unwritable(text, "欄")
        return
    with pytest.raises(InputRefusedError) as refusal:
        refuse_unwritable(text, "欄")
    strange = [character for character in text if ord(character) > 0xFFFF or ord(character) < 32]
    assert not any(character in refusal.value.message for character in strange)
