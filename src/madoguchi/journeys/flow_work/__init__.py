"""Cases that move by themselves: the flow of a procedure begins with its case and moves it on."""
