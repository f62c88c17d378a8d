"""How a flow runs: pure Python, SpiffWorkflow inside, no Django."""
