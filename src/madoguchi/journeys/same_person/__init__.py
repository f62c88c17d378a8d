"""Who in the register is the same, nearly as typed, or related: the register through the eyes of matching."""
