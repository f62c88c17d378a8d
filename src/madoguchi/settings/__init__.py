"""Settings: one module per zone over a common base."""
