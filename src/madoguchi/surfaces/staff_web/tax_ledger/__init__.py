"""The pages of the property tax ledger: files, notices, assets, owners, changes, the public ledger."""
