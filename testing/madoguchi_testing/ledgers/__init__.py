"""A fictional ledger of land and houses, notices of the registry with the usual mistakes, and the truth."""
