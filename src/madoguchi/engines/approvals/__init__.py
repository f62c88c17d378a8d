"""Electronic approval: documents that go round, are decided, numbered and kept as they were."""
