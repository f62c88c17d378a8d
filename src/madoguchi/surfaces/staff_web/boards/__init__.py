"""The pages of a board: calendar, people, sittings, cases."""
