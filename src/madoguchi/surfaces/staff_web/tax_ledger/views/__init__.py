"""The views of the property tax ledger."""
