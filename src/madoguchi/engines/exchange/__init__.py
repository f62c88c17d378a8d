"""Messages between authorities on one platform: sent, received, answered."""
