"""Search of the knowledge base in eight languages: words, like spellings, concepts and meaning, fused by rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from typing import TYPE_CHECKING

from plateia.errors import SettingsError
from plateia.knowledge.concepts import Found
from plateia.knowledge.entries import KINDS, Entry
from plateia.knowledge.index import KnowledgeIndex, knowledge_index
from plateia.knowledge.practices import Practice
from plateia.knowledge.question import Mode, Question, Reason
from plateia.knowledge.vectors import SentenceModel, sentence_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEFAULT_KINDS: tuple[str, ...] = ("practice", "city_tool")
"""What was done somewhere: practices, and the tools of the six cities."""
EVIDENCE: tuple[str, ...] = ("stated", "not_stated", "not_evaluated")
"""What the facet ``evidence`` may be, whether or not an entry has it."""
MOST_LETTERS = 400
"""A query is read up to here; what comes after it cannot be a question."""


@dataclass(frozen=True, slots=True)
class Facets:
    """What the hits are limited to; values of one facet are alternatives, facets are conditions that all hold.

    Attributes
    ----------
    focus_area, category, target_group, country, theme, kind : tuple of str
        Empty: not limited. ``kind`` is any of practice, policy, insight, city_tool; ``DEFAULT_KINDS`` by default.
    section : tuple of str
        Of insights: ``trend``, ``tension``, ``lesson``, ``gap``.
    evidence : tuple of str
        ``stated``, ``not_stated``, ``not_evaluated``: the source says that there is none. Stated is a
        claim of the source, not a proof.
    """

    focus_area: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    target_group: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    kind: tuple[str, ...] = DEFAULT_KINDS
    section: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    def asked(self) -> dict[str, tuple[str, ...]]:
        """Return the facets that limit anything."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: chosen for name, chosen in named.items() if chosen}


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry found, with the reasons; ``evidence`` of None means that the source states none."""

    entry: Entry
    score: float
    why: tuple[Reason, ...]

    @property
    def evidence(self) -> str | None:
        """What the source states of its results."""
        return self.entry.evidence


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    hits : tuple of Hit
        The best, at most as many as asked for; equals in the order of the index.
    n_matching : int
        Entries within the facets that the query found at all.
    emptied_by : tuple of str
        Where nothing was found: the fewest conditions that no entry fulfils together, ``query`` among them where the
        words are the reason.
    other_kinds : tuple of str
        Where nothing was found: kinds of entry not asked for that have some within the other facets.
    concepts : tuple of Found
        Concepts the query names.
    modes : tuple of str
        Ways of finding that were used, of ``MODES``.
    """

    hits: tuple[Hit, ...]
    n_matching: int
    emptied_by: tuple[str, ...]
    other_kinds: tuple[str, ...]
    concepts: tuple[Found, ...]
    modes: tuple[str, ...]


def search(
    query: str,
    *,
    entries: Sequence[Practice] = (),
    facets: Facets | None = None,
    limit: int = 10,
    mode: Mode = "concepts",
) -> SearchResult:
    """Search the knowledge base and a city's own practices.

    Parameters
    ----------
    query : str
        Words in any of the eight languages; empty to list all that the facets leave.
    entries : sequence of Practice
        The city's own practices, searched beside the inventory.
    facets : Facets, optional
        Practices and the tools of the six cities by default.
    limit : int
        Most hits returned.
    mode : str
        The last way of finding that is used, in the order of ``MODES``. ``vectors`` computes the vectors of the entries
        when they are first wanted, which takes seconds; where the extra ``semantic`` is not installed it is left out,
        and ``modes`` of the result says so.

    Raises
    ------
    SettingsError
        ``search.facet-unknown``: no entry has that value; ``search.limit-invalid``: a limit below one.

    Examples
    --------
    >>> found = search("Unterführung Frauen nachts", limit=2, mode="concepts")
    >>> sorted(hit.entry.id for hit in found.hits)
    ['PS-15', 'S5-20']
    >>> nothing = search("", facets=Facets(focus_area=("juvenile_delinquency",), category=("evaluation",)))
    >>> nothing.n_matching, nothing.emptied_by
    (0, ('focus_area', 'category'))
    """
    index = knowledge_index(tuple(entries))
    model = sentence_model() if mode == "vectors" else None
    return search_index(index, query, facets=facets or Facets(), limit=limit, mode=mode, model=model)


def search_index(
    index: KnowledgeIndex,
    query: str,
    *,
    facets: Facets,
    limit: int = 10,
    mode: Mode = "concepts",
    model: SentenceModel | None = None,
) -> SearchResult:
    """Search one index; parameters and errors are those of :func:`search`. Vectors take part where a model is given."""
    if limit < 1:
        raise SettingsError(
            "search.limit-invalid",
            expected="A number of hits of at least 1.",
            seen=f"{limit}.",
            remedy="a limit such as 10.",
        )
    check_facets(index, facets)
    question = Question(index, query[:MOST_LETTERS], mode=mode, model=model)
    allowed, conditions = _allowed(index, facets)
    scores, matched = question.scores(allowed)
    within = matched & allowed
    n_matching = int(within.sum())
    # What works on single persons is text of the catalogue: it leads only where it answers all that was asked.
    late = index.person_level & ~question.answered_whole()
    rows = _best(scores, within, limit, late=late)
    return SearchResult(
        hits=tuple(Hit(index.entries[row], float(scores[row]), question.why(row)) for row in rows),
        n_matching=n_matching,
        emptied_by=() if n_matching else _emptied_by({**conditions, "query": matched}),
        other_kinds=() if n_matching else _other_kinds(index, {**conditions, "query": matched}),
        concepts=question.concepts,
        modes=question.modes,
    )


def check_facets(index: KnowledgeIndex, facets: Facets) -> None:
    """Refuse a value that no entry has (``search.facet-unknown``); countries are free, for the inventory has few."""
    for name, chosen in facets.asked().items():
        listed = EVIDENCE if name == "evidence" else ()
        unknown = [item for item in chosen if not index.has(name, item) and item not in listed]
        if unknown and name != "country":
            raise SettingsError(
                "search.facet-unknown",
                expected=f"A value of {name} that an entry has.",
                seen=", ".join(repr(item[:40]) for item in unknown) + ".",
                remedy=f"any of {', '.join(listed or index.values_of(name))}.",
            )


def _allowed(index: KnowledgeIndex, facets: Facets) -> tuple[NDArray[np.bool_], dict[str, NDArray[np.bool_]]]:
    import numpy as np

    conditions = {name: index.rows_with(name, chosen) for name, chosen in facets.asked().items()}
    allowed = np.ones(len(index.entries), dtype=bool)
    for rows in conditions.values():
        allowed &= rows
    return allowed, conditions


def _emptied_by(conditions: dict[str, NDArray[np.bool_]]) -> tuple[str, ...]:
    """Return the fewest conditions that no entry fulfils together; of equals those without the query."""
    import numpy as np

    for size in range(1, len(conditions) + 1):
        for names in combinations(conditions, size):
            if not np.logical_and.reduce([conditions[name] for name in names]).any():
                return names
    return ()


def _other_kinds(index: KnowledgeIndex, conditions: dict[str, NDArray[np.bool_]]) -> tuple[str, ...]:
    """Return the kinds of entry that fulfil all conditions but that of the kind."""
    import numpy as np

    others = [rows for name, rows in conditions.items() if name != "kind"]
    return tuple(kind for kind in KINDS if np.logical_and.reduce([*others, index.rows_with("kind", (kind,))]).any())


def _best(scores: NDArray[np.float64], within: NDArray[np.bool_], limit: int, *, late: NDArray[np.bool_]) -> list[int]:
    """Return the rows found, the best first, those that come late behind all others."""
    import numpy as np

    rows = np.flatnonzero(within)
    # No score reaches one, so that those that come late stand behind all others.
    keys = (late[rows] - scores[rows]).round(12)
    if limit < len(rows):
        among_best = keys <= np.partition(keys, limit - 1)[limit - 1]
        rows, keys = rows[among_best], keys[among_best]
    # A stable sort keeps equals in the order of the index.
    return [int(row) for row in rows[np.argsort(keys, kind="stable")][:limit]]
