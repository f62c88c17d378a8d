"""課税台帳整備: from the notice of the registry to the entry in the ledger of land and houses."""
