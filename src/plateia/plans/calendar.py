"""The dates of a plan as an iCalendar file (RFC 5545): lines folded at 75 octets, stable ids, no clock of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from plateia.plans.dates import PlanDate
from plateia.wording import Wording

MOST_OCTETS = 75
PRODUCT = "-//Plateia//Plan//EN"
_ESCAPES = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n"))


def calendar_text(dates: Sequence[PlanDate], *, plan: str, city: str, stamp: datetime, wording: Wording) -> str:
    """Return an iCalendar file with one all-day entry per date.

    Parameters
    ----------
    plan, city : str
        Names; with a date's id they make the entry's UID, which stays the same when the day moves.
    stamp : datetime
        When the calendar was made, in UTC.
    wording : Wording
        The language of the titles.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    for dated in dates:
        title = wording.text(f"plan.date.{dated.kind}", **_details(dated, wording))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{escaped(f'{dated.id}/{plan}/{city}')}@plateia",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{dated.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{dated.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(title)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _details(dated: PlanDate, wording: Wording) -> dict[str, str]:
    details = dict(dated.details)
    if "report" in details:
        details["report"] = wording.text(f"plan.report.{details['report']}")
    if "responsible" in details and details["responsible"] is None:
        details["responsible"] = wording.text("plan.nobody")
    return details


def escaped(text: str) -> str:
    r"""Return a text as a value of iCalendar; control characters are left out.

    Examples
    --------
    >>> print(escaped("lamps, benches; done\n"))
    lamps\, benches\; done\n
    """
    for mark, written in _ESCAPES:
        text = text.replace(mark, written)
    return "".join(letter for letter in text if letter == "\t" or (letter >= " " and letter != "\x7f"))


def folded(line: str) -> str:
    """Return a line of at most 75 octets each, continued after a blank; no character is cut in two."""
    parts: list[str] = []
    part, room = "", MOST_OCTETS
    for letter in line:
        size = len(letter.encode("utf-8"))
        if size > room:
            parts.append(part)
            part, room = " ", MOST_OCTETS - 1
        part += letter
        room -= size
    return "\r\n".join([*parts, part])
