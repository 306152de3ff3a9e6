"""A question put to the knowledge base: what it names, where each way of finding leads, and why an entry was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from plateia.knowledge.concepts import Found, concepts_in, concepts_of_code, relatives
from plateia.knowledge.entries import FIELDS, Entry, concepts_of_text
from plateia.knowledge.folding import Word, fold, telling_words
from plateia.knowledge.index import KnowledgeIndex
from plateia.knowledge.misspelt import mended, without_umlauts_spelt_out
from plateia.knowledge.postings import LEAST_SCORE
from plateia.knowledge.vectors import SentenceModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Mode = Literal["words", "trigrams", "concepts", "vectors"]

MODES: tuple[str, ...] = get_args(Mode)
"""Each adds one way of finding to those before it."""

RANK_CONSTANT = 20
"""Of reciprocal rank fusion: how slowly a place in a list loses its weight."""
SHARES = {"words": 1.0, "trigrams": 0.5, "concepts": 1.5, "vectors": 0.5}
"""What a place in each list weighs; set on the development half of the test queries."""
NEAREST = 20
"""How many entries nearest in meaning take part in the fusion."""
SHORTEST_LIKE = 5
MOST_LIKE = 3
"""Of a word that no entry has, how many spellings like it are taken for it."""


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
        spellings = self.index.spellings
        return {word.written: spellings.like(word.folded, most=MOST_LIKE) for word in self._strange}

    @cached_property
    def _strange(self) -> list[Word]:
        known = self.index.words.spellings
        return [word for word in self.words if len(word.folded) >= SHORTEST_LIKE and word.folded not in known]

    @cached_property
    def concepts(self) -> tuple[Found, ...]:
        """Concepts the query names, also in a spelling of its own."""
        if "concepts" not in self.modes:
            return ()
        words = [without_umlauts_spelt_out(word.folded) for word in self.words]
        read = {position for found in concepts_in(" ".join(words)) for position in found.at}
        for position, word in enumerate(self.words):
            if position not in read and word in self._strange:
                words[position] = mended(word.folded) or words[position]
        return tuple(self._as_written(found) for found in concepts_in(" ".join(words)))

    def _as_written(self, found: Found) -> Found:
        return replace(found, words=" ".join(self.words[position].written for position in found.at))

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
        words = self.index.words
        lists = {"words": words.scores(word.folded for word in self.words)}
        if "trigrams" in self.modes:
            lists["trigrams"] = words.scores(other for others in self.like.values() for other in others)
        if "concepts" in self.modes:
            lists["concepts"] = self._by_concepts()
        if "vectors" in self.modes and self.words:
            lists["vectors"] = self._by_meaning(allowed)
        return lists

    @cached_property
    def _each_concept(self) -> NDArray[np.float64]:
        """How much each entry speaks of each concept asked for, shape (n_concepts, n_entries)."""
        import numpy as np

        scores = [self.index.concept_scores(found.concept) for found in self.concepts]
        return np.array(scores).reshape(len(scores), len(self.index.entries))

    def _by_concepts(self) -> NDArray[np.float64]:
        """Return the sum over the concepts asked for, less where only some of them are named."""
        each = self._each_concept
        return each.sum(axis=0) * (each > 0).sum(axis=0) / max(len(each), 1)

    def _by_meaning(self, allowed: NDArray[np.bool_]) -> NDArray[np.float64]:
        import numpy as np

        assert self.model is not None
        rows = np.flatnonzero(allowed)
        nearness = self.index.vectors(self.model).nearness(self.query, rows)
        near = np.flatnonzero(nearness >= np.sort(nearness)[-NEAREST:].min(initial=np.inf))
        nearest = near[np.argsort(-nearness[near], kind="stable")][:NEAREST]
        scores = np.zeros(len(self.index.entries))
        scores[rows[nearest]] = np.maximum(nearness[nearest], LEAST_SCORE)
        return scores

    def answered_whole(self) -> NDArray[np.bool_]:
        """Return which entries speak of every concept asked for; all of them where none is named."""
        import numpy as np

        return np.logical_and.reduce(self._each_concept > 0, axis=0)

    def why(self, row: int) -> tuple[Reason, ...]:
        """Return why an entry was found, the strongest kind of reason first."""
        if self.lists_all:
            return ()
        held = self.index.words.fields_holding(row, [word.folded for word in self.words])
        reasons = [Reason("word", asked=None, found=found, field=field) for field, found in held]
        for written, others in self.like.items():
            held = self.index.words.fields_holding(row, others)
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

    rounded = scores.round(9)
    order = np.argsort(-rounded)
    falling = rounded[order]
    starts = np.flatnonzero(np.diff(falling, prepend=np.inf))
    ranks = np.empty(len(scores))
    ranks[order] = np.repeat(starts + 1.0, np.diff(starts, append=len(scores)))
    return ranks
