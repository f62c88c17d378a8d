"""How a day usually goes in a hall, from the last weeks: when people come, how long they wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from madoguchi.core import clock, tenancy
from madoguchi.engines.reception.domain.typical import SLOT_MINUTES, Slot, typical_from

WEEKS = 6
"""So many weeks are looked back: long enough for a usual day, short enough for the season."""

_BY_HALF_HOUR = """
SELECT extract(isodow FROM ticket.day)::int,
       (extract(epoch FROM (ticket.taken_at AT TIME ZONE 'Asia/Tokyo')::time) / 60)::int / %s * %s,
       count(*),
       avg(extract(epoch FROM greatest(first.at - ticket.taken_at, interval '0')) / 60)
FROM reception_ticket ticket
LEFT JOIN LATERAL (
    SELECT event.at FROM reception_ticketevent event
    WHERE event.ticket_id = ticket.id AND event.kind = 'called' ORDER BY event.id LIMIT 1
) first ON true
WHERE ticket.hall = %s AND ticket.day BETWEEN %s AND %s AND ticket.origin <> 'booking'
GROUP BY 1, 2 ORDER BY 1, 2
"""
_DAYS = """
SELECT extract(isodow FROM day)::int, count(*) FROM reception_hallday
WHERE hall = %s AND day BETWEEN %s AND %s AND last_sequence > 0 GROUP BY 1
"""


def typical_days(code: str, hall: str, today: date | None = None) -> Mapping[str, Any]:
    """By day of the week ("1" is Monday): half hours with people and minutes of waiting, as JSON.

    Shape and what is left out: `domain.typical.typical_from`. People with an appointment are not counted:
    their wait says nothing to somebody who comes without one.
    """
    day = today or clock.today()
    begin, end = day - timedelta(weeks=WEEKS), day - timedelta(days=1)
    rows = tenancy.all_rows(code, _BY_HALF_HOUR, [SLOT_MINUTES, SLOT_MINUTES, hall, begin, end])
    days = tenancy.all_rows(code, _DAYS, [hall, begin, end])
    slots = [
        Slot(weekday, minute, people, float(wait) if wait is not None else None)
        for weekday, minute, people, wait in rows
    ]
    return typical_from(slots, dict(days), begin, end)
