"""The calling pages of the halls: choose a desk, call, send on, with the keyboard."""
