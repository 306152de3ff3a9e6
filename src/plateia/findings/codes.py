"""The closed lists of codes a finding may carry; those a reader meets have their text in every language.

A code is never shown to a reader; ``wording.caveat(code)``, ``.refusal(code)``, ``.quality(code)``, ``.reason(code)``
and ``.reading(code)`` say it. The line beside each code here is for whoever sets it.
"""

from __future__ import annotations

from collections.abc import Mapping

READINGS: Mapping[str, str] = {
    "clearly_more": "above the usual range after over-dispersion and many comparisons",
    "clearly_fewer": "below the usual range after over-dispersion and many comparisons",
    "as_usual": "inside the usual range",
    "cannot_be_said": "too few incidents or months, or not comparable",
}

CAVEATS: Mapping[str, str] = {
    "recorded_only": "recorded incidents, not what happened",
    "single_source": "rests on one source",
    "area_disagreement": "stated area and point disagree in more than 5 % of records",
    "months_missing": "some months are not covered by every source",
    "months_partial": "the last months are still filling up",
    "dispersion_assumed": "too short a past to estimate dispersion: the documented default was used",
    "visitors_not_counted": "a rate per resident where visitors matter",
    "anchored_points": "points are anchors, not places of incidents",
    "month_resolution": "only the month is known",
    "pandemic_months": "the comparison touches 2020 or 2021",
    "short_past": "fewer than three earlier years say what is usual",
    "not_whole_years": "not all twelve calendar months are covered",
    "unlocated_dropped": "records without area and point were dropped (source wider than the study area)",
    "recording_changed": "the way of recording changed: not compared",
    "time_basis_recorded": "dated by the day of recording",
    "time_basis_closed": "dated by the day a case was closed",
    "few_events": "fewer than 20 incidents",
    "small_denominator": "fewer than 100 persons, or as small a base, in the denominator",
    "unclassified_share": "more than 5 % of records are in no shared category",
    "without_area": "some records count for the city and for no area",
    "intervals_long": "many records give a time span longer than a day",
    "generalised_boundaries": "area boundaries are simplified",
    "declared_gaps": "the period has declared gaps",
    "many_comparisons": "one of many comparisons; false discoveries controlled at 5 %",
    "rank_uncertain": "the order could move within the intervals",
    "hidden_counts": "small numbers are hidden",
    "areas_stand_in": "a small area does not describe the people who live in it",
    "default_grid": "the cell size was chosen by the program",
    "unit_dependent": "concentration depends on the unit: not comparable across units",
    "weights_national": "harm weights follow the law of one country",
}

EVALUATION_CAVEATS: Mapping[str, str] = {
    "dispersion_from_untouched": "dispersion estimated on untouched units over the same periods",
    "dispersion_from_series": "dispersion estimated on the months of one series before the action",
    "power_from_earlier_months": "the period before is not over: earlier months in its place",
    "power_from_other_seasons": "these hold other calendar months",
    "power_of_simpler_design": "no formula for this design: that of before and after, or of the ratio of rates",
    "seasons_differ": "the periods hold different calendar months",
    "chosen_for_high_counts": "units were chosen because their counts were high",
    "displacement_not_examined": "neither displacement units nor rings in the plan",
    "displacement_comparison_shared": "the surroundings share the comparison of the treated units",
    "pattern_not_level": "where, not how many",
    "few_units": "under 20 units",
    "smallest_p_above_level": "no result could be significant",
    "overdispersed": "phi above 1.5",
    "trends_differ_before": "placebo lead under 0.05",
    "zero_cells": "a half was added to a zero sum",
    "no_placebo_lead": "too short before to test for trends",
    "one_treated_unit": "one treated unit",
    "several_treated": "a mean of several is ranked among single donors",
    "autocorrelated": "neighbouring months alike",
    "no_season": "no seasonal terms",
    "short_before": "under 24 months before",
    "short_after": "under 12 months after",
    "few_events_a_month": "under five a month",
    "poor_fit_before": "misfit before above 10 % of the mean",
    "one_donor_dominates": "a donor weight above 0.9",
    "one_period_dominates": "a period weight above 0.9",
    "augmented_differs": "the augmented effect is another",
    "few_placebos": "under 20 placebo units",
    "benefits_to_victims": "no cash for the city",
    "unit_costs_transferred": "unit costs of another country",
    "one_rater": "a quality grid filled in by one rater",
    "design_effect_not_known": "no design effect of the survey stated",
}
"""What limits an effect; beside those of ``CAVEATS``."""

REFUSALS: Mapping[str, str] = {
    "time.month-resolution": "weekday and hour from data that give the month",
    "time.day-resolution": "hour from data that give the day",
    "time.none-usable": "no record has a short enough time span",
    "places.anchored": "repeated places from anchor points",
    "places.no-coordinates": "repeated places without points",
    "places.no-premises": "no category happens at premises or public places",
    "cells.anchor-spacing": "cells as fine as the anchors allow would be too coarse",
    "cells.no-coordinates": "cells without points",
    "cells.too-few": "too few incidents for cells",
    "trend.too-short": "fewer months than a trend needs",
    "trend.too-few": "too few incidents for a trend",
    "comparison.no-like-months": "no two like periods",
    "comparison.recording-changed": "recording changed between the periods",
    "comparison.too-few": "too few incidents to compare",
    "harm.no-table": "no harm table supplied",
    "harm.category-missing": "the harm table lacks a category",
    "affected.not-supplied": "no aggregates on the persons affected",
    "affected.too-few": "aggregates too small to show",
    "areas.none": "no areas",
    "areas.too-few": "too few areas to compare with each other",
    "areas.too-few-events": "too few incidents for areas",
    "areas.no-denominator": "no denominator",
    "order.too-few": "an ordered list needs 20 incidents per area on average (G-12)",
    "order.by-residents": "offences against passers-by, shops and vehicles are not ordered by residents (G-12)",
    "dispersion.short-past": "dispersion cannot be estimated from so short a past",
    "concentration.too-few": "too few incidents for concentration",
    "concentration.no-areas": "no areas for concentration",
    "quotient.too-few": "fewer than 10 incidents in every area for location quotients",
    "sensitive.public": "sexual, domestic, hate and juvenile offences are not shown below district and quarter",
}

QUALITY: Mapping[str, str] = {
    "months_missing": "months without records (months)",
    "months_partial": "months still filling up (months)",
    "months_half_filled": "months inside the period with about half of what neighbours have (months)",
    "without_coordinates": "records without coordinates (n, share)",
    "without_time": "records without a time (n)",
    "without_id": "records without an id (n)",
    "repeated_ids": "ids that stand on several different rows (n)",
    "identical_rows": "rows identical to another, one kept (n)",
    "far_points": "points more than 100 km from the study area (n)",
    "area_disagreement": "stated area and point disagree (share)",
    "null_island": "points at zero degrees, which stand for no point (n)",
    "anchored": "points are anchors (n distinct places)",
    "month_resolution": "only the month is known",
    "day_resolution": "only the day is known",
    "leading_zero": "area ids that lost a leading zero, mended (n)",
    "utc_midnight": "timestamps that are local midnight written in UTC (n)",
    "long_intervals": "time spans longer than a day (n, share)",
    "reversed_intervals": "time spans that end before they begin (n)",
    "swapped_coordinates": "coordinates in the wrong order (n)",
    "unlocated": "records without area and point, dropped (n, share)",
    "outside_study_area": "records elsewhere, dropped (n)",
    "outside_period": "records before or after the period, dropped (n)",
    "without_area": "records that count for the city only (n, share)",
    "malformed_rows": "rows that could not be read, dropped (n)",
    "unreadable_times": "rows whose time could not be read (n)",
    "future_times": "rows dated after the data were delivered (n)",
    "invalid_polygons": "areas whose boundary was mended (n)",
    "small_overlaps": "small overlaps between areas (n)",
    "unknown_categories": "source categories that the shared vocabulary does not know (n categories)",
    "denominator_missing": "areas without a denominator (n)",
    "unknown_area_ids": "stated area ids that do not exist here (n)",
    "reclassified": "records of another category than in an earlier extract (n)",
    "withdrawn": "records of an earlier extract that a newer one no longer has (n)",
    "added_late": "records a newer extract added to months already delivered (n)",
}

REASONS: Mapping[str, str] = {
    "suppressed": "hidden, primary or secondary: the two are never told apart",
    "not_covered": "the area lies outside the territory of every source",
    "missing": "the month is not covered",
    "denominator_missing": "no denominator for this area",
    "denominator_small": "denominator too small for a rate",
    "not_compared": "recording changed, or no like months",
}

DROPS: Mapping[str, str] = {
    "unlocated": "neither area nor point, source wider than the study area",
    "outside_study_area": "elsewhere",
    "outside_period": "before or after the period",
    "malformed_rows": "could not be read",
    "unreadable_times": "no readable time",
    "without_time": "no time",
    "identical_rows": "identical to another row",
    "superseded": "replaced by a newer extract",
    "where": "left out by the settings' own `where`",
    "placeless": "online: no place",
}

CHOICE_REASONS: Mapping[str, str] = {
    "cell_m": "smallest cell that may be public without address data",
    "cell_m_anchors": "the same, and not finer than the anchors allow (spacing_m)",
    "denominator_missing": "the fitting denominator was not supplied (wanted)",
    "short_past": "assumed: too short a past",
    "areas_past": "estimated on area pairs of the city's past (form, n)",
    "city_past": "estimated on the city's months (n)",
    "placebo": "share of areas flagged in a past in which nothing was done (n)",
    "clearest_rise": "the clearest rise against the city's own past",
    "no_clear_rise": "no category rose clearly: all of them together",
    "only_category": "the sum of all categories says no more than this one",
    "sparse_edges": "months before and after hold less than a tenth of the usual number",
}

UNITS: Mapping[str, str] = {
    "incidents": "recorded incidents",
    "incidents_per_year": "recorded incidents per year of covered months",
    "rows": "rows of a source",
    "persons": "persons affected, as supplied",
    "share": "in [0, 1]",
    "share_in_four_hours": "of incidents, in the fullest four hours of the week",
    "ratio": "after over before, the comparison's change taken out where there is one",
    "ratio_per_year": "one year over the year before",
    "ratio_to_city_change": "a place's change over the city's",
    "recorded_over_expected": "recorded over expected incidents",
    "location_quotient": "share of an area's incidents over that of the city's",
    "generalised_gini": "0: spread as evenly as can be; 1: all in one place",
    "areas_flagged": "areas",
    "cells_flagged": "squares",
    "data_categories_used": "of eight",
    "maryland_scale": "1 to 5",
    "probability": "in [0, 1]",
    "incidents_averted": "expected minus recorded incidents",
    "share_of_units": "in [0, 1]",
    "difference_of_shares": "in [-1, 1]",
    "share_of_points": "in [0, 1]",
    "benefit_per_cost": "present values",
}
"""Units of estimates; that of harm is the city's own word."""

INTERVAL_METHODS: Mapping[str, str] = {
    "quasi_poisson_exact": "exact Poisson limits of n / phi",
    "quasi_poisson_seasonal": "quasi-Poisson with months of the year, t distribution",
    "beta_binomial": "after, given the sum of both periods",
    "beta_binomial_city_removed": "the same, the city's change taken out",
    "log_scale": "normal on the log scale, over-dispersion included",
    "dispersion": "normal on the scale of the effect, with the dispersion of the past",
    "empirical_bayes": "predictive distribution after regression to the mean",
    "clopper_pearson": "exact binomial",
    "newcombe": "difference of two shares, Wilson limits combined",
    "monte_carlo": "quantiles of drawn costs and benefits",
}
"""How limits were made. Those of an effect also name a ``Basis`` of ``measures.interventions.panels``. A code in
``findings.json``; no sentence is made of it."""

NO_INTERVAL_REASONS: Mapping[str, str] = {
    "suppressed": "the figure is hidden",
    "refused": "there is no figure",
    "nothing_flagged": "nothing was flagged",
    "too_few": "too few incidents to compare",
    "all_incidents": "describes all recorded incidents",
    "empty_places_unknown": "all recorded incidents; places without any are unknown",
    "selected_by_test": "a share of what the test itself selected",
    "beside_chance": "read beside the band under chance",
    "rare_and_grave": "one rare and grave offence moves it more than chance: see it without the rarest",
    "as_supplied": "counts as supplied",
    "counted": "counted, not estimated",
    "list": "the length of a list",
    "scale": "a place on a scale",
    "computed": "follows from what was assumed",
    "index": "an index of likeness",
    "rating": "given by raters",
    "not_drawn": "no limits of the effect to draw from",
    "too_few_donors": "too few placebo units",
    "perfect_fit": "no gap before, whose size would measure chance",
    "not_available": "the method gives none",
}
"""Why an estimate has no limits. A code in ``findings.json``; no sentence is made of it."""

DATA_CATEGORIES: tuple[str, ...] = (
    "police",
    "incidents_and_calls",
    "survey",
    "population",
    "built_environment",
    "services",
    "existing_measures",
    "walks_and_interviews",
)
"""The eight boxes of the first page: the keys of ``Coverage.categories``."""

FOCUS_AREAS: tuple[str, ...] = ("juvenile_delinquency", "radicalisation", "organised_crime", "safe_public_spaces")
"""The four focus areas: the keys of ``Coverage.focus_areas``."""

COVERAGE_STATES: tuple[str, ...] = ("used", "partly", "missing", "not_examined")
"""``not_examined``: radicalisation and organised crime, unless lawful aggregates were supplied."""
