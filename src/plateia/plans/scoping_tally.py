"""The tally of a scoping survey: two denominators that are never mixed, and partners counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plateia.plans.remarks import Remark
from plateia.settings.plan_files.design import Answers, Scoping

FILE = "scoping.toml"
FEWEST_RESPONDENTS = 5


@dataclass(frozen=True, slots=True)
class OptionTally:
    """One option of the question in which several could be ticked, or several options together.

    Attributes
    ----------
    ticks : int or None
        Ticks for it.
    share_of_ticks : float in [0, 1], or None
        Of all ticks; the shares of all options add up to one.
    share_of_respondents : float in [0, 1], or None
        Of the respondents who answered the question: another figure, and never to be put beside the first.
    n_partners : int
        Partners with at least one respondent who ticked it.
    parts : tuple of OptionTally
        The options reported together, each with its own counts.
    """

    id: str
    title: str
    ticks: int | None
    share_of_ticks: float | None
    share_of_respondents: float | None
    n_partners: int
    parts: tuple[OptionTally, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemTally:
    """One item that was confirmed or not; a blank is not a no and leaves ``n_valid``.

    Attributes
    ----------
    n_yes, n_valid : int or None
        Respondents.
    share_of_valid : float in [0, 1], or None
    partners_in_favour, n_partners : int
        Partners with at least one yes, of the partners with at least one answer.
    """

    id: str
    title: str
    n_yes: int | None
    n_valid: int | None
    share_of_valid: float | None
    partners_in_favour: int
    n_partners: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The whole tally.

    Attributes
    ----------
    n_respondents, n_ticked : int or None
        Codes in the file, and those who ticked at least one option: a blank is not a no, and leaves the denominator.
        None where they are few.
    n_ticks : int or None
        All ticks: the first denominator. Valid answers of each item are the second.
    n_partners : int
    partners_only : bool
        Respondents are so few that only partners, which are organisations, are counted.
    """

    n_respondents: int | None
    n_ticked: int | None
    n_ticks: int | None
    n_partners: int
    options: tuple[OptionTally, ...]
    together: tuple[OptionTally, ...]
    items: tuple[ItemTally, ...]
    partners_only: bool = False


def full_tally(scoping: Scoping) -> Tally:
    """Return every count; what is shown to others is ``shown_tally``. Blanks are in no denominator."""
    answered = [row for row in scoping.respondents if row.ticks]
    n_ticks = sum(len(row.ticks or ()) for row in answered)
    options = tuple(
        _option(option.id, option.title, (option.id,), answered=answered, n_ticks=n_ticks) for option in scoping.options
    )
    by_id = {option.id: option for option in options}
    together = tuple(
        replace(
            _option(group.id, group.title, group.options, answered=answered, n_ticks=n_ticks),
            parts=tuple(by_id[option] for option in group.options),
        )
        for group in scoping.together
    )
    return Tally(
        n_respondents=len(scoping.respondents),
        n_ticked=len(answered),
        n_ticks=n_ticks,
        n_partners=len({row.partner for row in scoping.respondents}),
        options=options,
        together=together,
        items=tuple(_item(item.id, item.title, scoping.respondents) for item in scoping.items),
    )


def shown_tally(scoping: Scoping) -> Tally:
    """Return the tally with counts of respondents only where at least five answered; partners are always counted."""
    tally = full_tally(scoping)
    items = tuple(_without_few(item) for item in tally.items)
    if tally.n_ticked is not None and tally.n_ticked >= FEWEST_RESPONDENTS:
        return replace(tally, items=items)
    too_few = len(_answering(scoping)) < FEWEST_RESPONDENTS
    return replace(
        tally,
        n_respondents=None if too_few else tally.n_respondents,
        n_ticked=None,
        n_ticks=None,
        options=tuple(_partners_only(option) for option in tally.options),
        together=tuple(_partners_only(option) for option in tally.together),
        items=items,
        partners_only=too_few,
    )


def check_scoping(scoping: Scoping, *, partners: frozenset[str]) -> list[Remark]:
    """Return partners nobody knows, and whether so few answered that only partners are counted."""
    unknown = sorted({row.partner for row in scoping.respondents} - partners)
    remarks = [
        Remark("scoping.partner-unknown", "warning", FILE, "respondents", details={"partner": partner})
        for partner in unknown
    ]
    if len(_answering(scoping)) < FEWEST_RESPONDENTS:
        details = {"fewest": FEWEST_RESPONDENTS}
        remarks.append(Remark("scoping.few-respondents", "note", FILE, "respondents", "small_numbers", details))
    return remarks


def _answering(scoping: Scoping) -> list[Answers]:
    """Return the respondents who ticked or confirmed anything: a blank is not a no, and counts nowhere."""
    return [row for row in scoping.respondents if row.ticks or row.confirms]


def _option(id_: str, title: str, wanted: Sequence[str], *, answered: Sequence[Answers], n_ticks: int) -> OptionTally:
    ticks = sum(option in wanted for row in answered for option in row.ticks or ())
    ticking = [row for row in answered if set(wanted) & set(row.ticks or ())]
    return OptionTally(
        id=id_,
        title=title,
        ticks=ticks,
        share_of_ticks=ticks / n_ticks if n_ticks else None,
        share_of_respondents=len(ticking) / len(answered) if answered else None,
        n_partners=len({row.partner for row in ticking}),
    )


def _item(id_: str, title: str, respondents: Sequence[Answers]) -> ItemTally:
    valid = [row for row in respondents if id_ in row.confirms]
    yes = [row for row in valid if row.confirms[id_]]
    return ItemTally(
        id=id_,
        title=title,
        n_yes=len(yes),
        n_valid=len(valid),
        share_of_valid=len(yes) / len(valid) if valid else None,
        partners_in_favour=len({row.partner for row in yes}),
        n_partners=len({row.partner for row in valid}),
    )


def _partners_only(option: OptionTally) -> OptionTally:
    return replace(
        option,
        ticks=None,
        share_of_ticks=None,
        share_of_respondents=None,
        parts=tuple(_partners_only(part) for part in option.parts),
    )


def _without_few(item: ItemTally) -> ItemTally:
    if item.n_valid is not None and item.n_valid < FEWEST_RESPONDENTS:
        return replace(item, n_yes=None, n_valid=None, share_of_valid=None)
    return item
