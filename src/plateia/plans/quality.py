"""Rates a practice on a grid: percent by block, the highest label whose conditions hold, answers of two raters."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from plateia.errors import MethodError
from plateia.plans.remarks import Remark
from plateia.settings.plan_files.quality import FALLBACK, NOT_APPLICABLE, Grid, GridBlock, GridLabel, QualityRating
from plateia.wording import Wording

Points = Mapping[str, float | Literal["not applicable"]]


@dataclass(frozen=True, slots=True)
class BlockScore:
    """Points of one block; ``percent`` is None where no item applies."""

    block: str
    step: int
    points: float
    most: float
    percent: float | None


@dataclass(frozen=True, slots=True)
class GridScore:
    """One rating on a grid.

    Attributes
    ----------
    percent : float in [0, 100], or None
        Mean of the blocks, by their weights; None where no item applies.
    label : str
        Id of the highest label whose conditions all hold. Where the grid is not official the total a label asks for is
        out of all its points: what does not apply cannot earn a label.
    unanswered : tuple of str
        Items without an answer: they count as 0.
    official : bool
        Whether the grid holds official numbers; where not, the label is ours and no seal of approval.
    """

    blocks: tuple[BlockScore, ...]
    percent: float | None
    label: str
    unanswered: tuple[str, ...]
    not_applicable: tuple[str, ...]
    official: bool


@dataclass(frozen=True, slots=True)
class PairedAnswers:
    """The answers of two raters to the items of one block that both answered, in the same order."""

    block: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    n_left_out: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """Items two raters both answered, the share they answered alike, and kappa where it is defined."""

    n: int
    share: float
    kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None


@dataclass(frozen=True, slots=True)
class RatersAgreement:
    """Agreement of two raters over all items and by block; ``n_left_out`` counts items not answered by both."""

    together: Agreed
    blocks: Mapping[str, Agreed]
    n_left_out: int


def fallback_grid(wording: Wording) -> Grid:
    """Return the grid that is used where no official one is loaded. It is not QUALIPREV, and its title says so."""
    path = files("plateia.vocabulary").joinpath("fallback_grid.toml")
    tree: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    tree["title"] = wording.text("quality.fallback.title")
    for block in tree["blocks"]:
        block["title"] = wording.text(f"quality.fallback.{block['id']}")
        for item in block["items"]:
            item["text"] = wording.text(f"quality.fallback.{item['id']}")
    for label in tree["labels"]:
        label["title"] = wording.text(f"quality.fallback.{label['id']}")
    return Grid.model_validate(tree)


def grid_score(grid: Grid, points: Points) -> GridScore:
    """Return percent by block, total and label of one rating.

    Parameters
    ----------
    grid : Grid
    points : mapping of str to float or "not applicable"
        By item. What does not apply leaves both sums; what is not answered counts as 0 and is listed.

    Raises
    ------
    MethodError
        ``quality.item-unknown``, ``quality.points-range``; ``quality.step-order``: an item of step II is answered while
        step I has items without an answer.
    """
    _check_points(grid, points)
    _check_steps(grid, points)
    blocks = tuple(_block_score(block, points) for block in grid.blocks)
    percent = _total(grid, blocks)
    earned = percent if grid.official else _share_of_all(grid, blocks)
    items = [item.id for block in grid.blocks for item in block.items]
    return GridScore(
        blocks=blocks,
        percent=percent,
        label=next(label.id for label in grid.labels if _holds(label, blocks, earned, points)),
        unanswered=tuple(item for item in items if item not in points),
        not_applicable=tuple(item for item in items if points.get(item) == NOT_APPLICABLE),
        official=grid.official,
    )


def paired_answers(grid: Grid, first: Points, second: Points) -> tuple[PairedAnswers, ...]:
    """Return what two raters answered, block by block, for percent agreement and kappa."""
    paired = []
    for block in grid.blocks:
        both = [item.id for item in block.items if item.id in first and item.id in second]
        paired.append(
            PairedAnswers(
                block=block.id,
                first=tuple(_written(first[item]) for item in both),
                second=tuple(_written(second[item]) for item in both),
                n_left_out=len(block.items) - len(both),
            )
        )
    return tuple(paired)


def check_rating(rating: QualityRating, *, file: str, grid: Grid | None) -> list[Remark]:
    """Return what a rating lacks; ``grid`` is None where the file names one that is not there."""
    if grid is None:
        return [Remark("quality.grid-unknown", "error", file, "grid", details={"grid": rating.grid})]
    remarks = []
    if not grid.official:
        remarks.append(Remark("quality.not-official", "note", file, "grid", details={"grid": rating.grid}))
    if len(rating.raters) < 2:
        remarks.append(Remark("quality.one-rater", "warning", file, "raters", "campbell"))
    for rater in rating.raters:
        try:
            score = grid_score(grid, rater.points)
        except MethodError as fault:
            remarks.append(
                Remark(
                    "quality.cannot-be-rated",
                    "error",
                    file,
                    rater.code,
                    details={"code": fault.code, "rater": rater.code},
                )
            )
            continue
        if score.unanswered:
            details = {"n": len(score.unanswered), "rater": rater.code}
            remarks.append(Remark("quality.unanswered", "note", file, rater.code, details=details))
    return remarks


def grid_of(rating: QualityRating, *, grids: Mapping[str, Grid], wording: Wording) -> Grid | None:
    """Return the grid a rating names, or None where there is none of this name."""
    return fallback_grid(wording) if rating.grid == FALLBACK else grids.get(rating.grid)


def _check_points(grid: Grid, points: Points) -> None:
    most = {item.id: item.max for block in grid.blocks for item in block.items}
    unknown = sorted(set(points) - set(most))
    if unknown:
        raise MethodError(
            "quality.item-unknown",
            expected="Points for items of the grid.",
            seen=f"{', '.join(unknown)}.",
            remedy="use the ids of the grid file.",
        )
    for item, given in points.items():
        if not isinstance(given, str) and not 0 <= given <= most[item]:
            raise MethodError(
                "quality.points-range",
                expected=f"0 to {most[item]:g} points for {item}.",
                seen=f"{given:g}.",
                remedy='give points within the range, or "not applicable".',
            )


def _check_steps(grid: Grid, points: Points) -> None:
    first = [item.id for block in grid.blocks if block.step == 1 for item in block.items]
    second = [item.id for block in grid.blocks if block.step == 2 for item in block.items]
    n_open = sum(item not in points for item in first)
    if n_open and any(item in points for item in second):
        raise MethodError(
            "quality.step-order",
            expected="Step I of the grid complete before step II is rated.",
            seen=f"{n_open} items of step I without an answer.",
            remedy="answer them, or leave step II empty.",
        )


def _block_score(block: GridBlock, points: Points) -> BlockScore:
    reached = most = 0.0
    for item in block.items:
        given = points.get(item.id, 0.0)
        if isinstance(given, str):
            continue
        reached += item.weight * given
        most += item.weight * item.max
    return BlockScore(block.id, block.step, reached, most, 100 * reached / most if most else None)


def _total(grid: Grid, blocks: tuple[BlockScore, ...]) -> float | None:
    weights = {block.id: block.weight for block in grid.blocks}
    shown = [(row.percent, weights[row.block]) for row in blocks if row.percent is not None]
    total = sum(weight for _, weight in shown)
    return sum(percent * weight for percent, weight in shown) / total if shown else None


def _share_of_all(grid: Grid, blocks: tuple[BlockScore, ...]) -> float:
    """Return the percentage of all points of the grid, by the weights of its blocks; what does not apply has none."""
    most = {block.id: sum(item.weight * item.max for item in block.items) for block in grid.blocks}
    weights = {block.id: block.weight for block in grid.blocks}
    return sum(100 * row.points / most[row.block] * weights[row.block] for row in blocks) / sum(weights.values())


def _holds(label: GridLabel, blocks: tuple[BlockScore, ...], percent: float | None, points: Points) -> bool:
    """Say whether all conditions hold; an item that does not apply, or has no answer, meets no condition."""
    reached = {row.block: row.percent for row in blocks}
    if label.min_total_percent and (percent is None or percent < label.min_total_percent):
        return False
    for block, least in label.min_block_percent.items():
        if (got := reached[block]) is None or got < least:
            return False
    for item, wanted in label.required_items.items():
        given = points.get(item, NOT_APPLICABLE)
        if isinstance(given, str) or given < wanted:
            return False
    return True


def _written(given: float | str) -> str:
    return given if isinstance(given, str) else f"{given:g}"
