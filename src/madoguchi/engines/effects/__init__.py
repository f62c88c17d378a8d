"""What does our work take, before and after, and what is that worth? See README.md; the door is `api`."""
