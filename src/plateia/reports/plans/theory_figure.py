"""A theory of change as a drawing: what is put in on top, what should come of it below, every arrow with its number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plateia.plans.theory_graph import LayeredGraph, Route
from plateia.plans.theory_layers import layered_graph
from plateia.reports import svg
from plateia.reports.office import plain
from plateia.reports.plans.wrapped import text_block, wrapped
from plateia.settings.plan_files.theory import Node, Theory
from plateia.wording import Wording

WIDTH, NARROWEST, WIDEST = 560.0, 104.0, 196.0
BETWEEN, INSIDE, GAP = 14.0, 8.0, 46.0
SIZE, HEAD = 11.5, 10.0
CAPITALS = 1.2
"""Capital letters are this much wider than small ones."""
POINT = 0.22
"""Room of a passing arrow, as a share of that of a box."""
OUTCOMES = ("outcome_short", "outcome_medium", "impact")

Spot = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """Where a box stands and what is written in it."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    head: list[str]
    lines: list[str]

    @property
    def middle(self) -> float:
        """Horizontal middle."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height


@dataclass(frozen=True)
class Drawing:
    """The drawing's measures: boxes, places of passing arrows, top and bottom of every layer."""

    width: float
    height: float
    boxes: Mapping[str, Box]
    passing: Mapping[tuple[int, int], float]
    layers: Sequence[Spot]


def arrow_numbers(theory: Theory) -> dict[tuple[str, str], list[int]]:
    """Return the numbers of the arrows, from 1 in the order of the file, by source and target."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, arrow in enumerate(theory.arrows, start=1):
        numbers[arrow.from_, arrow.to].append(number)
    return dict(numbers)


def theory_drawing(theory: Theory, *, title: str, description: str, key: str, wording: Wording) -> str | None:
    """Return the drawing as SVG, or None where arrows run in a circle or a box stands twice.

    Unintended effects have a broken frame and broken arrows, and say what they are; no meaning rests on colour.
    """
    if len({node.id for node in theory.nodes}) < len(theory.nodes):
        return None
    graph = layered_graph(theory)
    if graph is None:
        return None
    drawing = _placed(theory, graph, wording)
    parts = [_box(box) for box in drawing.boxes.values()]
    arrows, labels = _arrows(theory, graph, drawing)
    legend = _legend(theory, drawing, wording)
    return svg.picture(
        [*arrows, *parts, *labels, *legend],
        width=drawing.width,
        height=drawing.height + (24 if legend else 0),
        key=key,
        title=plain(title),
        description=plain(description),
    )


def _placed(theory: Theory, graph: LayeredGraph, wording: Wording) -> Drawing:
    rows: dict[int, dict[int, str | None]] = defaultdict(dict)
    for node, (layer, position) in graph.places.items():
        rows[layer][position] = node
    for route in graph.routes:
        for layer, position in route.points[1:-1]:
            rows[layer][position] = None
    weights = [sum(POINT if node is None else 1 for node in row.values()) for row in rows.values()]
    width = max(WIDTH, NARROWEST * max(weights))
    unit = min(width / max(weights), WIDEST)
    nodes = {node.id: node for node in theory.nodes}
    boxes: dict[str, Box] = {}
    passing: dict[tuple[int, int], float] = {}
    layers: list[Spot] = []
    y = 4.0
    for layer in sorted(rows):
        row = [rows[layer][position] for position in sorted(rows[layer])]
        x = (width - unit * sum(POINT if node is None else 1 for node in row)) / 2
        tallest = 0.0
        for position, name in enumerate(row):
            if name is None:
                passing[layer, position] = x + unit * POINT / 2
                x += unit * POINT
                continue
            boxes[name] = _sized(nodes[name], x + BETWEEN / 2, y, unit - BETWEEN, wording)
            tallest = max(tallest, boxes[name].height)
            x += unit
        layers.append((y, y + tallest))
        y += tallest + GAP
    return Drawing(width, y - GAP + 4, boxes, passing, layers)


def _sized(node: Node, x: float, y: float, width: float, wording: Wording) -> Box:
    kind = wording.text(f"theory.kind.{node.kind}")
    if node.effect is not None:
        kind = wording.text("plan_report.theory_kind", kind=kind, effect=wording.text(f"theory.effect.{node.effect}"))
    head = wrapped(kind.upper(), width=width - 2 * INSIDE, size=HEAD * CAPITALS)
    lines = wrapped(node.text, width=width - 2 * INSIDE, size=SIZE)
    height = 2 * INSIDE + len(head) * HEAD * 1.22 + len(lines) * SIZE * 1.22 + 3
    return Box(node, x, y, width, height, head, lines)


def _box(box: Box) -> str:
    unintended = box.node.kind == "unintended"
    frame = svg.element(
        "rect",
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        rx=10 if box.node.kind == "input" else 2,
        fill="#eef3f6" if box.node.kind == "input" else svg.PAPER,
        stroke=svg.INK,
        stroke_width=2.4 if box.node.kind in OUTCOMES else 1.6 if unintended else 1.2,
        stroke_dasharray="6 3" if unintended else None,
    )
    y = box.y + INSIDE + HEAD * 0.85
    head = "".join(
        svg.text(box.x + INSIDE, y + number * HEAD * 1.22, line, size=HEAD, fill=svg.MUTED, weight="600")
        for number, line in enumerate(box.head)
    )
    y += len(box.head) * HEAD * 1.22 + 4
    return frame + head + text_block(box.x + INSIDE, y, box.lines, size=SIZE)


def _ends(routes: Sequence[Route], drawing: Drawing) -> dict[tuple[str, str, str], float]:
    """Return where each arrow leaves and enters: spread over the edge of its box, in the order of the other ends."""
    ends: dict[tuple[str, str, str], float] = {}
    for side in ("source", "target"):
        by_box: dict[str, list[Route]] = defaultdict(list)
        for route in routes:
            by_box[getattr(route, side)].append(route)
        for node, own in by_box.items():
            box = drawing.boxes[node]
            other = 1 if side == "source" else -2
            own = sorted(own, key=lambda route: _x_of(route, route.points[other], drawing))
            for place, route in enumerate(own, start=1):
                share = place / (len(own) + 1)
                ends[route.source, route.target, side] = box.x + box.width * (0.1 + 0.8 * share)
    return ends


def _x_of(route: Route, point: tuple[int, int], drawing: Drawing) -> float:
    if point == route.points[0]:
        return drawing.boxes[route.source].middle
    if point == route.points[-1]:
        return drawing.boxes[route.target].middle
    return drawing.passing[point]


def _arrows(theory: Theory, graph: LayeredGraph, drawing: Drawing) -> tuple[list[str], list[str]]:
    numbers, ends = arrow_numbers(theory), _ends(graph.routes, drawing)
    lines, labels, taken = [], [], list[Spot]()
    for route in graph.routes:
        unintended = drawing.boxes[route.target].node.kind == "unintended"
        curves = _curves(route, drawing, ends)
        (x, _), bottom = curves[0][0], drawing.boxes[route.source].bottom
        way = f"M{svg.number(x)} {svg.number(bottom)}" + "".join(map(_way, curves))
        dash = "5 3" if unintended else None
        lines.append(svg.element("path", d=way, fill="none", stroke=svg.MUTED, stroke_width=1.5, stroke_dasharray=dash))
        x, y = curves[-1][1]
        tip = f"M{svg.number(x - 4)} {svg.number(y - 8)}h8l-4 8z"
        lines.append(svg.element("path", d=tip, fill=svg.MUTED))
        spot = _free_spot(curves, taken)
        taken.append(spot)
        labels.append(_label(spot, "·".join(map(str, numbers[route.source, route.target]))))
    return lines, labels


def _curves(route: Route, drawing: Drawing, ends: Mapping[tuple[str, str, str], float]) -> list[tuple[Spot, Spot]]:
    """Return start and end of each curve between two layers; beside boxes an arrow runs straight down."""
    curves = []
    for (layer, position), (below, place) in pairwise(route.points):
        first, last = layer == route.points[0][0], below == route.points[-1][0]
        start = ends[route.source, route.target, "source"] if first else drawing.passing[layer, position]
        x = ends[route.source, route.target, "target"] if last else drawing.passing[below, place]
        curves.append(((start, drawing.layers[layer][1]), (x, drawing.layers[below][0])))
    return curves


def _way(curve: tuple[Spot, Spot]) -> str:
    """Return one curve and the straight way to where it begins."""
    (x, y), (to_x, to_y) = curve
    middle = (y + to_y) / 2
    spots = ((x, middle), (to_x, middle), (to_x, to_y))
    return f"L{svg.number(x)} {svg.number(y)}C" + " ".join(f"{svg.number(a)} {svg.number(b)}" for a, b in spots)


def _free_spot(curves: Sequence[tuple[Spot, Spot]], taken: Sequence[Spot]) -> Spot:
    """Return a point on the arrow away from other numbers: the middle of a gap where it is free."""
    spots = [_on(curve, share) for share in (0.5, 0.38, 0.62, 0.28, 0.72) for curve in curves]
    for apart in (24.0, 20.0):
        for x, y in spots:
            if all((x - a) ** 2 + (y - b) ** 2 >= apart**2 for a, b in taken):
                return x, y
    return spots[0]


def _on(curve: tuple[Spot, Spot], t: float) -> Spot:
    (x, y), (to_x, to_y) = curve
    middle = (y + to_y) / 2
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
    return (a + b) * x + (c + d) * to_x, a * y + (b + c) * middle + d * to_y


def _label(spot: Spot, words: str) -> str:
    x, y = spot
    width = max(19.0, 8 + svg.width_of(words, 11))
    plate = svg.element(
        "rect", x=x - width / 2, y=y - 9, width=width, height=18, rx=9, fill=svg.PAPER, stroke=svg.INK, stroke_width=1
    )
    return plate + svg.text(x, y + 4, words, size=11, anchor="middle", weight="600")


def _legend(theory: Theory, drawing: Drawing, wording: Wording) -> list[str]:
    if not any(node.kind == "unintended" for node in theory.nodes):
        return []
    y = drawing.height + 12
    sample = svg.line(8, y - 4, 40, y - 4, stroke=svg.INK, width=1.5, dash="6 3")
    return [sample, svg.text(48, y, wording.text("plan_report.theory_legend"), size=SIZE, fill=svg.MUTED)]
