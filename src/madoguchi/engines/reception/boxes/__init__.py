"""A hall whose tickets a small machine in its building gives and calls.

Where the hall has its home (`homes`), what the machine tells the centre (`joining`), how its rounds and its
clock stand (`rounds`).
"""
