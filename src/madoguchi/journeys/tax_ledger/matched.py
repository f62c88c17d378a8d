"""What notices mean, asked of the ledger of the database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from madoguchi.engines.tax_ledger.domain.addresses import AddressReader
from madoguchi.engines.tax_ledger.domain.assets import Asset, Owner
from madoguchi.engines.tax_ledger.domain.deciding import Outcome
from madoguchi.engines.tax_ledger.domain.following import match_notices
from madoguchi.engines.tax_ledger.domain.index import LedgerIndex
from madoguchi.engines.tax_ledger.domain.notices import Notice
from madoguchi.lib.japanese.addresses import Parser


@lru_cache(maxsize=1)
def reader() -> AddressReader:
    """Reads addresses, and keeps what it has read."""
    return AddressReader(Parser())


def match(notices: Sequence[Notice], assets: Sequence[Asset], owners: Sequence[Owner]) -> list[Outcome]:
    """What each notice means, in their order."""
    return list(match_notices(notices, LedgerIndex(assets, owners, reader())))
