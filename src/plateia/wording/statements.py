"""Which sentence a finding takes, and which values stand in it.

Most kinds have one sentence, ``finding.<kind>``; some differ by a value (how the change reads, which unit), and some
add a sentence where there is something to add.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

VARIANTS: Mapping[str, tuple[str, ...]] = {
    "level": ("all", "one", "no_share"),
    "trend": ("clearly_more", "clearly_fewer", "as_usual", "cannot_be_said"),
    "period_change": tuple(
        f"{level}.{reading}"
        for level in ("city", "place")
        for reading in ("clearly_more", "clearly_fewer", "as_usual", "cannot_be_said")
    ),
    "concentration": ("more_than_chance", "as_chance", "chance_unknown"),
    "repeat_places": ("more_than_chance", "as_chance", "chance_unknown"),
    "location_quotient": ("larger", "smaller"),
    "timing": ("peak", "peak_no_night", "days_only"),
}
"""Kind -> the variants of its sentence; every other kind has the sentence ``finding.<kind>``."""

NAMED_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "period_change": ("only_clearly_more", "only_clearly_fewer", "only_as_usual", "only_cannot_be_said"),
    "area_high": ("none", "none_shown"),
    "area_low": ("none", "none_shown"),
    "cells_high": ("none", "none_shown"),
    "location_quotient": ("none", "none_shown"),
}
"""Kind -> what ``values.template`` may name: nothing flagged, nothing that may be shown, a reading without counts."""

REFUSAL_FIELDS: Mapping[str, str] = {
    "category": "offence_category",
    "comparison": "comparison",
    "named": "name",
}
"""What a refusal may concern: the sentence ``refusal_extra.<name>`` follows where the value is set."""


def statement_key(kind: str, values: Mapping[str, Any], *, hidden: bool) -> str:
    """Return the key of a finding's sentence."""
    if hidden:
        place = ".place" if kind == "period_change" and values.get("level") in ("district", "area") else ""
        return f"finding.{kind}{place}.hidden"
    if values.get("template"):
        return f"finding.{kind}.{values['template']}"
    if kind == "data_quality":
        return f"quality.{values['code']}"
    if kind == "refusal":
        return f"refusal.{values['code']}"
    variant = _variant(kind, values)
    return f"finding.{kind}.{variant}" if variant else f"finding.{kind}"


def _variant(kind: str, values: Mapping[str, Any]) -> str | None:
    choose = _CHOOSERS.get(kind)
    return None if choose is None else choose(values)


def _level(values: Mapping[str, Any]) -> str:
    if values.get("offence_category") == "all":
        return "all"
    return "no_share" if values.get("share_of_all") is None else "one"


def _timing(values: Mapping[str, Any]) -> str:
    if values.get("peak_from_hour") is None:
        return "days_only"
    return "peak_no_night" if values.get("share_night") is None else "peak"


def _period_change(values: Mapping[str, Any]) -> str:
    return f"{'city' if values.get('level') == 'city' else 'place'}.{values['reading']}"


def _against_chance(figure: float | None, chance_high: float | None) -> str:
    if figure is None or chance_high is None:
        return "chance_unknown"
    return "more_than_chance" if figure > chance_high else "as_chance"


def extra_keys(kind: str, values: Mapping[str, Any]) -> list[str]:
    """Return the keys of sentences that follow the first where there is something to add."""
    extras = []
    if kind == "level" and values.get("n_without_area"):
        extras.append("finding.level.without_area")
    if kind == "period_change" and values.get("level") == "city" and values.get("usual_low") is not None:
        extras.append("finding.period_change.usual_range")
    if kind == "refusal":
        extras += [
            f"refusal_extra.{name}" for name, field in REFUSAL_FIELDS.items() if isinstance(values.get(field), str)
        ]
    if kind == "timing" and values.get("n_too_long"):
        extras.append("finding.timing.too_long")
    if kind == "power":
        extras += _power_extras(values)
    if kind == "process" and values.get("agreement") is not None:
        extras.append(f"finding.process.agreed{'' if values.get('kappa') is not None else '_without_kappa'}")
    if kind == "displacement" and values.get("quotient_reading"):
        extras.append("finding.displacement.quotient")
    if kind == "evaluation_design":
        extras.append("finding.evaluation_design.design")
        if values.get("advised") not in (None, values.get("design")):
            extras.append("finding.evaluation_design.other_design")
    return extras


def _power_extras(values: Mapping[str, Any]) -> list[str]:
    extras = []
    if values.get("template") == "none_can" and values.get("n_needed") is not None:
        extras.append("finding.power.needed")
    if values.get("template") != "enough" and values.get("detectable") is not None:
        extras.append("finding.power.detectable")
    extras.append("finding.power.assumes")
    if values.get("comparison_size") is not None:
        extras.append("finding.power.assumes_comparison")
    if values.get("earlier_months"):
        extras.append("finding.power.assumes_earlier")
    return [*extras, *(f"power_help.{code}" for code in values.get("helps") or ())]


def statement_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a finding's values with those that only a sentence needs: how many rows, which hours."""
    sentence = dict(values)
    if "rows" in sentence:
        sentence["n_rows"] = len(sentence["rows"] or ())
    for side in ("before", "after"):
        if f"{side}_from" in sentence:
            sentence[f"{side}_span"] = (sentence[f"{side}_from"], sentence[f"{side}_to"])
    if "changes" in sentence:
        sentence["changes_said"] = ", ".join(sentence["changes"] or ())
    if sentence.get("ratio_per_year") is not None:
        sentence["ratio_per_year_per_100"] = 100 * sentence["ratio_per_year"]
    sentence.setdefault("source", "")
    return sentence


_CHOOSERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "level": _level,
    "trend": lambda values: str(values["reading"]),
    "period_change": _period_change,
    "concentration": lambda values: _against_chance(values.get("gini"), values.get("chance_high")),
    "repeat_places": lambda values: _against_chance(values.get("share_at_repeats"), values.get("chance_high")),
    "location_quotient": lambda values: "larger" if (values.get("quotient") or 1) >= 1 else "smaller",
    "timing": _timing,
}
