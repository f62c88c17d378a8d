"""Where learning begins: shares that a person who knows registers would write down.

`m` decides nothing in the end (it is learned), but tells the learning which class of pairs is meant. Shares
of levels that the data never show stay near these.
"""

from __future__ import annotations

from madoguchi.engines.matching.domain.model import Field
from madoguchi.engines.matching.domain.weights import Share, Weights

_GUESSES: dict[Field, dict[str, tuple[float, float]]] = {
    Field.FAMILY: {
        "exact": (0.84, 0.014), "variant": (0.06, 0.003), "whole": (0.004, 1e-5), "swapped": (0.004, 1e-6),
        "former": (0.01, 1e-4), "other_reading": (0.006, 0.001), "kana": (0.05, 0.0005),
        "sound": (0.01, 0.002), "close": (0.006, 0.04), "different": (0.01, 0.94),
    },
    Field.GIVEN: {
        "exact": (0.88, 0.004), "variant": (0.03, 0.0003), "whole": (0.004, 1e-5), "swapped": (0.004, 1e-6),
        "other_reading": (0.008, 0.0003), "kana": (0.05, 0.0005), "sound": (0.008, 0.003),
        "close": (0.012, 0.02), "different": (0.004, 0.97),
    },
    Field.BIRTH: {
        "exact": (0.955, 3.5e-5), "partial": (0.003, 2e-5), "transposed": (0.008, 6e-5),
        "era": (0.008, 9e-5), "digit": (0.022, 0.0012), "different": (0.004, 0.9986),
    },
    Field.ADDRESS: {
        "home": (0.62, 8e-6), "number": (0.02, 2e-6), "block": (0.03, 6e-5), "former": (0.02, 1e-6),
        "town": (0.06, 0.012), "municipality": (0.15, 0.3), "different": (0.1, 0.68),
    },
    Field.SEX: {"same": (0.997, 0.5), "different": (0.003, 0.5)},
    Field.CORPORATE: {
        "exact": (0.7, 2e-5), "variant": (0.26, 2e-5), "close": (0.02, 2e-4), "different": (0.02, 0.9998),
    },
}  # fmt: skip


def first_weights() -> Weights:
    """The guess as weights, without anybody's names."""
    shares = {
        field: {key: Share(m, u) for key, (m, u) in levels.items()} for field, levels in _GUESSES.items()
    }
    return Weights(shares, made="guess")
