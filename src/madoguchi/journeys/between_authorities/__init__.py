"""What passes between authorities: written from a case, set beside one's own cases, printed for the post."""
