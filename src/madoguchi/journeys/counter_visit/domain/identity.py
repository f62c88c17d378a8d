"""How identity can be checked at the counter, and how that is printed on the forms."""

from __future__ import annotations

from enum import StrEnum


class IdentityMethod(StrEnum):
    """What the visitor showed. Numbers of cards are not recorded: the method is enough for the form."""

    MY_NUMBER_CARD = "my_number_card"
    DRIVING_LICENCE = "driving_licence"
    PASSPORT = "passport"
    RESIDENCE_CARD = "residence_card"
    TWO_DOCUMENTS = "two_documents"

    @property
    def label(self) -> str:
        """As the boxes of the forms have it."""
        return _LABELS[self]


_LABELS = {
    IdentityMethod.MY_NUMBER_CARD: "マイナンバーカード",
    IdentityMethod.DRIVING_LICENCE: "運転免許証",
    IdentityMethod.PASSPORT: "旅券",
    IdentityMethod.RESIDENCE_CARD: "在留カード等",
    IdentityMethod.TWO_DOCUMENTS: "その他2点",
}
