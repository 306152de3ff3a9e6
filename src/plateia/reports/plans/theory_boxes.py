"""The theory of change on a slide: boxes in columns from left to right, as large as they fit and never too small."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from plateia.plans.theory_graph import LayeredGraph, Route, arrows_of, find_cycle
from plateia.plans.theory_layers import layered_graph
from plateia.reports.office import BOLD
from plateia.reports.plans.theories import kind_of_box
from plateia.reports.plans.theory_figure import OUTCOMES, arrow_numbers
from plateia.reports.plans.theory_ways import LANE, Ends, Spot, labelled, settled, ways_of
from plateia.reports.slide_drawing import INSIDE_PT, BoxDrawing, DrawnArrow, DrawnBox
from plateia.reports.slide_fit import LINE, lines_of
from plateia.reports.slide_template import BODY, Box
from plateia.reports.svg import width_of
from plateia.settings.plan_files.theory import Theory
from plateia.wording import Wording
from plateia.wording.templates import capital

SIZES: Final = (18, 16, 14, 13, 12, 11, 10)
MOST_BOXES: Final = 36
"""More are never tried: they would not fit."""

WIDEST, NARROWEST = 250.0, 58.0
GAP, WIDEST_GAP = 32.0, 90.0
BETWEEN, WIDEST_BETWEEN = 10.0, 20.0
Column = Sequence[str]
Letters = Callable[[Sequence[int]], int]


@dataclass(frozen=True)
class _Words:
    """What stands in one box."""

    heading: str
    text: str

    def narrowest(self, size: int) -> float:
        """Return the width at which no word is broken."""
        words = [width_of(word, size * BOLD) for word in self.heading.split()]
        words += [width_of(word, size) for word in self.text.split()]
        return max(words, default=0.0) + 2 * INSIDE_PT[0] + 2

    def height(self, size: int, width: float) -> float:
        """Return the height of the box around them."""
        room = width - 2 * INSIDE_PT[0]
        lines = lines_of(self.heading, size=size * BOLD, width=room) + lines_of(self.text, size=size, width=room)
        return lines * size * LINE + 2 * INSIDE_PT[1] + 2


def has_layers(theory: Theory) -> bool:
    """Whether every box stands once and no arrows run in a circle."""
    return len({node.id for node in theory.nodes}) == len(theory.nodes) and not find_cycle(arrows_of(theory))


def theory_boxes(theory: Theory, *, height: float, height_of_part: float, wording: Wording) -> BoxDrawing | None:
    """Return the drawing of a theory with all its boxes, or with as many as fit at the smallest size.

    Parameters
    ----------
    theory : Theory
    height : float
        What is free for it under the title of the slide, in points.
    height_of_part : float
        What is free where boxes are left out, which has to be said.
    wording : Wording
        Language of the headings and of what is read out.

    Returns
    -------
    BoxDrawing or None
        None where arrows run in a circle, a box stands twice, or not one box fits. Boxes leave where they are
        crowded, from the kind of which there are most, those with the fewest arrows first; a box that holds others
        together stays as long as they.
    """
    if not has_layers(theory):
        return None
    if len(theory.nodes) <= MOST_BOXES:
        for size in SIZES:
            drawing, _ = _drawn(theory, theory, size, height, wording)
            if drawing is not None:
                return drawing
    part = theory
    while part.nodes:
        crowded: Sequence[str] = ()
        if len(part.nodes) <= MOST_BOXES:
            drawing, crowded = _drawn(part, theory, SIZES[-1], height_of_part, wording)
            if drawing is not None:
                return drawing
        part = _without(part, _leaving(part, crowded))
    return None


def _leaving(part: Theory, crowded: Sequence[str]) -> str:
    """Return the box that leaves next, of the crowded ones if possible."""
    beside: dict[str, set[str]] = {node.id: set() for node in part.nodes}
    for source, targets in arrows_of(part).items():
        for target in targets:
            beside[source].add(target)
            beside[target].add(source)
    n_of = Counter((node.kind, node.effect) for node in part.nodes)
    ranks = {
        node.id: (node.id not in crowded, -n_of[node.kind, node.effect], len(beside[node.id]), -place)
        for place, node in enumerate(part.nodes)
    }
    ranked = sorted(ranks, key=lambda id_: ranks[id_])
    return next(id_ for id_ in ranked if not _holds_together(id_, beside))


def _holds_together(box: str, beside: Mapping[str, set[str]]) -> bool:
    """Whether what stands beside a box would be parted without it."""
    others = beside[box]
    if len(others) < 2:
        return False
    waiting = [min(others)]
    reached = {box, *waiting}
    missing = others - reached
    while waiting and missing:
        new = beside[waiting.pop()] - reached
        reached |= new
        missing -= new
        waiting += new
    return bool(missing)


def _without(part: Theory, box: str) -> Theory:
    """Return the theory without one of its boxes and the arrows from and to it."""
    nodes = tuple(node for node in part.nodes if node.id != box)
    arrows = tuple(arrow for arrow in part.arrows if box not in (arrow.from_, arrow.to))
    return part.model_copy(update={"nodes": nodes, "arrows": arrows})


def _drawn(
    part: Theory, whole: Theory, size: int, height: float, wording: Wording
) -> tuple[BoxDrawing | None, Sequence[str]]:
    """Return the drawing at one size; where it does not fit, the boxes of which one should leave."""
    words = {node.id: _Words(capital(kind_of_box(node, wording=wording)), node.text) for node in part.nodes}
    graph = layered_graph(part)
    if graph is None:
        return None, ()
    columns = _columns(graph)
    for letters in (max, sum):
        places, crowded = _places(graph, columns, words, size, height, letters)
        ways = ways_of(graph, places, height) if places else None
        if ways is not None:
            break
    else:
        return None, crowded
    looks = {node.id: _look(node.kind) for node in part.nodes}
    boxes = tuple(
        DrawnBox(id_, words[id_].heading, words[id_].text, looks[id_], places[id_])
        for column in columns
        for id_ in column
        if id_ in places
    )
    arrows = _arrows(graph.routes, whole, looks, ways, wording)
    return BoxDrawing(boxes, labelled(arrows, places), size, height), ()


def _look(kind: str) -> str:
    if kind in OUTCOMES:
        return "strong"
    return {"input": "start", "unintended": "broken"}.get(kind, "plain")


def _columns(graph: LayeredGraph) -> list[list[str]]:
    """Return boxes by layer in their order, with a name of its own for every point at which an arrow passes."""
    at = {place: node for node, place in graph.places.items()}
    at |= {point: _passing(point) for route in graph.routes for point in route.points[1:-1]}
    return [[at[place] for place in sorted(at) if place[0] == layer] for layer in range(graph.n_layers)]


def _passing(point: tuple[int, int]) -> str:
    """Return the name of a passing point, which no box can have."""
    return f"→{point[0]}.{point[1]}"


def _joined(graph: LayeredGraph) -> dict[str, list[str]]:
    """Return what each item of a column is joined to in other columns; a passing arrow should be straight."""
    joined: dict[str, list[str]] = defaultdict(list)
    for route in graph.routes:
        chain = [route.source, *map(_passing, route.points[1:-1]), route.target]
        for item, following in pairwise(chain):
            joined[item].append(following)
            joined[following].append(item)
    return joined


def _places(
    graph: LayeredGraph,
    columns: Sequence[Column],
    words: Mapping[str, _Words],
    size: int,
    height: float,
    letters: Letters,
) -> tuple[dict[str, Box], Column]:
    """Return the box of every node on the slide; where they are too many or too large, none but the fullest column."""
    widths = _widths(columns, words, size, letters)
    if widths is None:
        return {}, ()
    tall = {item: LANE for column in columns for item in column}
    for column, width in zip(columns, widths, strict=True):
        tall |= {id_: words[id_].height(size, width) for id_ in column if id_ in words}
    full = [sum(tall[item] + BETWEEN for item in column) - BETWEEN for column in columns]
    fullest = columns[full.index(max(full))]
    if max(full) > height:
        return {}, fullest
    middles = settled(columns, tall, _joined(graph), height=height, between=WIDEST_BETWEEN)
    gap = min(WIDEST_GAP, (BODY.width - sum(widths)) / max(1, len(widths) - 1))
    left = BODY.left + (BODY.width - sum(widths) - gap * (len(widths) - 1)) / 2
    places: dict[str, Box] = {}
    for column, width in zip(columns, widths, strict=True):
        tops = {id_: BODY.top + middles[id_] - tall[id_] / 2 for id_ in column if id_ in words}
        places |= {id_: Box(left, top, width, tall[id_]) for id_, top in tops.items()}
        left += width + gap
    return places, fullest


def _widths(columns: Sequence[Column], words: Mapping[str, _Words], size: int, letters: Letters) -> list[float] | None:
    """Return the widths of the columns: no word is broken before the smallest size, and much text has much room."""
    room = BODY.width - GAP * (len(columns) - 1)
    said = [[words[id_] for id_ in column if id_ in words] for column in columns]
    least = [max([NARROWEST, *(one.narrowest(size) for one in column)]) for column in said]
    if NARROWEST * len(columns) > room or (sum(least) > room and size > SIZES[-1]):
        return None
    if sum(least) > room:
        share = (room - NARROWEST * len(least)) / (sum(least) - NARROWEST * len(least))
        return [NARROWEST + (width - NARROWEST) * share for width in least]
    spare = room - sum(least)
    shares = [letters([len(one.heading) + len(one.text) for one in column]) for column in said]
    wanted = [width + spare * share / sum(shares) for width, share in zip(least, shares, strict=True)]
    return [max(width, min(WIDEST, wide)) for width, wide in zip(least, wanted, strict=True)]


def _arrows(
    routes: Sequence[Route],
    theory: Theory,
    looks: Mapping[str, str],
    ways: Mapping[Ends, tuple[Spot, ...]],
    wording: Wording,
) -> list[DrawnArrow]:
    """Return one arrow for each pair of boxes; two arrows of the file between the same boxes share it."""
    numbers = arrow_numbers(theory)
    texts = {node.id: node.text for node in theory.nodes}
    arrows = []
    for route in routes:
        own = numbers[route.source, route.target]
        said = [
            wording.text(
                "plan_report.arrow_said", number=number, source=texts[route.source], target=texts[route.target]
            )
            for number in own
        ]
        arrows.append(
            DrawnArrow(
                route.source,
                route.target,
                " ".join(said),
                broken=looks[route.target] == "broken",
                bends=ways[route.source, route.target],
                label="·".join(map(str, own)),
                label_description=wording.text("documents.arrow_label", numbers=wording.listed([str(n) for n in own])),
            )
        )
    return arrows
