"""What the office zone does with applications: receive, verify, identify, hold or open, tell."""
