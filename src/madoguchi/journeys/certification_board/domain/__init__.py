"""Days and contents of a certification, without a database."""
