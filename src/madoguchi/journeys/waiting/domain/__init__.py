"""What is shown of the state of a hall, to whom, in which words. Pure."""
