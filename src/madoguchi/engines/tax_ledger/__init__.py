"""The ledger of land and houses (固定資産課税台帳) and the notices of the registry that change it."""
