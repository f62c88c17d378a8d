from tests.unit.engines.forms.small_pack import HEAD, MOVE_IN, VOCABULARY, Entry, Plan, facts, pack, procedure

from madoguchi.core.vocabulary import Facts
from madoguchi.engines.forms.domain.fields import FormGroup
from madoguchi.engines.forms.domain.outline import fields_for
from madoguchi.engines.forms.domain.postal_filling import PostalFilling, fill_from_postal_code

FACTS: Facts = facts({}, HEAD)
OLD = procedure("old", ["move.old_postal_code", "move.old_address"])


def move_group() -> FormGroup:
    found = fields_for(pack(), Plan((Entry(MOVE_IN), Entry(OLD))), FACTS).group("move")
    assert found is not None
    return found


def fill(**posted: str) -> PostalFilling | None:
    names = {name.replace("__", "-"): text for name, text in posted.items()}
    return fill_from_postal_code(move_group(), names, VOCABULARY, pack().municipality)


def pressed(**posted: str) -> PostalFilling:
    filling = fill(**posted)
    assert filling is not None
    return filling


def test_nothing_happens_unless_the_button_was_pressed() -> None:
    assert fill(move__new_postal_code="9650846") is None


def test_the_town_comes_from_the_postal_code() -> None:
    filling = pressed(
        move__new_postal_code="９６５ー０８４６", move__new_town="", look_up="move-new_postal_code"
    )
    assert filling.raw["move-new_town"] == "門田町飯寺"
    assert "続きを入力" in filling.notes["move-new_town"]


def test_another_place_gets_prefecture_municipality_and_town() -> None:
    filling = pressed(move__old_postal_code="155-0031", look_up="move-old_postal_code")
    assert filling.raw["move-old_address"] == "東京都世田谷区北沢"


def test_a_code_of_another_municipality_is_named() -> None:
    filling = pressed(move__new_postal_code="1550031", look_up="move-new_postal_code")
    assert filling.errors == {
        "move-new_postal_code": "新しい住所の郵便番号：東京都世田谷区の郵便番号です。"
        "会津若松市の郵便番号を入力してください。"
    }


def test_what_was_typed_is_not_replaced_but_may_be() -> None:
    filling = pressed(
        move__new_postal_code="9650846", move__new_town="本町1-1", look_up="move-new_postal_code"
    )
    assert filling.raw["move-new_town"] == "本町1-1"
    assert filling.choices == {"move-new_town": ("門田町飯寺",)}
    chosen = pressed(
        move__new_postal_code="9650846",
        move__new_town="本町1-1",
        move__new_town__choice="門田町飯寺",
        look_up="move-new_postal_code",
    )
    assert chosen.raw["move-new_town"] == "門田町飯寺"


def test_the_same_town_with_its_number_stays() -> None:
    filling = pressed(
        move__new_postal_code="9650846",
        move__new_town="門田町大字飯寺字村西",
        look_up="move-new_postal_code",
    )
    assert filling.raw["move-new_town"] == "門田町大字飯寺字村西"
    assert not filling.choices


def test_a_code_of_several_towns_comes_back_with_a_choice() -> None:
    filling = pressed(move__old_postal_code="498-0000", look_up="move-old_postal_code")
    assert len(filling.choices["move-old_address"]) > 1


def error_of(postal_code: str) -> str:
    return pressed(move__new_postal_code=postal_code, look_up="move-new_postal_code").errors[
        "move-new_postal_code"
    ]


def test_codes_that_do_not_exist_say_so() -> None:
    assert "一覧にありません" in error_of("0000000")
    assert "7桁" in error_of("965")
    assert "絵文字" in error_of("😀")


def test_every_other_input_of_the_page_is_kept() -> None:
    filling = pressed(move__new_postal_code="9650846", move__date="明日", look_up="move-new_postal_code")
    assert filling.raw["move-date"] == "明日"
