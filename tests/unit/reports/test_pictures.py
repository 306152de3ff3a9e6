"""Charts and maps: named, without colour alone, and drawn from the numbers."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
import shapely

from plateia.findings.edition import Layer
from plateia.reports import charts, maps, svg
from plateia.reports.map_shapes import Frame, path_of, simplified
from plateia.reports.month_chart import MonthBar, month_bars
from plateia.wording import load

SVG = "{http://www.w3.org/2000/svg}"
WORDING = load("en")
NAMED = {"title": "What it proves", "description": "What it shows", "wording": WORDING, "key": "k"}


def months(statuses: list[str]) -> list[MonthBar]:
    return [
        MonthBar(f"2024-{number:02d}", None if status in ("missing", "suppressed") else 10 * number, 50, 30, 70, status)
        for number, status in enumerate(statuses, start=1)
    ]


def words(picture: ET.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text")]


def grid(n: int) -> Layer:
    row, column = np.divmod(np.arange(n * n), n)
    boxes = shapely.box(column * 500.0, row * 500.0, column * 500.0 + 500, row * 500.0 + 500)
    names = tuple(f"Area {number}" for number in range(n * n))
    return Layer(tuple(f"a{number}" for number in range(n * n)), boxes, names, "EPSG:3035")


def test_pictures_name_themselves() -> None:
    picture = ET.fromstring(month_bars(months(["complete"] * 6), **NAMED))
    assert picture.get("role") == "img"
    assert picture.find(f"{SVG}title").text == "What it proves"
    assert picture.find(f"{SVG}desc").text == "What it shows"
    assert picture.get("aria-labelledby") == picture.find(f"{SVG}title").get("id")


def test_months_are_told_apart_without_colour() -> None:
    drawn = month_bars(months(["complete", "missing", "suppressed", "partial"]), **NAMED)
    found = words(ET.fromstring(drawn))
    assert "×" in found
    assert "•" in found
    assert 'fill="url(#k-p)"' in drawn
    for key in ("usual_range", "still_filling", "no_records", "hidden"):
        assert WORDING.text(f"chart.{key}") in found


def test_the_legend_names_only_what_is_there() -> None:
    found = words(ET.fromstring(month_bars(months(["complete"] * 3), **NAMED)))
    assert WORDING.text("chart.no_records") not in found
    assert WORDING.text("chart.pandemic") not in found


def test_years_of_the_pandemic_are_marked() -> None:
    bars = [
        MonthBar(f"{year}-{month:02d}", 5, None, None, None, "complete")
        for year in (2019, 2020)
        for month in range(1, 13)
    ]
    found = words(ET.fromstring(month_bars(bars, **NAMED)))
    assert "2020*" in found
    assert "2019" in found


def test_months_apart_stand_apart() -> None:
    def width_of_gap(names: tuple[str, str]) -> float:
        bars = [MonthBar(name, 5, None, None, None, "complete") for name in names]
        picture = ET.fromstring(month_bars(bars, **NAMED))
        left = [float(r.get("x")) for r in picture.iter(f"{SVG}rect") if r.get("fill") == svg.BAR]
        return left[1] - left[0]

    assert width_of_gap(("2016-07", "2017-07")) > width_of_gap(("2016-07", "2016-08"))


@pytest.mark.parametrize("highest", [1, 3, 7, 9, 31, 99, 100, 101, 12_345])
def test_the_axis_reaches_the_highest_month_in_whole_steps(highest: int) -> None:
    bars = [MonthBar("2024-01", highest, None, None, None, "complete")]
    found = words(ET.fromstring(month_bars(bars, **NAMED)))
    ticks = [int(word.replace(",", "")) for word in found if word.replace(",", "").isdigit() and word != "2024"]
    assert ticks[0] == 0
    assert max(ticks) >= highest
    assert 2 <= len(ticks) <= 7


def test_hours_by_size_and_days_by_number() -> None:
    weights = [[0.0] * 24 for _ in range(7)]
    weights[4][22], weights[0][8] = 3.0, 1.0
    picture = ET.fromstring(charts.weekday_hours(weights, **NAMED))
    sides = sorted(float(r.get("width")) for r in picture.iter(f"{SVG}rect"))
    assert (sides[-1] / sides[-2]) ** 2 == pytest.approx(3, rel=0.05)
    assert {"75%", "25%"} <= set(words(picture))


def test_hours_may_come_in_blocks() -> None:
    picture = ET.fromstring(charts.weekday_hours([[1.0, 2.0, 3.0, 4.0]] * 7, **NAMED))
    assert len(list(picture.iter(f"{SVG}rect"))) == 28


def test_changes_say_their_reading_in_words() -> None:
    rows = [
        charts.IntervalRow("Bicycle theft", 1.3, 1.1, 1.6, "clearly_more"),
        charts.IntervalRow("Robbery", None, None, None, "cannot_be_said"),
    ]
    drawn = charts.change_intervals(rows, **NAMED)
    assert {"clearly more", "cannot be said"} <= set(words(ET.fromstring(drawn)))
    assert drawn.count("<polygon") == 1


def test_concentration_lies_over_chance() -> None:
    picture = ET.fromstring(charts.concentration_bars([charts.ChanceRow("Burglary", 0.5, 0.1, 0.2)], **NAMED))
    assert "0.50" in words(picture)
    assert [r.get("fill") for r in picture.iter(f"{SVG}rect")].count(svg.BAND) == 2


def test_funnel_limits_carry_the_dispersion() -> None:
    points = [charts.FunnelPoint(100, 1.0, False), charts.FunnelPoint(25, 1.9, True)]
    narrow = charts.funnel(points, dispersion=1.0, **NAMED)
    wide = charts.funnel(points, dispersion=3.0, **NAMED)
    assert narrow != wide
    assert narrow.count("<polygon") == 1


def test_a_map_has_a_pattern_for_every_class() -> None:
    layer = grid(2)
    classes = {"a0": "fewer", "a1": "usual", "a2": "more"}
    drawn = maps.class_map(layer, classes, **NAMED)
    for name in maps.CLASSES:
        assert f'id="k-{name}"' in drawn
        assert f'fill="url(#k-{name})"' in drawn
        assert WORDING.text(f"map.{name}") in words(ET.fromstring(drawn))


def test_names_never_lie_over_each_other() -> None:
    found = words(ET.fromstring(maps.class_map(grid(12), {}, **NAMED)))
    # Each name is written twice: its halo and itself.
    assert all(found.count(name) in (0, 2) for name in grid(12).names)


def test_areas_of_several_parts_are_drawn() -> None:
    parts = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)])
    assert path_of(np.array([parts])).count("M") == 2


def test_islands_and_holes_keep_their_rings() -> None:
    holed = shapely.Polygon(shapely.box(0, 0, 30, 30).exterior, [shapely.box(10, 10, 20, 20).exterior])
    assert path_of(np.array([holed])).count("M") == 2


def test_simplified_borders_stay_within_a_pixel_and_shared() -> None:
    rng = np.random.default_rng(3)
    wiggle = np.column_stack([np.linspace(0, 400, 2001), 200 + np.cumsum(rng.normal(0, 0.05, 2001))])
    upper = shapely.Polygon([*wiggle, (400, 400), (0, 400)])
    lower = shapely.Polygon([*wiggle, (400, 0), (0, 0)])
    fewer = simplified(np.array([upper, lower]))
    assert shapely.get_num_coordinates(fewer).sum() < 0.2 * shapely.get_num_coordinates([upper, lower]).sum()
    assert shapely.area(shapely.intersection(*fewer)) == pytest.approx(0, abs=1e-6)
    assert shapely.hausdorff_distance(fewer[0], upper) < 1.5


def test_the_frame_keeps_proportions() -> None:
    frame = Frame.around(shapely.box([0.0], [0.0], [2000.0], [1000.0]), width=480)
    corner = frame.to_picture(shapely.points([[0.0, 1000.0]]))[0]
    other = frame.to_picture(shapely.points([[2000.0, 0.0]]))[0]
    assert (other.x - corner.x) / (other.y - corner.y) == pytest.approx(2)
    assert 0 < corner.x < other.x < 480


def test_squares_are_drawn_where_they_lie() -> None:
    drawn = maps.squares_map(np.array([(250.0, 250.0), (750.0, 250.0)]), cell_m=500, outline=grid(4), **NAMED)
    assert drawn.count('fill="url(#k-more)"') == 2  # the two squares as one shape, and the legend
    none = maps.squares_map(np.empty((0, 2)), cell_m=500, outline=grid(4), **NAMED)
    assert none.count('fill="url(#k-more)"') == 1


def test_text_in_pictures_is_escaped() -> None:
    drawn = svg.text(0, 0, "<b> & </b>")
    assert "&lt;b&gt; &amp; &lt;/b&gt;" in drawn
