"""Search of the knowledge base in eight languages: words, like spellings, concepts and meaning, fused by rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from plateia.errors import SettingsError
from plateia.knowledge.concepts import Found, concepts_in, concepts_of_code, relatives
from plateia.knowledge.folding import Word, fold, telling_words
from plateia.knowledge.index import FIELDS, LEAST_SCORE, Entry, KnowledgeIndex, concepts_of_text, knowledge_index
from plateia.knowledge.practices import Practice
from plateia.knowledge.vectors import SentenceModel, sentence_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Mode = Literal["words", "trigrams", "concepts", "vectors"]

MODES: tuple[str, ...] = ("words", "trigrams", "concepts", "vectors")
"""Each adds one way of finding to those before it."""

RANK_CONSTANT = 20
"""Of reciprocal rank fusion: how slowly a place in a list loses its weight."""
SHARES = {"words": 1.0, "trigrams": 0.5, "concepts": 1.5, "vectors": 0.5}
"""What a place in each list weighs; set on the development half of the test queries."""
MOST_LETTERS = 400
"""A query is read up to here; what comes after it cannot be a question."""
NEAREST = 20
"""How many entries nearest in meaning take part in the fusion."""
SHORTEST_LIKE = 5


@dataclass(frozen=True, slots=True)
class Facets:
    """What the hits are limited to; values of one facet are alternatives, facets are conditions that all hold.

    Attributes
    ----------
    focus_area, category, target_group, country, theme, kind : tuple of str
        Empty: not limited. ``kind`` is any of practice, policy, insight, city_tool; practices alone by default.
    evidence : tuple of str
        ``stated``, ``not_stated``. Stated is a claim of the source, not a proof.
    """

    focus_area: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    target_group: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    kind: tuple[str, ...] = ("practice",)
    evidence: tuple[str, ...] = ()

    def asked(self) -> dict[str, tuple[str, ...]]:
        """Return the facets that limit anything."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: chosen for name, chosen in named.items() if chosen}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry was found.

    Attributes
    ----------
    how : str
        ``word``: the entry holds a word of the query; ``like``: a word spelt much like one; ``concept``: another word,
        perhaps of another language, for what was asked; ``code``: our own coding of the entry says so; ``meaning``:
        its sentence vector is near.
    asked, found : str or None
        Words of the query, and of the entry.
    field : str or None
        Field of the entry.
    """

    how: str
    asked: str | None = None
    found: str | None = None
    field: str | None = None


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
    concepts : tuple of Found
        Concepts the query names.
    modes : tuple of str
        Ways of finding that were used, of ``MODES``.
    """

    hits: tuple[Hit, ...]
    n_matching: int
    emptied_by: tuple[str, ...]
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
        Practices of every kind by default.
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
    """Search one index; see :func:`search`. Vectors take part where a model is given."""
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
    hits = tuple(Hit(index.entries[row], float(scores[row]), question.why(row)) for row in _best(scores, within, limit))
    emptied_by = () if n_matching else _emptied_by({**conditions, "query": matched})
    return SearchResult(hits, n_matching, emptied_by, question.concepts, question.modes)


def check_facets(index: KnowledgeIndex, facets: Facets) -> None:
    """Raise where a facet asks for a value that no entry has; countries are free, for the inventory has few."""
    for name, chosen in facets.asked().items():
        unknown = [item for item in chosen if not index.rows_with(name, (item,)).any()]
        if unknown and name not in ("country", "evidence"):
            raise SettingsError(
                "search.facet-unknown",
                expected=f"A value of {name} that an entry has.",
                seen=", ".join(repr(item[:40]) for item in unknown) + ".",
                remedy=f"any of {', '.join(index.values_of(name))}.",
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


def _best(scores: NDArray[np.float64], within: NDArray[np.bool_], limit: int) -> list[int]:
    import numpy as np

    rows = np.flatnonzero(within)
    # A stable sort keeps equals in the order of the index.
    return [int(row) for row in rows[np.argsort(-scores[rows].round(12), kind="stable")][:limit]]


class Question:
    """A query read: its words, the spellings like them, its concepts, and the entries each of them leads to."""

    def __init__(self, index: KnowledgeIndex, query: str, *, mode: Mode, model: SentenceModel | None) -> None:
        self.index = index
        self.query = query
        self.words: list[Word] = telling_words(query)
        used = MODES[: MODES.index(mode) + 1]
        self.modes = tuple(name for name in used if name != "vectors" or model is not None)
        self.model = model
        self.lists_all = not query.strip()

    @cached_property
    def like(self) -> dict[str, list[str]]:
        """Spellings of the entries like the words that no entry has."""
        if "trigrams" not in self.modes:
            return {}
        return {word.written: self.index.like_words(word.folded) for word in self._strange}

    @property
    def _strange(self) -> list[Word]:
        return [word for word in self.words if len(word.folded) >= SHORTEST_LIKE and not self.index.knows(word.folded)]

    @cached_property
    def concepts(self) -> tuple[Found, ...]:
        """Concepts the query names, also in a spelling of its own."""
        if "concepts" not in self.modes:
            return ()
        found = {concept.concept: concept for concept in concepts_in(self.query)}
        read = {self.words[position].written for concept in found.values() for position in concept.at}
        for word in self._strange:
            for other in self.index.like_labels(word.folded) if word.written not in read else ():
                for concept in concepts_in(other):
                    found.setdefault(concept.concept, Found(concept.concept, word.written, concept.language, ()))
        return tuple(found.values())

    def scores(self, allowed: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the fused score of every entry, and which entries were found at all."""
        import numpy as np

        n = len(self.index.entries)
        if self.lists_all:
            return np.zeros(n), np.ones(n, dtype=bool)
        total, matched = np.zeros(n), np.zeros(n, dtype=bool)
        for name, scores in self._lists(allowed).items():
            found = np.flatnonzero(scores > 0)
            matched[found] = True
            within = found[allowed[found]]
            total[within] += SHARES[name] / (RANK_CONSTANT + _ranks(scores[within]))
        return total, matched

    def _lists(self, allowed: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
        lists = {"words": self._by_words([word.folded for word in self.words])}
        if "trigrams" in self.modes:
            lists["trigrams"] = self._by_words([other for others in self.like.values() for other in others])
        if "concepts" in self.modes:
            lists["concepts"] = self._by_concepts()
        if "vectors" in self.modes and self.words:
            lists["vectors"] = self._by_meaning(allowed)
        return lists

    def _by_words(self, words: Sequence[str]) -> NDArray[np.float64]:
        import numpy as np

        scores = np.zeros(len(self.index.entries))
        rows, found = self.index.words_ranked(words)
        scores[rows] = found
        return scores

    def _by_concepts(self) -> NDArray[np.float64]:
        """Return the sum over the concepts asked for, less where only some of them are named."""
        import numpy as np

        if not self.concepts:
            return np.zeros(len(self.index.entries))
        each = np.array([self.index.concept_scores(found.concept) for found in self.concepts])
        return each.sum(axis=0) * (each > 0).mean(axis=0)

    def _by_meaning(self, allowed: NDArray[np.bool_]) -> NDArray[np.float64]:
        import numpy as np

        assert self.model is not None
        rows = np.flatnonzero(allowed)
        nearness = self.index.vectors(self.model).nearness(self.query, rows)
        nearest = np.argsort(-nearness, kind="stable")[:NEAREST]
        scores = np.zeros(len(self.index.entries))
        scores[rows[nearest]] = np.maximum(nearness[nearest], LEAST_SCORE)
        return scores

    def why(self, row: int) -> tuple[Reason, ...]:
        """Return why an entry was found, the strongest kind of reason first."""
        if self.lists_all:
            return ()
        held = self.index.fields_holding(row, [word.folded for word in self.words])
        reasons = [Reason("word", asked=None, found=found, field=field) for field, found in held]
        for written, others in self.like.items():
            held = self.index.fields_holding(row, others)
            reasons += [Reason("like", asked=written, found=found, field=field) for field, found in held]
        said = {reason.found for reason in reasons}
        concepts = self._concepts_why(self.index.entries[row])
        # A word that was asked for and stands there itself has been told already.
        reasons += [why for why in concepts if why.found is None or fold(why.found) not in said]
        return tuple(reasons) or (Reason("meaning"),)

    def _concepts_why(self, entry: Entry) -> list[Reason]:
        named: dict[str, tuple[str, str]] = {}
        for field in FIELDS:
            for found in concepts_of_text(entry, field) if field != "codes" else ():
                named.setdefault(found.concept, (found.words, field))
        coded = {concept: code for code in entry.codes for concept in concepts_of_code().get(code, ())}
        reasons = []
        for asked in self.concepts:
            for relative, _ in relatives(asked.concept):
                if relative in named:
                    words, where = named[relative]
                    reasons.append(Reason("concept", asked=asked.words, found=words, field=where))
                    break
                if relative in coded:
                    reasons.append(Reason("code", asked=asked.words, found=coded[relative], field="codes"))
                    break
        return reasons


def _ranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the place of each score, the highest first; equals share the best of their places.

    Examples
    --------
    >>> import numpy as np
    >>> _ranks(np.array([2.0, 5.0, 2.0])).tolist()
    [2.0, 1.0, 2.0]
    """
    import numpy as np

    rising = np.sort(-scores.round(9))
    return 1.0 + np.searchsorted(rising, -scores.round(9), side="left").astype(float)
