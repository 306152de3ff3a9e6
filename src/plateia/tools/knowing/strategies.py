"""The review of security strategies: what was counted in them, in the words of the source and as strategies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from plateia.errors import SettingsError
from plateia.knowledge.research import StrategyFigure, sources, strategy_review

if TYPE_CHECKING:
    from plateia.wording import Wording

BESIDE = ("survey", "interviews")
"""Variables of the same source that were not counted in strategies."""
N_STRATEGIES = 21
PHRASE = "phrase"


def review_figures(section: str | None = None) -> tuple[StrategyFigure, ...]:
    """Return the figures of the review by section, in the order of the source.

    Parameters
    ----------
    section : str, optional
        A section of the source with those inside it: ``5.1``, ``5.4``, ``5.4 radicalisation``.

    Raises
    ------
    SettingsError
        ``review.section-unknown``.

    Examples
    --------
    >>> len(review_figures("5.1")), len(review_figures("5.4 radicalisation"))
    (11, 26)
    """
    counted = [figure for figure in strategy_review() if figure.variable not in BESIDE]
    sections = list(dict.fromkeys(figure.source_section for figure in counted))
    inside = [name for name in sections if section is None or f"{name} ".startswith((f"{section} ", f"{section}."))]
    if not inside:
        raise SettingsError(
            "review.section-unknown",
            expected=f"A section of the review in --section: {', '.join(sections)}.",
            seen="another one.",
            remedy="leave it out for the whole review.",
        )
    return tuple(figure for name in inside for figure in counted if figure.source_section == name)


def describe(figures: Sequence[StrategyFigure], *, wording: Wording) -> str:
    """Return what the review is and is not, and its figures by section."""
    lines = [wording.text("strategies.heading", n=N_STRATEGIES), wording.text("strategies.about", n=N_STRATEGIES)]
    if any(figure.value_basis == PHRASE for figure in figures):
        lines.append(wording.text("strategies.phrases"))
    for section, inside in groupby(figures, key=lambda figure: figure.source_section):
        lines += ["", wording.text("strategies.section", section=section)]
        lines += [f"- {_line(figure, wording)}" for figure in inside]
    documents = dict.fromkeys(sources()[figure.source].title for figure in figures)
    return "\n".join([*lines, "", *(wording.text("strategies.source", title=title) for title in documents)])


def _line(figure: StrategyFigure, wording: Wording) -> str:
    what = f"{figure.variable.replace('_', ' ')}: {figure.category}"
    key = "counted"
    if figure.n != N_STRATEGIES or figure.implied_count is None:
        key = "stated"
    elif figure.value_basis == PHRASE:
        key = "approximate"
    line = wording.text(
        f"strategies.{key}", what=what, stated=figure.value_as_stated, k=figure.implied_count or 0, n=N_STRATEGIES
    )
    return wording.text("strategies.noted", line=line, note=figure.notes) if figure.notes else line


def as_json(figures: Sequence[StrategyFigure], *, wording: Wording) -> dict[str, Any]:
    """Return the figures as JSON values; ``approximate`` says that the source has words and no number."""
    return {
        "about": wording.text("strategies.about", n=N_STRATEGIES),
        "figures": [{**asdict(figure), "approximate": figure.value_basis == PHRASE} for figure in figures],
    }
