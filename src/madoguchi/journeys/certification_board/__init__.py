"""A case of 要介護認定 goes to the board, is decided there, and comes home."""
