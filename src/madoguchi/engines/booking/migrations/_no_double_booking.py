"""What makes a double booking impossible, as SQL: it belongs to the migrations.

A seat is a number for one desk of one municipality, computed by the database so that no program can give a
wrong one. Two numbers that are the same by chance could only refuse a booking too many. Numbers are compared
as ranges of one, because GiST compares plain numbers only with an extension that is not everywhere. Rows that
overlap nothing at all (begins = ends) are refused by a check.
"""

ADD = """
ALTER TABLE booking_occupation ADD COLUMN seat bigint NOT NULL GENERATED ALWAYS AS (
    hashtextextended(municipality_code || '/' || calendar || '/' || line || '/' || desk::text, 0) >> 1
) STORED;
ALTER TABLE booking_occupation ADD CONSTRAINT booking_seat_forwards CHECK (begins < ends);
ALTER TABLE booking_occupation ADD CONSTRAINT booking_seat_once EXCLUDE USING gist (
    int8range(seat, seat, '[]') WITH &&, tstzrange(begins, ends, '[)') WITH &&
) WHERE (active);
"""

DROP = """
ALTER TABLE booking_occupation DROP CONSTRAINT booking_seat_once;
ALTER TABLE booking_occupation DROP CONSTRAINT booking_seat_forwards;
ALTER TABLE booking_occupation DROP COLUMN seat;
"""
