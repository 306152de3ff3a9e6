"""Whatever a city writes into the form comes out of its file, the exchange and the other city's folder unchanged."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plateia.errors import PlateiaError
from plateia.knowledge.exchange import diff_exchange, export_practices, import_exchange
from plateia.knowledge.exchange_file import content_hash, exchange_text, form_tree, parse_exchange
from plateia.knowledge.imported import read_imported
from plateia.knowledge.own import read_own_forms
from plateia.settings.practice import FOCUS_AREAS, PRACTICE_CATEGORIES, PracticeFile
from plateia.settings.writing import toml_text
from plateia.vocabulary.persons import kind_of_person_text
from tests.practice_forms import FORM as FILLED

FORBIDDEN = ("Cc", "Cf", "Cn", "Co", "Cs")
LINE = st.text(st.characters(exclude_categories=FORBIDDEN), max_size=40)
TEXT = st.text(st.characters(exclude_categories=FORBIDDEN) | st.sampled_from("\n\t"), max_size=80)
WORDS = st.text("abc Äßłøž'\"\\#=[]", min_size=1, max_size=30).filter(lambda words: bool(words.strip()))
LINES = st.lists(LINE.map(str.strip), max_size=4, unique=True)
NUMBER = st.floats(0.01, 1e6, allow_nan=False)
RESULT = st.tuples(NUMBER, NUMBER, NUMBER).map(sorted).flatmap(
    lambda ends: st.fixed_dictionaries(
        {
            "outcome": WORDS, "measure": st.sampled_from(["rate_ratio", "difference"]), "low": st.just(ends[0]),
            "effect": st.just(ends[1]), "high": st.just(ends[2]), "design": WORDS, "design_level": st.integers(1, 5),
            "displacement": WORDS, "power": WORDS,
        },
        optional={"p": st.floats(0, 1) | st.integers(0, 1), "interval_level": st.sampled_from([0.9, 0.99])},
    )
)  # fmt: skip
FORM = st.fixed_dictionaries(
    {
        "practice": st.fixed_dictionaries(
            {
                "name": WORDS, "city_or_organisation": st.lists(WORDS, min_size=1, max_size=1), "country": WORDS,
                "focus_area": st.sampled_from(FOCUS_AREAS), "summary": WORDS, "person_level": st.just(False),
                "category": st.lists(st.sampled_from(PRACTICE_CATEGORIES), min_size=1, unique=True),
            },
            optional={"target_groups": LINES, "evidence_stated": TEXT, "notes": TEXT, "year": LINE},
        ),
    },
    optional={
        "cross_cutting": st.fixed_dictionaries({}, optional={"gender_aspect": TEXT, "technology": TEXT}),
        "mechanism": st.fixed_dictionaries({}, optional={"statement": TEXT, "assumptions": LINES}),
        "results": st.lists(RESULT, max_size=2),
    },
)  # fmt: skip


def texts(value: Any) -> list[str]:
    """Return every text in a tree."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for member in inner for text in texts(member)]


@settings(max_examples=60, deadline=None)
@given(tree=FORM)
def test_a_practice_survives_every_way_it_goes(tmp_path_factory: pytest.TempPathFactory, tree: dict[str, Any]) -> None:
    assume(not any(kind_of_person_text(text) for text in texts(tree)))
    leeds, riga = tmp_path_factory.mktemp("leeds"), tmp_path_factory.mktemp("riga")
    (leeds / "knowledge").mkdir()
    written = toml_text(tree)
    (leeds / "knowledge/walks.toml").write_bytes(written.encode())
    form = PracticeFile.model_validate(tree)
    assert read_own_forms(leeds) == {"walks": form}
    assert PracticeFile.model_validate(form_tree(form)) == form
    export = export_practices(leeds, city="Leeds", on="2026-03-01")
    received = parse_exchange(exchange_text(export).encode(), file="sent.json")
    assert received == export
    import_exchange(riga, received, city="Riga", on="2026-03-02")
    (entry,) = read_imported(riga)
    assert entry == received.entries[0]
    diff = diff_exchange(export_practices(riga, city="Riga", on="2026-03-03"), export)
    assert [item.key for item in diff.same] == ["leeds/walks"]
    assert (diff.new, diff.changed, diff.withdrawn, diff.conflicting) == ((), (), (), ())


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("../x"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(drawn=st.data())
def test_whatever_stands_anywhere_in_a_file_the_error_is_one_of_ours(drawn: st.DataObject) -> None:
    form = PracticeFile.model_validate(tomllib.loads(FILLED))
    path = [{"city": "leeds", "name": "Leeds", "on": "2026-03-01"}]
    sha256 = content_hash(form, origin="leeds", entry_id="walks")
    entry = {"id": "walks", "path": path, "sha256": sha256, "form": form_tree(form)}
    tree: Any = {"format": "plateia-practices", "version": 1, "city": "leeds", "name": "Leeds"}
    tree |= {"exported_on": "2026-03-01", "entries": [entry]}
    assert code_of(tree) == "read"
    node = tree
    while True:
        step = drawn.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not node[step] or not isinstance(node[step], dict | list) or drawn.draw(st.booleans()):
            break
        node = node[step]
    node[step] = drawn.draw(ANY_JSON)
    assert code_of(tree).partition(".")[0] in {"read", "exchange", "practice", "settings"}


def code_of(tree: Any) -> str:
    """Return the code of the error a sent file raises, or ``read``."""
    try:
        parse_exchange(json.dumps(tree).encode(), file="sent.json")
    except PlateiaError as error:
        return error.code
    return "read"


KEY = st.text("abcdefgh_", min_size=1, max_size=6)
PLAIN = st.one_of(st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False, allow_infinity=False), TEXT)
TABLE: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(KEY, PLAIN | st.lists(TEXT, max_size=3), max_size=4),
    lambda inner: st.dictionaries(KEY, PLAIN | inner | st.lists(inner, min_size=1, max_size=3), max_size=4),
    max_leaves=8,
)


@given(tree=TABLE)
def test_what_is_written_as_toml_is_read_as_it_was(tree: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text(tree)) == tree
