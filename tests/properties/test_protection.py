"""What disclosure control never does, whatever the city."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from plateia.errors import DisclosureError
from plateia.findings.protect import internal, protect
from plateia.findings.register import Register, register_entry
from tests.attack.made_up_city import made_up_city, random_city
from tests.sample_edition import sample_edition

KEYS = {
    "areas": ["area_id", "offence_category"],
    "months": ["month", "offence_category"],
    "changes": ["level", "area_id", "offence_category", "comparison"],
    "concentration": ["unit", "offence_category"],
    "cells": ["cell_id", "offence_category"],
}
MARKS = {"reason", "status"}


def protected(edition, minimum_count=5):
    return protect(edition, minimum_count=minimum_count, register=Register())


@pytest.mark.parametrize("seed", range(6))
def test_what_is_shown_is_what_was_computed(seed):
    edition = random_city(np.random.default_rng(seed))
    shown = protected(edition).edition.tables
    for name, keys in KEYS.items():
        both = shown[name].merge(edition.tables[name], on=keys, how="left", suffixes=("", "_before"))
        for column in set(shown[name]) - set(keys) - MARKS:
            there = both[column].notna()
            assert (both.loc[there, column] == both.loc[there, f"{column}_before"]).all()


@pytest.mark.parametrize("seed", range(6))
def test_no_small_count_is_shown(seed):
    published = protected(random_city(np.random.default_rng(seed)))
    for name in ("areas", "months"):
        n = published.edition.tables[name]["n"].dropna()
        assert not ((n > 0) & (n < 5)).any()
    values = [finding.values.get("n") for finding in published.edition.findings if finding.kind == "level"]
    assert not [n for n in values if n is not None and 0 < n < 5]


def test_a_larger_k_shows_nothing_that_it_forbids():
    edition = sample_edition(side=5)
    for minimum_count in (5, 9, 14, 20):
        areas = protected(edition, minimum_count).edition.tables["areas"]
        n = areas["n"].dropna()
        assert not ((n > 0) & (n < minimum_count)).any()


def test_a_larger_k_hides_what_a_smaller_one_hides_for_being_small():
    edition = sample_edition(side=5)
    before = edition.tables["areas"]["n"]
    hidden = [protected(edition, k).edition.tables["areas"]["n"].isna() for k in (5, 9, 14)]
    for smaller, larger, k in zip(hidden, hidden[1:], (5, 9), strict=False):
        assert (larger | ~(smaller & (before < k))).all()
    totals = [int(mask.sum()) for mask in hidden]
    assert totals == sorted(totals)


def test_the_order_of_rows_decides_nothing():
    edition = sample_edition(side=5)
    tables = {name: table.sample(frac=1, random_state=4) for name, table in edition.tables.items()}
    turned = protected(dataclasses.replace(edition, tables=tables)).edition.tables
    straight = protected(edition).edition.tables
    for name, keys in KEYS.items():
        pd.testing.assert_frame_equal(
            straight[name].sort_values(keys, ignore_index=True), turned[name].sort_values(keys, ignore_index=True)
        )


def test_large_counts_are_all_shown():
    edition = made_up_city(np.full((6, 3, 24), 40), categories=("burglary", "drugs", "robbery"))
    published = protected(edition)
    assert {name: published.hidden[name] for name in ("areas", "months", "concentration", "account")} == {
        "areas": 0, "months": 0, "concentration": 0, "account": 0
    }  # fmt: skip
    assert not any(finding.hidden for finding in published.edition.findings)
    assert published.edition.tables["areas"]["rate_eb"].notna().all()


@pytest.mark.parametrize(
    ("n_areas", "categories", "fill"),
    [
        (1, ("burglary",), 0),
        (1, ("burglary",), 3),
        (1, ("violence_and_sexual_offences",), 2),
        (1, ("road_collision",), 1),
        (3, ("road_collision", "fraud_online"), 1),
        (5, ("burglary", "drugs"), 0),
        (5, ("violence_and_sexual_offences",), 40),
        (2, ("burglary", "violence_and_sexual_offences"), 1),
    ],
)
def test_poor_tables_stop_nothing(n_areas, categories, fill):
    by_month = np.zeros((n_areas, len(categories), 24), dtype=np.int64)
    by_month[:, :, 2] = fill
    published = protected(made_up_city(by_month, categories=categories))
    assert register_entry(published)["edition"] == "2026-06"


def test_k_is_never_below_five():
    with pytest.raises(DisclosureError) as refused:
        protected(sample_edition(side=2), 4)
    assert refused.value.code == "publication.minimum-count"


def test_the_internal_version_is_whole_and_named():
    edition = sample_edition(side=2)
    published = internal(edition, " Ana ")
    assert published.edition is edition
    assert published.internal_for == "Ana"
    with pytest.raises(DisclosureError) as refused:
        internal(edition, " ")
    assert refused.value.code == "publication.no-name"
