"""What the tables of an evaluation are: groups, series and effects, each column declared once."""

from __future__ import annotations

from plateia.tables.columns import Column, TableDeclaration

_REASON = Column("reason", "string", "`suppressed` where a number is hidden", missing="not hidden")

GROUPS = TableDeclaration(
    "groups",
    "Recorded incidents of each group of units before and after.",
    (
        Column("group", "string", "treated, comparison, displacement or displacement_comparison"),
        Column("period", "string", "before or after"),
        Column("n", "integer", "recorded incidents", "incidents", "hidden"),
        Column("n_units", "integer", "units in the group", "units"),
        Column("n_months", "integer", "months in the period", "months"),
        Column("months", "string", "the months, separated by spaces"),
        _REASON,
    ),
)
SERIES = TableDeclaration(
    "series",
    "Recorded and expected incidents of each group over time, at the finest span that may be shown.",
    (
        Column("group", "string", "as in `groups`"),
        Column("span", "string", "month or quarter"),
        Column("months", "string", "the months, separated by spaces"),
        Column("period", "string", "before or after"),
        Column("n", "integer", "recorded incidents", "incidents"),
        Column(
            "expected",
            "number",
            "expected without the action, by the method fixed beforehand",
            "incidents",
            "not the treated units, or the method gives none by month",
        ),
        Column("expected_low", "number", "lower limit, 95 %", "incidents", "the method gives none"),
        Column("expected_high", "number", "upper limit, 95 %", "incidents", "the method gives none"),
        _REASON,
    ),
)
EFFECTS = TableDeclaration(
    "effects",
    "The effect by each method the data can bear; only the one fixed beforehand decides.",
    (
        Column("method", "string", "the method's name"),
        Column("primary", "boolean", "fixed beforehand in the evaluation plan"),
        Column("ratio", "number", "recorded over expected incidents after the start", "ratio", "hidden, or not given"),
        Column("low", "number", "lower limit of the ratio, 95 %", "ratio", "hidden, or not given"),
        Column("high", "number", "upper limit of the ratio, 95 %", "ratio", "hidden, or not given"),
        Column("averted", "number", "expected minus recorded incidents", "incidents", "hidden, or not given"),
        Column("averted_low", "number", "lower limit, 95 %", "incidents", "hidden, or not given"),
        Column("averted_high", "number", "upper limit, 95 %", "incidents", "hidden, or not given"),
        Column("p", "number", "two-sided p-value", "probability", "hidden, or not given"),
        Column("smallest_p", "number", "smallest p-value the design can give", "probability", "none, or hidden"),
        Column("basis", "string", "what the interval rests on"),
        Column("assumptions", "string", "codes, separated by spaces", missing="none"),
        Column("caveats", "string", "codes, separated by spaces", missing="none"),
        _REASON,
    ),
)

EVALUATED_TABLES: tuple[TableDeclaration, ...] = (GROUPS, SERIES, EFFECTS)
