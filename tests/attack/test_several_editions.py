"""What several protected editions give away together, and which are refused."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from plateia.errors import DisclosureError
from plateia.findings.edition import Published
from plateia.findings.protect import internal, protect
from plateia.findings.register import Register, layer_record, layer_shapes, register_entry
from tests.attack.attacker import Attacker
from tests.attack.made_up_city import made_up_city

CATEGORIES = ("burglary", "bicycle_theft", "robbery", "violence_and_sexual_offences", "drugs")
LAST = "2026-06"


def published_one_after_the_other(seed: int, spans: list[tuple[int, int]]) -> list[Published]:
    """Return editions of one city over several spans of 36 months, each protected in the knowledge of the earlier."""
    rng = np.random.default_rng(seed)
    n_areas, n_categories = int(rng.integers(2, 6)), int(rng.integers(2, 5))
    skew = rng.gamma(0.6, 1 / 0.6, (n_areas, 1, 1)) * rng.gamma(0.8, 1 / 0.8, (1, n_categories, 1))
    counts = rng.poisson(float(rng.choice([0.3, 1.5, 6.0])) * skew, (n_areas, n_categories, 36))
    outside = rng.poisson(0.3, (n_categories, 36))
    months = pd.period_range(end=LAST, periods=36, freq="M")
    register, editions = Register(), []
    for first, end in spans:
        edition = made_up_city(
            counts[:, :, first:end], categories=CATEGORIES[:n_categories], without_area=outside[:, first:end],
            end=str(months[end - 1]),
        )  # fmt: skip
        editions.append(protect(edition, minimum_count=5, register=register))
        written = json.dumps(register.with_entry(register_entry(editions[-1])).as_mapping())
        register = Register.of(json.loads(written))
    return editions


@pytest.mark.parametrize("seed", [46, 48, 55])
@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([(0, 24), (0, 30)], id="six months added"),
        pytest.param([(0, 24), (0, 27), (0, 36)], id="added and added again"),
        pytest.param([(0, 24), (24, 36), (0, 36)], id="two that fill a third"),
        pytest.param([(0, 24), (1, 25)], id="rolling on by a month"),
        pytest.param([(0, 24), (12, 36)], id="half and half"),
    ],
)
def test_editions_together_give_no_hidden_count_away(spans, seed):
    assert Attacker(published_one_after_the_other(seed, spans)).too_narrow() == {}


@pytest.mark.parametrize("seed", range(3))
def test_a_shorter_period_inside_an_earlier_one_shows_no_area(seed):
    editions = published_one_after_the_other(seed, [(0, 30), (6, 30)])
    assert editions[1].edition.tables["areas"]["n"].isna().all()
    attacker = Attacker(editions)
    shown_earlier = {name[1:] for name in attacker.position if name[0] == 0 and name not in attacker.hidden}
    # That a part is at most the whole is known of every count ever shown.
    told = {name: width for name, width in attacker.too_narrow().items() if name[1:] not in shown_earlier}
    assert told == {}


def test_the_same_edition_again_is_the_same():
    first, again = published_one_after_the_other(2, [(0, 24), (0, 24)])
    for name, table in first.edition.tables.items():
        pd.testing.assert_frame_equal(table, again.edition.tables[name])
    assert first.edition.findings == again.edition.findings
    assert first.hidden == again.hidden


def test_a_difference_of_two_is_not_published():
    by_month = np.full((4, 2, 36), 2)
    by_month[0, 0, 24:] = 0
    by_month[0, 0, 30] = 2
    earlier = protect(
        made_up_city(by_month[:, :, :24], categories=CATEGORIES[:2], end="2025-06"), minimum_count=5,
        register=Register(),
    )  # fmt: skip
    register = Register().with_entry(register_entry(earlier))
    later = made_up_city(by_month, categories=CATEGORIES[:2], end=LAST)
    alone = protect(later, minimum_count=5, register=Register())
    together = protect(later, minimum_count=5, register=register)
    at = ("A00001", CATEGORIES[0])
    assert _shown(alone, *at) == 50
    assert pd.isna(_shown(together, *at))


def _shown(published: Published, area: str, category: str) -> object:
    areas = published.edition.tables["areas"]
    return areas.loc[(areas["area_id"] == area) & (areas["offence_category"] == category), "n"].iloc[0]


def _one_area(n: int, shape: shapely.Polygon) -> object:
    by_month = np.zeros((1, 1, 24), dtype=np.int64)
    by_month[0, 0, 3] = n
    return made_up_city(by_month, categories=("burglary",), shapes=np.array([shape]))


@pytest.mark.parametrize("block_m", [5, 100, 400])
@pytest.mark.parametrize("counts", [(40, 38), (38, 40)], ids=["whole first", "part first"])
def test_a_polygon_and_the_same_without_a_block(counts, block_m):
    """Guardrails section 6, test 2: P holds 40, P minus one block 38; the second request is refused."""
    whole = shapely.box(0, 0, 1000, 1000)
    shapes = {40: whole, 38: whole - shapely.box(0, 0, block_m, block_m)}
    first = protect(_one_area(counts[0], shapes[counts[0]]), minimum_count=5, register=Register())
    register = Register().with_entry(register_entry(first))
    with pytest.raises(DisclosureError) as refused:
        protect(_one_area(counts[1], shapes[counts[1]]), minimum_count=5, register=register)
    assert refused.value.code == "publication.differencing"
    assert refused.value.exit_code == 3


def test_a_large_difference_is_no_handful():
    whole = shapely.box(0, 0, 1000, 1000)
    first = protect(_one_area(60, whole), minimum_count=5, register=Register())
    register = Register().with_entry(register_entry(first))
    half = protect(_one_area(38, shapely.box(0, 0, 500, 1000)), minimum_count=5, register=register)
    assert half.edition.tables["areas"]["n"].notna().all()


def _three_pieces(counts: list[int]) -> object:
    by_month = np.zeros((3, 1, 24), dtype=np.int64)
    by_month[:, 0, 3] = counts
    shapes = shapely.box(np.array([0, 300, 600]), 0, np.array([300, 600, 900]), 300)
    return made_up_city(by_month, categories=("burglary",), shapes=shapes)


def test_pieces_that_fill_an_area_shown_earlier():
    """What is left of 60 is what the hidden pieces hold together: 3 and 27 cover each other."""
    first = protect(_one_area(60, shapely.box(0, 0, 900, 300)), minimum_count=5, register=Register())
    register = Register().with_entry(register_entry(first))
    pieces = protect(_three_pieces([30, 27, 3]), minimum_count=5, register=register)
    areas = pieces.edition.tables["areas"]
    left = 60 - areas.loc[areas["offence_category"] == "burglary", "n"].sum()
    assert left >= 10


def test_an_area_filled_by_pieces_shown_earlier():
    """Pieces of 30, 27 and 13 were shown; an area around two of them and 2 more incidents is refused."""
    first = protect(_three_pieces([30, 27, 13]), minimum_count=5, register=Register())
    register = Register().with_entry(register_entry(first))
    with pytest.raises(DisclosureError, match=r"publication\.differencing"):
        protect(_one_area(59, shapely.box(0, 0, 620, 300)), minimum_count=5, register=register)


def test_the_register_is_read_back_as_it_was_written():
    published = published_one_after_the_other(1, [(0, 24)])[0]
    register = Register().with_entry(register_entry(published))
    assert Register.of(json.loads(json.dumps(register.as_mapping()))) == register
    assert register.with_entry(register_entry(published)) == register


@pytest.mark.parametrize("content", [{}, {"format": 2}, {"format": 1, "editions": [{}], "layers": {}}, []])
def test_an_unreadable_register_stops_publication(content):
    with pytest.raises(DisclosureError) as refused:
        Register.of(content)
    assert refused.value.code == "publication.register-unreadable"


def test_an_internal_version_has_no_entry():
    edition = published_one_after_the_other(1, [(0, 24)])[0].edition
    with pytest.raises(DisclosureError) as refused:
        register_entry(internal(edition, "Ana"))
    assert refused.value.code == "publication.internal"


def test_a_layer_is_known_again_whatever_the_order_of_its_areas():
    edition = published_one_after_the_other(1, [(0, 24)])[0].edition
    layer = edition.layers["areas"]
    turned = type(layer)(layer.ids[::-1], layer.geometries[::-1], layer.names[::-1], layer.crs)
    assert layer_record(layer) == layer_record(turned)
    assert shapely.equals(layer_shapes(layer_record(layer)), layer.geometries).all()
