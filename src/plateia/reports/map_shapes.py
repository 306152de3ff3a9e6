"""From geometries in metres to paths and names in a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from plateia.findings.edition import Layer
from plateia.reports import svg

WIDTH = 480.0
TALLEST = 520.0
TOLERANCE_PX = 0.5

Geometries = np.ndarray[Any, Any]
Box = tuple[float, float, float, float]


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
    rings = shapely.get_rings(shapely.get_parts(geometries))
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


def tenths(way: str, **attributes: str | float) -> str:
    """Return a path whose corners are in tenths of a picture unit."""
    return svg.element("path", d=way, transform="scale(.1)", fill_rule="evenodd", **attributes)  # type: ignore[arg-type]


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
            parts.append(tenths(surfaces, fill=svg.WATER, stroke="none"))
        for x, y in shapely.get_coordinates(drawn[kind == 0]).tolist():
            parts.append(svg.rect(x - 4, y - 4, 8, 8, fill=svg.INK, stroke=svg.PAPER))
    return parts


def context_names(context: Mapping[str, Layer], frame: Frame, taken: list[Box]) -> list[str]:
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


def shape_names(layer: Layer, frame: Frame, taken: list[Box]) -> list[str]:
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


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    return all(box[2] < a or box[0] > c or box[3] < b or box[1] > d for a, b, c, d in taken)
