"""Maps as SVG: areas in three neutral classes of their own past, and squares where incidents gather.

One calm colour, a pattern for each class, names where they fit; no ranking and no level of danger is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from plateia.findings.edition import Layer
from plateia.reports import svg
from plateia.wording import Wording

WIDTH = 480.0
TALLEST = 520.0
LEGEND_PX = 46.0
TOLERANCE_PX = 0.5

Geometries = np.ndarray[Any, Any]

CLASSES: tuple[str, ...] = ("fewer", "usual", "more", "unknown")
READING_CLASS: Mapping[str, str] = {
    "clearly_fewer": "fewer",
    "as_usual": "usual",
    "clearly_more": "more",
    "cannot_be_said": "unknown",
}
"""How a change reads -> its class on the map; everything else, hidden included, is ``unknown``."""


@dataclass(frozen=True)
class Frame:
    """From metres to the picture: the window, the scale and the height that follows."""

    west: float
    north: float
    px_per_m: float
    width: float
    height: float

    @classmethod
    def around(cls, geometries: Geometries, *, width: float = WIDTH) -> Frame:
        """Fit the window of the geometries to the width, at most ``TALLEST`` high."""
        west, south, east, north = shapely.total_bounds(geometries)
        margin = 6.0
        scale = min((width - 2 * margin) / max(east - west, 1.0), (TALLEST - 2 * margin) / max(north - south, 1.0))
        left = west - (width / scale - (east - west)) / 2
        return cls(left, north + margin / scale, scale, width, (north - south) * scale + 2 * margin)

    def to_picture(self, geometries: Geometries) -> Geometries:
        """Return geometries in picture units, y downwards."""
        origin = np.array([self.west, self.north])
        flip = np.array([self.px_per_m, -self.px_per_m])
        return shapely.transform(geometries, lambda xy: (xy - origin) * flip)


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
            parts.append(_tenths(way, fill=f"url(#{key}-{name})", stroke=_EDGE.get(name, border), stroke_width="8"))
    parts += context_shapes(context or {}, frame)
    named = shapes
    if outline is not None:
        edges = path_of(simplified(frame.to_picture(outline.geometries)))
        parts.append(_tenths(edges, fill="none", stroke=svg.INK, stroke_width="9"))
        named = outline
    taken: list[tuple[float, float, float, float]] = []
    parts += context_names(context or {}, frame, taken)
    if names:
        parts += _names(named, frame, taken)
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
    parts = [_tenths(ground, fill="#f1f4f6", stroke="#9aa8b2", stroke_width="7")]
    parts += context_shapes(context or {}, frame)
    half = cell_m / 2
    if len(centres):
        boxes = shapely.box(centres[:, 0] - half, centres[:, 1] - half, centres[:, 0] + half, centres[:, 1] + half)
        way = path_of(frame.to_picture(np.array([shapely.union_all(boxes)])))
        parts.append(_tenths(way, fill=f"url(#{key}-more)", stroke=svg.INK, stroke_width="9"))
    taken: list[tuple[float, float, float, float]] = []
    parts += context_names(context or {}, frame, taken)
    if len(outline.ids) <= 60:
        parts += _names(outline, frame, taken)
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


def simplified(geometries: Geometries, tolerance_px: float = TOLERANCE_PX) -> Geometries:
    """Return geometries with fewer corners; borders that two areas share stay shared."""
    if len(geometries) == 0:
        return geometries
    is_area = np.isin(shapely.get_type_id(geometries), (3, 6)).all()
    if is_area:
        # The tolerance of a coverage is the square root of the area that a corner may cut off.
        return shapely.coverage_simplify(geometries, 2 * tolerance_px)
    return shapely.simplify(geometries, tolerance_px)


def path_of(geometries: Geometries) -> str:
    """Return polygons as one path in whole tenths of a picture unit, steps relative to the last corner."""
    rings = shapely.get_rings(geometries)
    written = []
    for ring in rings:
        corners = np.rint(shapely.get_coordinates(ring) * 10).astype(np.int64)
        moves = np.diff(corners, axis=0)
        moves = moves[np.any(moves != 0, axis=1)]
        if len(moves) < 3:
            continue
        steps = " ".join(f"{dx} {dy}" for dx, dy in moves[:-1].tolist())
        written.append(f"M{corners[0, 0]} {corners[0, 1]}l{steps}z".replace(" -", "-"))
    return "".join(written)


def context_shapes(context: Mapping[str, Layer], frame: Frame) -> list[str]:
    """Return rivers and other lines, waters and parks as surfaces, stations as small squares."""
    parts = []
    window = shapely.box(0, 0, frame.width, frame.height)
    for layer in context.values():
        drawn = simplified(shapely.intersection(frame.to_picture(layer.geometries), window))
        kind = shapely.get_dimensions(drawn)
        for line in shapely.get_parts(drawn[kind == 1]):
            ends = " ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in shapely.get_coordinates(line).tolist())
            parts.append(svg.element("polyline", points=ends, fill="none", stroke=svg.WATER, stroke_width=3))
        surfaces = path_of(drawn[kind == 2])
        if surfaces:
            parts.append(_tenths(surfaces, fill=svg.WATER, stroke="none"))
        for x, y in shapely.get_coordinates(drawn[kind == 0]).tolist():
            parts.append(svg.rect(x - 4, y - 4, 8, 8, fill=svg.INK, stroke=svg.PAPER))
    return parts


def context_names(
    context: Mapping[str, Layer], frame: Frame, taken: list[tuple[float, float, float, float]]
) -> list[str]:
    """Return the names of stations and other points; ``taken`` grows by the room they need."""
    parts = []
    for layer in context.values():
        drawn = frame.to_picture(layer.geometries)
        for point, name in zip(drawn, layer.names, strict=True):
            if name and shapely.get_dimensions(point) == 0:
                x, y = point.x + 7, point.y + 4
                box = (x, y - 11, x + svg.width_of(name, 12), y + 3)
                if _is_free(box, taken) and box[2] < frame.width and 0 < y < frame.height:
                    taken.append(box)
                    parts.append(svg.text(x, y, name, size=12, halo=True))
    return parts


_EDGE = {"unknown": "#8c9aa4"}


def _tenths(way: str, **attributes: str | float) -> str:
    return svg.element("path", d=way, transform="scale(.1)", fill_rule="evenodd", **attributes)


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


def _names(layer: Layer, frame: Frame, taken: list[tuple[float, float, float, float]]) -> list[str]:
    """Write each name inside its shape, on one or two lines, largest shapes first; what does not fit is left out."""
    drawn = frame.to_picture(layer.geometries)
    parts = []
    for index in np.argsort(-shapely.area(drawn)).tolist():
        name = layer.names[index]
        anchor = shapely.point_on_surface(drawn[index])
        if not name or shapely.is_empty(anchor):
            continue
        for lines in _breaks(name):
            longest = max(svg.width_of(words, 12) for words in lines)
            box = (anchor.x - longest / 2, anchor.y - 6 * len(lines), anchor.x + longest / 2, anchor.y + 6 * len(lines))
            room = shapely.box(*box)
            fits = shapely.area(shapely.intersection(room, drawn[index])) > 0.8 * room.area
            if fits and box[0] > 0 and box[2] < frame.width and _is_free(box, taken):
                taken.append(box)
                top = anchor.y - 6 * len(lines) + 10
                for number, words in enumerate(lines):
                    parts.append(svg.text(anchor.x, top + 12 * number, words, size=12, anchor="middle", halo=True))
                break
    return parts


def _breaks(name: str) -> list[Sequence[str]]:
    """Return the ways to write a name: on one line, or broken at the space nearest its middle."""
    spaces = [index for index, letter in enumerate(name) if letter in " -/" and 0 < index < len(name) - 1]
    if not spaces:
        return [(name,)]
    middle = min(spaces, key=lambda index: abs(index - len(name) / 2))
    return [(name,), (name[: middle + 1].strip(), name[middle + 1 :].strip())]


def _is_free(box: tuple[float, float, float, float], taken: Sequence[tuple[float, float, float, float]]) -> bool:
    return all(box[2] < a or box[0] > c or box[3] < b or box[1] > d for a, b, c, d in taken)
