"""How far a plan has come, in both ways of weighting, and which items are overdue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plateia.settings.plan_files.actions import Action, RoadmapItem


@dataclass(frozen=True, slots=True)
class Overdue:
    """An open item whose date has passed."""

    action: str
    item: str
    deliverable: str | None
    responsible: str | None
    target_date: date
    days: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a plan; dropped items do not count, stopped actions and those without items neither.

    Attributes
    ----------
    n_actions, n_finished : int
    n_items, n_done : int
    item_share : float or None, in [0, 1]
        Items done of all items (item-weighted).
    action_share : float or None, in [0, 1]
        Mean over the actions of their share of items done (action-weighted).
    by_action : mapping of str to (int, int)
        Items done, and items.
    """

    n_actions: int
    n_finished: int
    n_items: int
    n_done: int
    item_share: float | None
    action_share: float | None
    by_action: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ItemStates:
    """How many items of an action are done, running, overdue and not begun; each counts once."""

    done: int
    running: int
    overdue: int
    not_begun: int


def days_overdue(item: RoadmapItem, *, today: date) -> int:
    """Return by how many days an open item is overdue; 0 where it is not."""
    if item.status != "open" or item.target_date is None:
        return 0
    return max(0, (today - item.target_date).days)


def overdue_items(actions: Mapping[str, Action], *, today: date) -> list[Overdue]:
    """Return the open items whose date has passed, longest overdue first; stopped actions are left out."""
    found = [
        Overdue(id_, item.id, item.deliverable, item.responsible, item.target_date, days)
        for id_, action in actions.items()
        if action.status != "stopped"
        for item in action.roadmap
        if item.target_date is not None and (days := days_overdue(item, today=today))
    ]
    return sorted(found, key=lambda overdue: (-overdue.days, overdue.action, overdue.item))


def progress_of(actions: Mapping[str, Action]) -> Progress:
    """Return the progress of a plan under both weightings."""
    counted = {id_: action for id_, action in actions.items() if action.status != "stopped"}
    by_action = {
        id_: (len([item for item in items if item.status == "done"]), len(items))
        for id_, action in counted.items()
        if (items := [item for item in action.roadmap if item.status != "dropped"])
    }
    n_done = sum(done for done, _ in by_action.values())
    n_items = sum(items for _, items in by_action.values())
    shares = [done / items for done, items in by_action.values()]
    return Progress(
        n_actions=len(counted),
        n_finished=sum(action.status == "finished" for action in counted.values()),
        n_items=n_items,
        n_done=n_done,
        item_share=n_done / n_items if n_items else None,
        action_share=sum(shares) / len(shares) if shares else None,
        by_action=by_action,
    )


def items_by_state(actions: Mapping[str, Action], *, today: date) -> dict[str, ItemStates]:
    """Return how the items of each action stand: the actions and items that ``progress_of`` counts, and no others.

    Items have no first day of their own. What is open and not overdue is running once its action is active and has
    begun; before that it is not begun.
    """
    states = {}
    for id_ in progress_of(actions).by_action:
        items = [item for item in actions[id_].roadmap if item.status != "dropped"]
        done = sum(item.status == "done" for item in items)
        overdue = sum(days_overdue(item, today=today) > 0 for item in items)
        waiting = len(items) - done - overdue
        running = waiting if has_begun(actions[id_], today=today) else 0
        states[id_] = ItemStates(done, running, overdue, waiting - running)
    return states


def has_begun(action: Action, *, today: date) -> bool:
    """Whether an action is active or finished, and its first day, where it has one, is not to come."""
    return action.status in ("active", "finished") and (action.starts is None or action.starts <= today)
