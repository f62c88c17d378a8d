"""What must this household do, and what is the next question to ask it? See README.md; the door is `api`."""
