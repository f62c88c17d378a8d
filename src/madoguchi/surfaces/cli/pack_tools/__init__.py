"""What `madoguchi packs` does, one module a task; `commands/packs.py` only reads the command line."""
