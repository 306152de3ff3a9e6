"""Whether a sentence denies what it names, in eight languages: who writes that something is not done is not refused."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from plateia.vocabulary.word_spans import Span, filled, pattern_of, spans_of, touches

BEFORE_WITHIN = 1
FAR_WITHIN = 4
JOINED_WITHIN = 3
BEHIND_WITHIN = 1
"""So many words may stand between a denial and what it denies: before it, before it with nothing but articles and words
of use between, before or behind it with an "or", and behind it."""


def is_denied(folded: str, span: Span) -> bool:
    """Say whether the words of a clause say that what stands at the span is not done.

    Parameters
    ----------
    folded : str
        One clause, see ``word_spans.tokens_of``: a denial beyond a comma denies nothing here.

    Examples
    --------
    >>> is_denied(" no facial recognition is used ", (1, 3)), is_denied(" facial recognition is not used ", (0, 2))
    (True, True)
    >>> is_denied(" not only facial recognition ", (2, 4)), is_denied(" face scans of who does not pay ", (0, 2))
    (False, False)
    """
    words = _words()
    undone = spans_of(words["undone"], folded)
    cancelled = {other[0] for other in (*spans_of(words["only"], folded), *undone)}
    kept = spans_of(words["kept"], folded)
    between = spans_of(words["between"], folded)
    ors = spans_of(words["or"], folded)
    before_within = JOINED_WITHIN if any(other[1] == span[0] for other in ors) else BEFORE_WITHIN
    joined = any(other[0] == span[1] for other in ors)
    strong = {other[1] for other in undone} if joined else set()

    def denials(name: str) -> list[Span]:
        found = spans_of(words[name], folded)
        return [one for one in found if one[1] not in cancelled and not any(touches(one, other) for other in kept)]

    return (
        any(0 <= span[0] - other[1] <= before_within for other in denials("before"))
        or any(
            0 <= other[0] - span[1] <= (JOINED_WITHIN if other[1] in strong else BEHIND_WITHIN)
            for other in denials("behind")
        )
        or any(
            0 <= span[0] - other[1] <= FAR_WITHIN and filled((other[1], span[0]), between) for other in denials("far")
        )
    )


def is_denied_verb(folded: str, span: Span) -> bool:
    """Say whether what a verb or a machine at the span does is denied, by a word right behind it too.

    Examples
    --------
    >>> is_denied_verb(" sie erkennt nicht wer ", (1, 2)), is_denied_verb(" sie erkennt nicht nur wer ", (1, 2))
    (True, False)
    """
    words = _words()
    cancelled = {other[0] for other in spans_of(words["only"], folded)}
    behind = (other for other in spans_of(words["verb"], folded) if other[1] not in cancelled)
    return any(other[0] == span[1] for other in behind) or is_denied(folded, span)


@cache
def _words() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    tree = tomllib.loads(files(__package__).joinpath("word_denials.toml").read_text(encoding="utf-8"))
    return {name: tuple(map(pattern_of, entries)) for name, entries in tree.items()}
