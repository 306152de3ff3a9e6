"""What is known of practices: reviews by the five dimensions of EMMIE, ratings on a grid; never one number."""

from __future__ import annotations

from collections.abc import Sequence

from plateia.errors import MethodError
from plateia.plans.emmie import EmmieReading, emmie_reading
from plateia.plans.quality import Agreed, GridScore, RatersAgreement, grid_of, grid_score
from plateia.reports.document import Block, Paragraph, Points, Section, Table
from plateia.reports.plans.actions import practice_named
from plateia.reports.plans.content import PlanReport
from plateia.reports.practices import required_lines
from plateia.settings.plan_files.quality import Grid, QualityRating, Review
from plateia.wording import Wording
from plateia.wording.templates import capital

RATERS = ("first_rater", "second_rater")


def evidence_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return what reviews and ratings say of each practice; None where there are neither.

    Reviews that may not be coded and points that do not fit their grid are left out: the check says so.
    """
    found: dict[str, list[Block]] = {}
    reviews = report.plan.reviews
    if reviews is not None and (blocks := _reviewed(reviews.reviews, wording)):
        found[reviews.practice] = blocks
    for name, rating in report.plan.ratings.items():
        if blocks := _rated(name, rating, report, wording):
            found.setdefault(rating.practice, []).extend(blocks)
    for name, blocks in found.items():
        if (entry := report.practices.get(name)) is not None and entry.person_level:
            blocks.insert(0, Paragraph(" ".join(required_lines(wording)), "warning"))
    inner = tuple(
        Section(f"evidence-{number}", practice_named(practice, report, wording=wording), tuple(blocks))
        for number, (practice, blocks) in enumerate(found.items(), start=1)
    )
    return Section("evidence", wording.text("plan_report.known_of_practices"), sections=inner) if inner else None


def _reviewed(reviews: Sequence[Review], wording: Wording) -> list[Block]:
    """Return a row per dimension and, below it, what the other reviews found."""
    readings = emmie_reading(reviews)
    if not readings:
        return []
    named = {review.id: review for review in reviews}
    rows = tuple(
        (
            wording.text(f"emmie.dimension.{reading.dimension}"),
            _found(named[reading.review], reading, wording),
            wording.text("emmie.quality_of_four", quality=reading.quality),
            wording.text("emmie.review", title=named[reading.review].title, year=str(named[reading.review].year)),
        )
        for reading in readings
    )
    columns = (
        wording.text("emmie.asked"), wording.text("emmie.found"), wording.text("emmie.quality"),
        wording.text("emmie.from"),
    )  # fmt: skip
    note = f"{wording.text('emmie.quality_means')} {wording.text('emmie.never_added')} {wording.text('rule.emmie')}."
    blocks: list[Block] = [Table(wording.text("emmie.heading"), columns, rows, note=note)]
    others = tuple(
        wording.text(
            "emmie.other",
            dimension=wording.text(f"emmie.dimension.{reading.dimension}"),
            title=named[id_].title,
            year=str(named[id_].year),
            found=_found(named[id_], reading, wording),
            quality=getattr(named[id_], reading.dimension).quality,
        )
        for reading in readings
        for id_ in reading.others
    )
    return [*blocks, Paragraph(wording.text("emmie.others")), Points(others)] if others else blocks


def _found(review: Review, reading: EmmieReading, wording: Wording) -> str:
    if reading.dimension != "effect":
        found: str = getattr(review, reading.dimension).found
        return found
    said = capital(wording.text(f"emmie.effect.{review.effect.found}"))
    return wording.text("plan_report.figure_with", figure=said, what=review.effect.note) if review.effect.note else said


def _rated(name: str, rating: QualityRating, report: PlanReport, wording: Wording) -> list[Block]:
    """Return percent by block, total and label by rater, and how far two agree; raters are not named."""
    grid = grid_of(rating, grids=report.plan.grids, wording=wording)
    if grid is None:
        return []
    scores: dict[str, GridScore] = {}
    for key, rater in zip(RATERS, rating.raters, strict=False):
        try:
            scores[wording.text(f"quality.{key}")] = grid_score(grid, rater.points)
        except MethodError:  # the check names it as quality.cannot-be-rated
            continue
    if not scores:
        return []
    blocks: list[Block] = [_scores(grid, scores, wording)]
    agreement = report.agreements.get(name)
    if agreement is not None and len(scores) == len(RATERS):
        blocks.append(_agreement(grid, agreement, wording))
    lines = tuple(line for label, score in scores.items() for line in _left_open(grid, label, score, wording))
    if lines:
        blocks.append(Points(lines))
    if not grid.official:
        blocks.append(Paragraph(wording.text("quality.unofficial"), "warning"))
    return blocks


def _scores(grid: Grid, scores: dict[str, GridScore], wording: Wording) -> Table:
    labels = {label.id: label.title for label in grid.labels}
    rows = [
        (block.title, *(_percent(score.blocks[place].percent, wording) for score in scores.values()))
        for place, block in enumerate(grid.blocks)
    ]
    rows.append((wording.text("quality.all_blocks"), *(_percent(score.percent, wording) for score in scores.values())))
    rows.append((wording.text("quality.label"), *(labels[score.label] for score in scores.values())))
    caption = wording.text("plan_report.labelled", label=wording.text("quality.heading"), text=grid.title)
    return Table(caption, (wording.text("quality.block"), *scores), tuple(rows), note=grid.source)


def _agreement(grid: Grid, agreement: RatersAgreement, wording: Wording) -> Table:
    """Return a row per block and one over all items: how many both answered, the share alike, and kappa."""
    rows = [(block.title, *_agreed(agreement.blocks.get(block.id), wording)) for block in grid.blocks]
    rows.append((wording.text("quality.all_items"), *_agreed(agreement.together, wording)))
    columns = tuple(wording.text(f"quality.{name}") for name in ("block", "both_answered", "alike", "kappa"))
    note = wording.text("quality.kappa_means")
    if agreement.n_left_out:
        note = f"{wording.text('quality.left_out', n=agreement.n_left_out)} {note}"
    return Table(wording.text("quality.agreement"), columns, tuple(rows), frozenset({1, 2, 3}), note)


def _agreed(agreed: Agreed | None, wording: Wording) -> tuple[str, str, str]:
    if agreed is None:
        return wording.number(0), wording.percent(None), wording.number(None)
    return wording.number(agreed.n), wording.percent(agreed.share), wording.number(agreed.kappa, 2)


def _percent(percent: float | None, wording: Wording) -> str:
    return wording.text("quality.none_applies") if percent is None else wording.text("quality.total", percent=percent)


def _left_open(grid: Grid, label: str, score: GridScore, wording: Wording) -> list[str]:
    texts = {item.id: item.text.rstrip(".") for block in grid.blocks for item in block.items}
    lines = []
    for key, items in (("unanswered", score.unanswered), ("not_applicable", score.not_applicable)):
        if items:
            said = wording.text(f"quality.{key}", items="; ".join(texts[item] for item in items))
            lines.append(wording.text("plan_report.labelled", label=label, text=said))
    return lines
