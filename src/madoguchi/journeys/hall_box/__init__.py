"""The reception of one building on a box of its own: it goes on without the network and is joined later."""
