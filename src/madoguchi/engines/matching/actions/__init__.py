"""What is done with reviews: opened, decided, undone, withdrawn."""
