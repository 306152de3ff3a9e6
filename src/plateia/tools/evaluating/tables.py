"""The tables of an evaluation: each group by month and by quarter, and what every method says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.findings.evaluation import TREATED
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.tables.incidents import month_text
from plateia.tools.evaluating.effects import Effect
from plateia.tools.evaluating.panel import Panel

if TYPE_CHECKING:
    import pandas as pd

QUARTER_MONTHS = 3


def series_table(panel: Panel, effect: Effect | None) -> pd.DataFrame:
    """Return each group by month and by quarter; expected incidents stand beside the treated units."""
    import pandas as pd

    chosen = np.flatnonzero(panel.before | panel.after)
    quarters = [block for span in (panel.before, panel.after) for block in _blocks(np.flatnonzero(span))]
    rows = []
    for group in panel.groups:
        if not panel.has(group):
            continue
        counts = panel.counts[panel.groups[group]].sum(axis=0)
        expected = effect.series if effect is not None and group == TREATED else None
        for span, blocks in (("month", [np.array([one]) for one in chosen]), ("quarter", quarters)):
            for block in blocks:
                rows.append(_series_row(group, span, block, panel, counts, expected))
    columns = ["group", "span", "months", "period", "n", "expected", "expected_low", "expected_high"]
    return pd.DataFrame(rows, columns=columns).assign(reason="")


def _blocks(positions: np.ndarray) -> list[np.ndarray]:
    """Return runs of three months from the first on; a rest that is shorter joins the last."""
    blocks = [positions[at : at + QUARTER_MONTHS] for at in range(0, len(positions), QUARTER_MONTHS)]
    if len(blocks) > 1 and len(blocks[-1]) < QUARTER_MONTHS:
        blocks[-2:] = [np.concatenate(blocks[-2:])]
    return blocks


def _series_row(
    group: str, span: str, block: np.ndarray, panel: Panel, counts: np.ndarray, expected: Any
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "group": group,
        "span": span,
        "months": " ".join(month_text(int(month)) for month in panel.months[block]),
        "period": panel.named_before if panel.before[block[0]] else "after",
        "n": int(counts[block].sum()),
    }
    for name, series in zip(("expected", "expected_low", "expected_high"), expected or (None,) * 3, strict=True):
        single = name == "expected" or len(block) == 1  # limits of months do not add up to those of a quarter
        row[name] = float(series[block].sum()) if series is not None and single else None
    return row


def effects_table(effects: Sequence[Effect], plan: EvaluationPlan) -> pd.DataFrame:
    """Return a row per method; the plan's own is marked."""
    import pandas as pd

    names = ("ratio", "low", "high", "averted", "averted_low", "averted_high", "p", "smallest_p")
    rows = [
        {
            "method": effect.method,
            "primary": effect.method == plan.design,
            **{name: np.nan if getattr(effect, name) is None else float(getattr(effect, name)) for name in names},
            "basis": effect.basis,
            "assumptions": " ".join(effect.assumptions),
            "caveats": " ".join(effect.caveats),
        }
        for effect in effects
    ]
    return pd.DataFrame(rows, columns=["method", "primary", *names, "basis", "assumptions", "caveats"]).assign(
        reason=""
    )
