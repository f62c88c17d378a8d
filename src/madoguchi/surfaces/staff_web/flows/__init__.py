"""What officials see of flows: steps of a case, tasks of a desk, the flows of the municipality."""
