"""The few SVG shapes that charts and maps are made of, as strings.

Essentials are presentation attributes, not style sheets, so that one picture serves a web page and a PDF. Meaning never
rests on colour alone: a pattern, a shape or a word goes with it. No red.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

FONT = "Noto Sans, Liberation Sans, Arial, Helvetica, sans-serif"
FONT_PX = 13.0

INK = "#1c2b36"
MUTED = "#4d5b66"
RULE = "#d3dade"
BAND = "#cdd4d9"
BAR = "#2f6080"
PAPER = "#ffffff"
WATER = "#a9c4d4"

MEAN_GLYPH = 0.54
"""Mean width of a letter in ems: enough to decide whether a name fits."""


def number(value: float) -> str:
    """Write a coordinate with at most one decimal.

    Examples
    --------
    >>> number(12.0), number(3.14159), number(-0.04)
    ('12', '3.1', '0')
    """
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def element(tag: str, content: str = "", **attributes: str | float | None) -> str:
    """Return one element; underscores in attribute names become hyphens, None leaves an attribute out.

    Examples
    --------
    >>> element("rect", x=0, y=1.25, stroke_width=1)
    '<rect x="0" y="1.2" stroke-width="1"/>'
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = FONT_PX,
    anchor: str = "start",
    fill: str = INK,
    weight: str | None = None,
    halo: bool = False,
) -> str:
    """Return a line of text, its baseline at ``y``; a halo keeps it readable on a map."""
    shape = {"x": x, "y": y, "font_size": size, "font_weight": weight}
    shape["text_anchor"] = None if anchor == "start" else anchor
    written = element("text", escape(words), fill=fill, **shape)
    if not halo:
        return written
    outline = element(
        "text", escape(words), fill=PAPER, stroke=PAPER, stroke_width=3.5, stroke_linejoin="round", **shape
    )
    return outline + written


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = RULE, width: float = 1, dash: str | None = None
) -> str:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)


def rect(x: float, y: float, width: float, height: float, *, fill: str, stroke: str | None = None) -> str:
    """Return a rectangle; a negative height is drawn as none."""
    return element("rect", x=x, y=y, width=max(width, 0), height=max(height, 0), fill=fill, stroke=stroke)


def width_of(words: str, size: float = FONT_PX) -> float:
    """Return about how wide a line of text is, in the units of the picture."""
    return MEAN_GLYPH * size * len(words)


def pattern(name: str, shapes: str, *, size: float = 6, background: str | None = None) -> str:
    """Return the definition of a repeating fill; ``url(#name)`` uses it."""
    ground = rect(0, 0, size, size, fill=background) if background else ""
    return element("pattern", ground + shapes, id=name, width=size, height=size, patternUnits="userSpaceOnUse")


def diagonal(name: str, *, stroke: str, background: str, size: float = 6, width: float = 1.4) -> str:
    """Return a fill of diagonal lines."""
    ends = ((-1, 1, 1, -1), (0, size, size, 0), (size - 1, size + 1, size + 1, size - 1))
    strokes = "".join(line(*end, stroke=stroke, width=width) for end in ends)
    return pattern(name, strokes, size=size, background=background)


def dots(name: str, *, fill: str, background: str, size: float = 8) -> str:
    """Return a fill of sparse dots."""
    spots = element("circle", cx=2, cy=2, r=1, fill=fill) + element("circle", cx=6, cy=6, r=1, fill=fill)
    return pattern(name, spots, size=size, background=background)


def picture(
    parts: Iterable[str], *, width: float, height: float, key: str, title: str, description: str, definitions: str = ""
) -> str:
    """Return a whole picture with its name and its description for those who do not see it.

    Parameters
    ----------
    key : str
        Unique on the page: ids of the title, the description and the patterns begin with it.
    title, description : str
        What the picture proves, and what it shows, in words.
    """
    head = element("title", escape(title), id=f"{key}-t") + element("desc", escape(description), id=f"{key}-d")
    if definitions:
        head += element("defs", definitions)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{key}-t" aria-describedby="{key}-d" '
        f'viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" height="{number(height)}" '
        f'font-family="{FONT}">{head}{"".join(parts)}</svg>'
    )
