"""How long it is until one's turn: on the phone, on the display of the hall, at home before one sets out."""
