"""What is known of practices in the report: five dimensions side by side, each from its best review; raters unnamed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plateia.plans.emmie import EMMIE
from plateia.reports.document import Paragraph, Points, Section, Table
from plateia.reports.plans.content import PlanReport
from plateia.reports.plans.evidence import evidence_section
from plateia.settings.plan_files.quality import Grid, QualityRating, Reviews
from plateia.tools.raters import raters_agreement
from plateia.wording import languages, load

WORDING = load("en")
OLD, NEW = (3, 1, 2, 1, 0), (3, 2, 1, 2, 1)
FULL = {"criterion_1": 2, "criterion_2": 2, "criterion_3": 1, "criterion_4": 2}


def review(id_: str, year: int, qualities: tuple[int, ...], **changes: Any) -> dict[str, Any]:
    cells = {name: {"found": f"{id_} on {name}", "quality": n} for name, n in zip(EMMIE, qualities, strict=True)}
    cells["effect"] = {"found": "mixed", "quality": qualities[0], "note": f"{id_} in parks"}
    return {
        "id": id_, "title": f"Review {id_.upper()}", "source": "a journal", "year": year, "n_studies": 5,
        "explicit_method": True, "quantitative_outcome": True, "coders": ["C1", "C2"], "agreed": True,
        **cells, **changes,
    }  # fmt: skip


def reviewed(report: PlanReport, *rows: dict[str, Any], practice: str = "PS-23") -> PlanReport:
    reviews = Reviews.model_validate({"practice": practice, "reviews": rows})
    return replace(report, plan=replace(report.plan, reviews=reviews))


def rated(report: PlanReport, *points: dict[str, Any], grid: str = "fallback", **grids: Grid) -> PlanReport:
    raters = [{"code": f"RR{n}", "on": "2026-04-01", "points": row} for n, row in enumerate(points)]
    rating = QualityRating.model_validate({"practice": "PS-23", "grid": grid, "raters": raters})
    return replace(report, plan=replace(report.plan, ratings={"cafe": rating}, grids=grids))


def only(report: PlanReport, language: str = "en") -> Section:
    section = evidence_section(report, wording=load(language))
    assert section is not None
    (inner,) = section.sections
    return inner


def tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def test_without_reviews_and_ratings_there_is_nothing(report: PlanReport) -> None:
    assert evidence_section(report, wording=WORDING) is None
    uncoded = reviewed(report, review("x", 2010, OLD, agreed=False))
    assert evidence_section(uncoded, wording=WORDING) is None


def test_each_dimension_stands_with_its_quality_and_its_review(report: PlanReport) -> None:
    section = only(reviewed(report, review("x", 2010, OLD), review("y", 2016, NEW)))
    assert section.heading.startswith("PS-23")
    (table,) = tables(section)
    # The better evidence wins; the same quality goes to the more recent review.
    assert table.rows == (
        ("Effect", "Mixed by study (y in parks)", "quality 3 of 4", "Review Y (2016)"),
        ("Mechanism", "y on mechanism", "quality 2 of 4", "Review Y (2016)"),
        ("For whom and where", "x on moderators", "quality 2 of 4", "Review X (2010)"),
        ("Implementation", "y on implementation", "quality 2 of 4", "Review Y (2016)"),
        ("Economics", "y on economics", "quality 1 of 4", "Review Y (2016)"),
    )
    assert "never added into one number" in str(table.note)


def test_other_reviews_are_notes_below(report: PlanReport) -> None:
    section = only(reviewed(report, review("x", 2010, OLD), review("y", 2016, NEW)))
    (points,) = [block for block in section.blocks if isinstance(block, Points)]
    assert len(points.items) == len(EMMIE)
    assert points.items[1] == "Mechanism: Review X (2010): x on mechanism; quality 1 of 4"
    alone = only(reviewed(report, review("x", 2010, OLD), review("z", 2020, NEW, n_studies=1)))
    assert not [block for block in alone.blocks if isinstance(block, Points)]


@pytest.mark.parametrize("language", languages())
def test_the_fallback_is_named_and_raters_are_not(report: PlanReport, language: str) -> None:
    section = only(rated(report, FULL, {"criterion_1": 2, "criterion_2": "not applicable"}), language)
    (table,) = tables(section)
    wording = load(language)
    assert wording.text("quality.fallback.title") in table.caption
    assert Paragraph(wording.text("quality.unofficial"), "warning") in section.blocks
    assert "RR0" not in str(section.blocks)
    assert table.rows[-1][1:] == tuple(
        wording.text(f"quality.fallback.{label}") for label in ("meets_minimum_criteria", "insufficient_information")
    )


@pytest.mark.parametrize("language", languages())
def test_two_raters_show_how_far_they_agree(report: PlanReport, language: str) -> None:
    """The example of the reference: 9 and 6 alike, 3 and 2 not: 75 %, kappa 0.490 of 20 items."""
    items = [{"id": f"i{n}", "text": "?", "max": 1} for n in range(20)]
    tree = {
        "version": "1", "title": "T", "official": True, "source": "s",
        "blocks": [{"id": "a", "title": "A", "items": items}, {"id": "b", "title": "B", "items": [
            {"id": "j1", "text": "?", "max": 1}, {"id": "j2", "text": "?", "max": 1},
        ]}],
        "labels": [{"id": "none", "title": "no label"}],
    }  # fmt: skip
    given = [*[(1, 1)] * 9, *[(0, 0)] * 6, *[(1, 0)] * 3, *[(0, 1)] * 2]
    first, second = ({f"i{n}": pair[side] for n, pair in enumerate(given)} for side in (0, 1))
    grid = Grid.model_validate(tree)
    told = rated(report, {**first, "j1": 1}, {**second, "j1": 0, "j2": 1}, grid="form", form=grid)
    agreement = raters_agreement(told.plan.ratings["cafe"], grid)
    assert agreement is not None
    section = only(replace(told, agreements={"cafe": agreement}), language)
    _, table = tables(section)
    wording = load(language)
    assert table.caption == wording.text("quality.agreement")
    assert table.rows == (
        ("A", "20", wording.percent(0.75), wording.number(0.49, 2)),
        ("B", "1", wording.percent(0), "–"),
        (wording.text("quality.all_items"), "21", wording.percent(15 / 21), table.rows[2][3]),
    )
    assert wording.text("quality.left_out", n=1) in str(table.note)
    alone = rated(report, first, grid="form", form=grid)
    assert raters_agreement(alone.plan.ratings["cafe"], grid) is None


def test_percent_by_block_total_and_open_items(report: PlanReport) -> None:
    section = only(rated(report, FULL, {"criterion_1": 2, "criterion_2": "not applicable"}))
    (table,) = tables(section)
    # (100 + 100 + 50 + 100) / 4; without the second block (100 + 0 + 0) / 3.
    assert [row[1] for row in table.rows[:-1]] == [f"{n} of 100" for n in ("100.0", "100.0", "50.0", "100.0", "87.5")]
    assert [row[2] for row in table.rows[1:2]] == ["no item applies"]
    assert table.rows[-2][2] == "33.3 of 100"
    (points,) = [block for block in section.blocks if isinstance(block, Points)]
    assert [line.split(":")[0] for line in points.items] == ["Second rater", "Second rater"]
    assert "It is stated clearly how and why" in points.items[1]


def test_points_that_do_not_fit_leave_only_the_rater_out(report: PlanReport) -> None:
    (table,) = tables(only(rated(report, {"criterion_1": 9}, FULL)))
    assert table.columns == ("Block of the grid", "Second rater")
    assert evidence_section(rated(report, {"criterion_9": 1}), wording=WORDING) is None
    assert evidence_section(rated(report, FULL, grid="not-there"), wording=WORDING) is None


def test_a_grid_with_official_numbers_needs_no_warning(report: PlanReport) -> None:
    tree = {
        "version": "1", "title": "Form of 2026", "official": True, "source": "the network",
        "blocks": [{"id": "a", "title": "A", "items": [{"id": "a1", "text": "?", "max": 4}]}],
        "labels": [{"id": "none", "title": "no label"}],
    }  # fmt: skip
    section = only(rated(report, {"a1": 3}, grid="form", form=Grid.model_validate(tree)))
    assert [type(block) for block in section.blocks] == [Table]
    assert tables(section)[0].rows == (
        ("A", "75.0 of 100"), ("All blocks, by their weights", "75.0 of 100"), ("Label", "no label"),
    )  # fmt: skip


def test_reviews_and_ratings_of_one_practice_stand_together(report: PlanReport) -> None:
    both = rated(reviewed(report, review("x", 2010, OLD)), FULL)
    assert len(tables(only(both))) == 2
    apart = evidence_section(rated(reviewed(report, review("x", 2010, OLD), practice="PS-19"), FULL), wording=WORDING)
    assert apart is not None
    assert [inner.heading.split(":")[0].split(" ")[0] for inner in apart.sections] == ["PS-19", "PS-23"]
