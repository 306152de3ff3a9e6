"""The tables an audit publishes, column by column, in the order in which they are written."""

from __future__ import annotations

from plateia.tables.columns import Column, TableDeclaration

_CATEGORY = Column("offence_category", "string", "offence category of the shared vocabulary; `all` for their sum")
_SUPPRESSED = "empty where hidden, missing or not covered: see `reason`"

AREAS = TableDeclaration(
    "areas",
    "Recorded incidents of every area and category over the covered months, zeros included.",
    (
        Column("area_id", "string", "the area's own id"),
        Column("name", "string", "the area's name"),
        _CATEGORY,
        Column("n", "integer", "incidents in the covered months", "incidents", _SUPPRESSED),
        Column("denominator_name", "string", "what the rate is per: residents, dwellings, hectares"),
        Column("denominator", "number", "size of the denominator", "see denominator_name", _SUPPRESSED),
        Column("per", "integer", "the rate counts per this many units of the denominator"),
        Column("years", "number", "covered months / 12", "years"),
        Column("rate", "number", "n / denominator / years * per", "per year", _SUPPRESSED),
        Column("rate_ci_low", "number", "lower 95 % limit, over-dispersion included", "per year", _SUPPRESSED),
        Column("rate_ci_high", "number", "upper 95 % limit", "per year", _SUPPRESSED),
        Column("rate_eb", "number", "smoothed rate (global empirical Bayes)", "per year", _SUPPRESSED),
        Column("rate_eb_low", "number", "2.5 % quantile of the smoothed rate", "per year", _SUPPRESSED),
        Column("rate_eb_high", "number", "97.5 % quantile of the smoothed rate", "per year", _SUPPRESSED),
        Column(
            "reason",
            "string",
            "why values are empty: suppressed, not_covered, denominator_missing, denominator_small",
            missing="empty where nothing is",
        ),
    ),
)

MONTHS = TableDeclaration(
    "months",
    "The city month by month, with what the same months of earlier years led to expect.",
    (
        Column("month", "string", "YYYY-MM"),
        _CATEGORY,
        Column("n", "integer", "incidents of the month", "incidents", "empty where missing or hidden"),
        Column(
            "expected", "number", "mean of the same months of up to five earlier years", "incidents", "too few years"
        ),
        Column("limit_low", "number", "lower 95 % prediction limit", "incidents", "too few years"),
        Column("limit_high", "number", "upper 95 % prediction limit", "incidents", "too few years"),
        Column("status", "string", "complete, partial (still filling up), missing, suppressed"),
    ),
)

CELLS = TableDeclaration(
    "cells",
    "Square cells that can hold an incident, and where more happened than elsewhere (Gi*, exact conditional test).",
    (
        Column("cell_id", "string", "from the lower left corner and the size"),
        Column("x_m", "number", "centre, east", "m"),
        Column("y_m", "number", "centre, north", "m"),
        Column("cell_m", "number", "side of the cell", "m"),
        _CATEGORY,
        Column("n", "integer", "incidents in the cell", "incidents", _SUPPRESSED),
        Column("z", "number", "Getis-Ord Gi* standard score", "", _SUPPRESSED),
        Column("p", "number", "exact conditional probability of at least this sum", "", _SUPPRESSED),
        Column("q", "number", "false-discovery rate at which the cell would be flagged", "", _SUPPRESSED),
        Column("high", "boolean", "flagged at a false-discovery rate of 5 %", "", _SUPPRESSED),
    ),
)

CONCENTRATION = TableDeclaration(
    "concentration",
    "How far incidents gather in few places, beside what chance alone would do.",
    (
        Column("unit", "string", "areas, cells or places"),
        _CATEGORY,
        Column("n_units", "integer", "places that could hold an incident"),
        Column("n", "integer", "incidents", "incidents", _SUPPRESSED),
        Column("share25", "number", "smallest share of places with a quarter of incidents", "", _SUPPRESSED),
        Column("share50", "number", "smallest share of places with half of incidents", "", _SUPPRESSED),
        Column("gini", "number", "generalised Gini coefficient", "", _SUPPRESSED),
        Column("gini_chance_low", "number", "2.5 % quantile of the same under chance", "", _SUPPRESSED),
        Column("gini_chance_high", "number", "97.5 % quantile of the same under chance", "", _SUPPRESSED),
    ),
)

CHANGES = TableDeclaration(
    "changes",
    "Two like periods compared: for the city, for the districts and for the areas.",
    (
        Column("level", "string", "city, district or area"),
        Column("area_id", "string", "id of the district or area", missing="empty for the city"),
        Column("name", "string", "name of the district or area", missing="empty for the city"),
        _CATEGORY,
        Column("comparison", "string", "same_month, year_to_date or twelve_months"),
        Column("before", "integer", "incidents in the earlier period", "incidents", _SUPPRESSED),
        Column("after", "integer", "incidents in the later period", "incidents", _SUPPRESSED),
        Column("ratio", "number", "after / before (areas: relative to the city's change)", "", _SUPPRESSED),
        Column("ratio_low", "number", "lower 95 % limit", "", _SUPPRESSED),
        Column("ratio_high", "number", "upper 95 % limit", "", _SUPPRESSED),
        Column("q", "number", "false-discovery rate at which it would be called clear", "", _SUPPRESSED),
        Column("reading", "string", "clearly_more, clearly_fewer, as_usual, cannot_be_said"),
        Column("reason", "string", "why values are empty", missing="empty where nothing is"),
    ),
)

PLACES = TableDeclaration(
    "places",
    "Premises and public places with repeated incidents; internal versions only, never dwellings.",
    (
        Column("place_id", "string", "number of the place in this edition"),
        Column("x_m", "number", "east", "m"),
        Column("y_m", "number", "north", "m"),
        Column("area_id", "string", "the area it lies in", missing="empty where none"),
        _CATEGORY,
        Column("n", "integer", "incidents at the place", "incidents"),
    ),
)

PUBLISHED_TABLES: tuple[TableDeclaration, ...] = (AREAS, MONTHS, CELLS, CONCENTRATION, CHANGES, PLACES)
