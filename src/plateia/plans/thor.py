"""THOR: a problem read in four dimensions (technological, human, organisational, regulatory) and their links."""

from __future__ import annotations

from dataclasses import dataclass

from plateia.plans.remarks import Remark
from plateia.settings.plan_files.problems import CELLS, DIMENSIONS, NONE_BECAUSE, Cell, Dimension, Quadrant, Thor

POSSIBLE_LINKS = len(DIMENSIONS) * (len(DIMENSIONS) - 1)
REQUIRED: tuple[Cell, ...] = ("state", "gap")


@dataclass(frozen=True, slots=True)
class DimensionReading:
    """One dimension.

    Attributes
    ----------
    completeness : float in [0, 1]
        Share of the five cells with an answer; "none, because ..." is one.
    missing : tuple of str
        Cells without an answer.
    gap : str or None
        The gap, where there is one.
    n_out, n_in : int
        Links that lead from it, and to it.
    """

    dimension: Dimension
    completeness: float
    missing: tuple[Cell, ...]
    gap: str | None
    n_out: int
    n_in: int


@dataclass(frozen=True, slots=True)
class ThorReading:
    """What the four dimensions and their links show.

    Attributes
    ----------
    dimensions : tuple of DimensionReading
        In the order of ``DIMENSIONS``.
    links : tuple of tuple of bool, shape (4, 4)
        Row acts on column.
    density : float in [0, 1]
        Links there are of the twelve that could be.
    root_candidates, symptoms : tuple of str
        Dimensions with more links out than in, and with more in than out.
    with_measures : tuple of str
        Dimensions in which something is to be done.
    """

    dimensions: tuple[DimensionReading, ...]
    links: tuple[tuple[bool, ...], ...]
    density: float
    root_candidates: tuple[Dimension, ...]
    symptoms: tuple[Dimension, ...]
    with_measures: tuple[Dimension, ...]

    @property
    def complete(self) -> bool:
        """Whether every dimension has a state and a gap, or the reason why not."""
        return not any(set(REQUIRED) & set(row.missing) for row in self.dimensions)


def thor_reading(thor: Thor) -> ThorReading:
    """Return completeness, gaps and links of a THOR sheet.

    Root candidates are an own rule: where more leads out than in, a cause may lie. They are to be talked about.
    """
    pairs = {(link.from_, link.to) for link in thor.links}
    rows = tuple(
        _dimension(
            name,
            quadrant_of(thor, name),
            n_out=sum(start == name for start, _ in pairs),
            n_in=sum(end == name for _, end in pairs),
        )
        for name in DIMENSIONS
    )
    return ThorReading(
        dimensions=rows,
        links=tuple(tuple((start, end) in pairs for end in DIMENSIONS) for start in DIMENSIONS),
        density=len(pairs) / POSSIBLE_LINKS,
        root_candidates=tuple(row.dimension for row in rows if row.n_out > row.n_in),
        symptoms=tuple(row.dimension for row in rows if row.n_in > row.n_out),
        with_measures=tuple(name for name in DIMENSIONS if _said(quadrant_of(thor, name).measure) is not None),
    )


def check_thor(thor: Thor, *, file: str) -> list[Remark]:
    """Return what a THOR sheet lacks, and whether its measures stand in one dimension only."""
    reading = thor_reading(thor)
    remarks = [
        Remark("thor.not-answered", "error", file, f"thor.{row.dimension}.{cell}", "thor", {"dimension": row.dimension})
        for row in reading.dimensions
        for cell in REQUIRED
        if cell in row.missing
    ]
    if len(reading.with_measures) == 1:
        details = {"dimension": reading.with_measures[0]}
        remarks.append(Remark("thor.one-dimension", "warning", file, "thor", "thor", details))
    return remarks


def quadrant_of(thor: Thor, dimension: Dimension) -> Quadrant:
    """Return the cells of one dimension."""
    quadrants: dict[Dimension, Quadrant] = {
        "technological": thor.technological,
        "human": thor.human,
        "organisational": thor.organisational,
        "regulatory": thor.regulatory,
    }
    return quadrants[dimension]


def _dimension(name: Dimension, quadrant: Quadrant, *, n_out: int, n_in: int) -> DimensionReading:
    missing = tuple(cell for cell in CELLS if getattr(quadrant, cell) is None)
    return DimensionReading(name, 1 - len(missing) / len(CELLS), missing, _said(quadrant.gap), n_out, n_in)


def _said(text: str | None) -> str | None:
    return None if text is None or text.casefold().startswith(NONE_BECAUSE) else text
