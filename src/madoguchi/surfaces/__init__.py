"""What people and programs touch: the two sites and the command line."""
