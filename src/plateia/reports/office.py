"""What Word files and slides have in common: fixed bytes, properties, and texts that their XML can hold."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from plateia.reports.document import Table
from plateia.reports.svg import width_of

FONT: Final = "Arial"
"""On every office machine; documents do not carry fonts."""

BOLD: Final = 1.06
"""How much wider bold letters are."""

SPARE_PT: Final = 4.0
"""Room beside the longest word of a column of a table: faces differ a little."""

INK, MUTED, RULE, PALE = "1C2B36", "4D5B66", "C3CCD2", "EEF2F4"

WRITTEN: Final = dt.datetime(1980, 1, 1)
"""Stands for the time of writing, which would make every file another one."""

MADE_BY: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org'
    b'/officeDocument/2006/extended-properties"><Application>Plateia</Application><AppVersion>16.0000</AppVersion>'
    b"</Properties>"
)
"""Stands for what the templates say of the program and the machine they were made with."""

UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
"""Signs that XML cannot hold, and those that turn the direction of reading."""


@dataclass(frozen=True)
class Imprint:
    """What stands around the content of a document.

    Attributes
    ----------
    title, subtitle : str
    author : str
        The authority, never a user of the machine.
    mark : str
        Which version it is, on every page: protected, or internal and for whom.
    internal : bool
        Whether ``mark`` is a warning.
    labels : tuple of str
        What stands above everything else: made-up figures, a language nobody has reviewed.
    made_with : str
    """

    title: str
    subtitle: str
    author: str
    mark: str
    internal: bool = False
    labels: tuple[str, ...] = ()
    made_with: str = ""


def plain(text: str) -> str:
    r"""Return a text without the signs a document cannot hold.

    Examples
    --------
    >>> plain("a\x07b\u202ec")
    'abc'
    """
    return UNSEEN.sub("", text)


def set_properties(properties: Any, imprint: Imprint, *, language: str) -> None:
    """Fill the core properties: the authority's name, no user of the machine, no clock."""
    properties.title = _property(imprint.title)
    properties.subject = _property(imprint.subtitle)
    properties.author = properties.last_modified_by = _property(imprint.author)
    properties.language = language
    properties.comments = _property(imprint.mark)
    properties.keywords = ""
    properties.revision = 1
    properties.created = properties.modified = WRITTEN


def _property(text: str) -> str:
    """Return a text of at most 255 letters, ending with a whole word: properties hold no more."""
    return textwrap.shorten(plain(text), 255, placeholder="…")


def steady(package: bytes) -> bytes:
    """Return the same parts in the same order, without clock times and without the template's program."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as parts, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, WRITTEN.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            # The system that writes stands in the file: always the same one.
            entry.create_system = 0
            kept.writestr(entry, MADE_BY if part.filename == "docProps/app.xml" else parts.read(part))
    return written.getvalue()


def column_widths(table: Table, *, width: float, size: float, sides: float) -> list[float]:
    """Return the widths of the columns of a table: by what stands in them, and no word is broken if all words fit.

    Parameters
    ----------
    table : Table
    width : float
        Of the whole table, in points.
    size : float
        Of the text, in points.
    sides : float
        What a cell leaves empty to the left and right together, in points.

    Returns
    -------
    list of float
        In points; their sum is ``width``.

    Examples
    --------
    >>> column_widths(Table("", ("a", "b"), (("x" * 27, "y" * 7),)), width=400, size=9, sides=7)
    [300.0, 100.0]
    >>> table = Table("", ("a", "Ausgangswert"), (("b " * 40, "1"),))
    >>> [round(column) for column in column_widths(table, width=300, size=18, sides=14)]
    [158, 142]
    """
    letters = [_wanted(heading, cells) for heading, *cells in zip(table.columns, *table.rows, strict=True)]
    wanted = [width * n / sum(letters) for n in letters]
    least = [
        sides + SPARE_PT + max((width_of(word, size * BOLD) for cell in cells for word in cell.split()), default=0.0)
        for cells in zip(table.columns, *table.rows, strict=True)
    ]
    missing = sum(max(0.0, needed - wide) for needed, wide in zip(least, wanted, strict=True))
    spare = sum(max(0.0, wide - needed) for needed, wide in zip(least, wanted, strict=True))
    if not missing or missing > spare:
        return wanted
    kept = 1 - missing / spare
    return [needed + max(0.0, wide - needed) * kept for needed, wide in zip(least, wanted, strict=True)]


def _wanted(heading: str, cells: Sequence[str]) -> float:
    """Return letters: no word is broken, a heading takes two lines, a cell of more than a line goes on in the next.

    Three more letters leave room for the margins of the cell and for bold headings.
    """
    words = max((len(word) for cell in (heading, *cells) for word in cell.split()), default=0)
    longest = max(map(len, cells), default=0)
    return float(max(words, min(len(heading), max(10, len(heading) / 2)), min(longest, 34), 6)) + 3
