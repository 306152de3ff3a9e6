"""Rows for reports on the Sustainable Development Goals 11 and 16, from the indicators of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plateia.plans.indicator_rules import AuditFigures, baseline_of, latest_of, target_of
from plateia.settings.plan_files.actions import Action
from plateia.settings.plan_files.indicators import POLICE_RECORDS, Indicator
from plateia.vocabulary.sdg import sdg_indicators


@dataclass(frozen=True, slots=True)
class SdgRow:
    """One indicator of the plan beside one of the global framework.

    Attributes
    ----------
    sdg : str
        ``16.1.4``; its paraphrased name is ``sdg.16_1_4`` of the wording.
    comparable : bool
        False where the official figure comes from a survey and this one from police records.
    """

    sdg: str
    indicator: str
    action: str
    name: str
    unit: str
    baseline: float | None
    target: float | None
    latest: float | None
    latest_on: date | None
    comparable: bool


def sdg_rows(indicators: Sequence[Indicator], *, actions: Mapping[str, Action], figures: AuditFigures) -> list[SdgRow]:
    """Return the rows in the order of the goals; indicators of stopped actions are left out."""
    rows = []
    for id_, official in sdg_indicators().items():
        for indicator in indicators:
            action = actions.get(indicator.action)
            if id_ not in indicator.sdg_indicators or action is None or action.status == "stopped":
                continue
            latest = latest_of(indicator)
            rows.append(
                SdgRow(
                    sdg=id_,
                    indicator=indicator.id,
                    action=indicator.action,
                    name=indicator.name,
                    unit=indicator.unit,
                    baseline=baseline_of(indicator, figures),
                    target=target_of(indicator, figures),
                    latest=None if latest is None else latest.value,
                    latest_on=None if latest is None else latest.on,
                    comparable=not (official.population_based and indicator.source_kind == POLICE_RECORDS),
                )
            )
    return rows
