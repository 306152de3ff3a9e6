"""Maps as SVG: areas in three neutral classes of their own past, and squares where incidents gather.

One calm colour, a pattern for each class, names where they fit; no ranking and no level of danger is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import shapely

from plateia.findings.edition import Layer
from plateia.reports import svg
from plateia.reports.map_shapes import (
    WIDTH,
    Box,
    Frame,
    Geometries,
    context_names,
    context_shapes,
    path_of,
    shape_names,
    simplified,
    tenths,
)
from plateia.wording import Wording

LEGEND_PX = 46.0

CLASSES: tuple[str, ...] = ("fewer", "usual", "more", "unknown")
READING_CLASS: Mapping[str, str] = {
    "clearly_fewer": "fewer",
    "as_usual": "usual",
    "clearly_more": "more",
    "cannot_be_said": "unknown",
}
"""How a change reads -> its class on the map; everything else, hidden included, is ``unknown``."""


def class_map(
    shapes: Layer,
    classes: Mapping[str, str],
    *,
    title: str,
    description: str,
    wording: Wording,
    key: str,
    context: Mapping[str, Layer] | None = None,
    outline: Layer | None = None,
    names: bool = True,
    width: float = WIDTH,
) -> str:
    """Return areas in three neutral classes: fewer, usual, more than each area's own past.

    Parameters
    ----------
    shapes : Layer
        Districts or areas, in metres.
    classes : mapping of str to str
        Id -> one of ``CLASSES``; an id that is not in it is ``unknown`` (cannot be said, or hidden).
    context : mapping of str to Layer
        Rivers, stations, parks: what makes the map readable.
    outline : Layer, optional
        Districts drawn as outlines over small areas, named in their place.
    names : bool
        Write the names of the shapes (or of the outline) where they fit.
    """
    frame = Frame.around(shapes.geometries, width=width)
    drawn = simplified(frame.to_picture(shapes.geometries))
    member = np.array([classes.get(identifier, "unknown") for identifier in shapes.ids])
    border = "#6b7b86" if len(shapes.ids) <= 400 else "none"
    parts = []
    for name in CLASSES:
        way = path_of(drawn[member == name])
        if way:
            parts.append(tenths(way, fill=f"url(#{key}-{name})", stroke=_EDGE.get(name, border), stroke_width="8"))
    parts += context_shapes(context or {}, frame)
    named = shapes
    if outline is not None:
        edges = path_of(simplified(frame.to_picture(outline.geometries)))
        parts.append(tenths(edges, fill="none", stroke="#4d5b66", stroke_width="7"))
        named = outline
    taken: list[Box] = []
    parts += context_names(context or {}, frame, taken)
    if names:
        parts += shape_names(named, frame, taken)
    parts += [_scale_bar(frame, wording), *_legend(frame, wording, key)]
    return svg.picture(
        parts,
        width=width,
        height=frame.height + LEGEND_PX,
        key=key,
        title=title,
        description=description,
        definitions=_fills(key),
    )


def squares_map(
    centres: Geometries,
    *,
    cell_m: float,
    outline: Layer,
    title: str,
    description: str,
    wording: Wording,
    key: str,
    context: Mapping[str, Layer] | None = None,
    width: float = WIDTH,
) -> str:
    """Return the squares where incidents gather more than elsewhere, over the outlines of districts or areas.

    Parameters
    ----------
    centres : ndarray of float, shape (n_cells, 2)
        Centres of the flagged squares, in metres.
    """
    frame = Frame.around(outline.geometries, width=width)
    ground = path_of(simplified(frame.to_picture(outline.geometries)))
    parts = [tenths(ground, fill="#f1f4f6", stroke="#9aa8b2", stroke_width="7")]
    parts += context_shapes(context or {}, frame)
    half = cell_m / 2
    if len(centres):
        boxes = shapely.box(centres[:, 0] - half, centres[:, 1] - half, centres[:, 0] + half, centres[:, 1] + half)
        way = path_of(frame.to_picture(np.array([shapely.union_all(boxes)])))
        parts.append(tenths(way, fill=f"url(#{key}-more)", stroke=svg.INK, stroke_width="9"))
    taken: list[Box] = []
    parts += context_names(context or {}, frame, taken)
    if len(outline.ids) <= 60:
        parts += shape_names(outline, frame, taken)
    parts.append(_scale_bar(frame, wording))
    y = frame.height + 20
    parts.append(_swatch(2, y, f"{key}-more"))
    parts.append(svg.text(28, y, wording.text("map.squares_high"), size=12))
    return svg.picture(
        parts,
        width=width,
        height=frame.height + 30,
        key=key,
        title=title,
        description=description,
        definitions=_fills(key),
    )


_EDGE = {"unknown": "#8c9aa4"}


def _fills(key: str) -> str:
    """Return the four fills: light with few lines, plain, darker with many lines, dotted."""
    level = svg.line(0, 4, 8, 4, stroke="#8ba0ad", width=0.9)
    # The paths are drawn in tenths, so the patterns are scaled up by ten.
    return "".join(
        (
            _in_tenths(svg.pattern(f"{key}-fewer", level, size=8, background="#ffffff")),
            _in_tenths(svg.pattern(f"{key}-usual", "", size=8, background="#e2e8ec")),
            _in_tenths(svg.diagonal(f"{key}-more", stroke="#5f8aa6", background="#a7c2d2", size=6, width=1.3)),
            _in_tenths(svg.dots(f"{key}-unknown", fill="#7d8b95", background="#ffffff")),
        )
    )


def _in_tenths(pattern: str) -> str:
    return pattern.replace("<pattern ", '<pattern patternTransform="scale(10)" ', 1)


def _legend(frame: Frame, wording: Wording, key: str) -> list[str]:
    parts, x, y = [], 2.0, frame.height + 18
    for name in CLASSES:
        words = wording.text(f"map.{name}")
        needed = 26 + svg.width_of(words, 12) + 12
        if x + needed > frame.width + 12 and x > 2:
            x, y = 2.0, y + 20
        parts += [_swatch(x, y, f"{key}-{name}"), svg.text(x + 26, y, words, size=12)]
        x += needed
    return parts


def _swatch(x: float, y: float, fill: str) -> str:
    place = f"translate({svg.number(x)} {svg.number(y - 11)}) scale(.1)"
    return svg.element(
        "rect", width=200, height=140, transform=place, fill=f"url(#{fill})", stroke="#5c6b76", stroke_width=10
    )


def _scale_bar(frame: Frame, wording: Wording) -> str:
    longest_m = 0.25 * frame.width / frame.px_per_m
    power = 10 ** math.floor(math.log10(longest_m))
    length_m = max(step * power for step in (1, 2, 5) if step * power <= longest_m)
    words = f"{wording.number(length_m / 1000)} km" if length_m >= 1000 else f"{wording.number(length_m)} m"
    x, y = frame.width - 4, frame.height - 6
    return svg.line(x - length_m * frame.px_per_m, y, x, y, stroke=svg.INK, width=2) + svg.text(
        x, y - 5, words, size=12, anchor="end", halo=True
    )
