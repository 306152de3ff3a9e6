"""Exchange between cities: provenance is kept, nothing is overwritten unasked, and nothing sent is believed."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from plateia.errors import PlateiaError
from plateia.knowledge.exchange import (
    ImportAccount,
    diff_exchange,
    export_practices,
    import_exchange,
    read_exchange,
    write_exchange,
)
from plateia.knowledge.exchange_file import (
    MOST_BYTES,
    Exchange,
    content_hash,
    exchange_schema,
    exchange_text,
    form_tree,
    parse_exchange,
)
from plateia.knowledge.imported import read_imported, read_imported_practices
from plateia.settings.practice import PracticeFile
from tests.practice_forms import FORM, city_folder

OTHER = FORM.replace("Night walks", "Evening team").replace("[[results]]", "[[x]]").partition("[[x]]")[0]
DAY, LATER = "2026-03-01", "2026-04-01"


@pytest.fixture
def leeds(tmp_path: Path) -> Path:
    return city_folder(tmp_path / "leeds", {"night-walks": FORM, "evening-team": OTHER})


@pytest.fixture
def riga(tmp_path: Path) -> Path:
    return city_folder(tmp_path / "riga", {"safe-riga": OTHER.replace("Evening team", "Par drošu Rīgu")})


def sent(folder: Path, city: str = "Leeds", on: str = DAY) -> Exchange:
    """Return what a city exports, read back from its file."""
    return parse_exchange(exchange_text(export_practices(folder, city=city, on=on)).encode(), file="sent.json")


def state(folder: Path, theirs: Exchange) -> dict[str, list[str]]:
    """Return the keys of each kind of difference that Riga sees."""
    diff = diff_exchange(export_practices(folder, city="Rīga", on=LATER), theirs)
    kinds = ("new", "changed", "same", "withdrawn", "conflicting")
    return {kind: [item.key for item in getattr(diff, kind)] for kind in kinds if getattr(diff, kind)}


def edit(folder: Path, old: str, new: str, practice_id: str = "night-walks") -> None:
    path = folder / "knowledge" / f"{practice_id}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_file_follows_its_schema_and_is_the_same_each_time(leeds: Path, tmp_path: Path) -> None:
    exchange = export_practices(leeds, city="Leeds", on=DAY)
    write_exchange(exchange, tmp_path / "sent.json")
    jsonschema.Draft202012Validator.check_schema(exchange_schema())
    jsonschema.validate(json.loads((tmp_path / "sent.json").read_text(encoding="utf-8")), exchange_schema())
    assert read_exchange(tmp_path / "sent.json") == exchange == sent(leeds)
    with pytest.raises(PlateiaError, match=r"exchange\.exists"):
        write_exchange(exchange, tmp_path / "sent.json")


def test_the_schema_names_every_key() -> None:
    assert set(exchange_schema()["properties"]) == set(Exchange.model_fields)
    assert exchange_schema()["$defs"].keys() == Exchange.model_json_schema()["$defs"].keys()
    for name, model in Exchange.model_json_schema()["$defs"].items():
        assert exchange_schema()["$defs"][name]["properties"].keys() == model["properties"].keys()


def test_an_import_keeps_who_stated_it_and_the_path(leeds: Path, riga: Path, tmp_path: Path) -> None:
    account = import_exchange(riga, sent(leeds), city="Rīga", on=LATER)
    assert account == ImportAccount(("leeds/evening-team", "leeds/night-walks"), (), (), ())
    assert (riga / "knowledge/imported/leeds/night-walks.toml").is_file()
    passed = sent(riga, "Rīga", LATER)
    nice = city_folder(tmp_path / "nice", {})
    import_exchange(nice, passed, city="Nice", on="2026-05-01")
    by_key = {entry.key: entry for entry in read_imported(nice)}
    assert sorted(by_key) == ["leeds/evening-team", "leeds/night-walks", "riga/safe-riga"]
    path = by_key["leeds/night-walks"].path
    assert [(link.city, link.name, link.on) for link in path] == [("leeds", "Leeds", DAY), ("riga", "Rīga", LATER)]
    walk = read_imported_practices(nice)[1].practice
    assert (walk.id, walk.provenance.origin, walk.provenance.received_from) == ("leeds/night-walks", "Leeds", "Rīga")
    assert walk.provenance.entered_on == DAY
    assert by_key["leeds/night-walks"].form == sent(leeds).entries[1].form


def test_each_difference_has_its_kind(leeds: Path, riga: Path) -> None:
    assert state(riga, sent(leeds)) == {"new": ["leeds/evening-team", "leeds/night-walks"]}
    import_exchange(riga, sent(leeds), city="Rīga", on=DAY)
    assert state(riga, sent(leeds)) == {"same": ["leeds/evening-team", "leeds/night-walks"]}
    edit(leeds, "after dark", "at dusk")
    (leeds / "knowledge/evening-team.toml").unlink()
    theirs = sent(leeds, on=LATER)
    assert state(riga, theirs) == {"changed": ["leeds/night-walks"], "withdrawn": ["leeds/evening-team"]}
    (changed,) = diff_exchange(export_practices(riga, city="Rīga", on=LATER), theirs).changed
    assert changed.fields == ("practice.summary",)


def test_an_older_version_passed_on_conflicts(leeds: Path, riga: Path, tmp_path: Path) -> None:
    nice = city_folder(tmp_path / "nice", {})
    import_exchange(nice, sent(leeds), city="Nice", on=DAY)
    edit(leeds, "after dark", "at dusk")
    import_exchange(riga, sent(leeds, on=LATER), city="Rīga", on=LATER)
    assert state(riga, sent(nice, "Nice", LATER)) == {
        "conflicting": ["leeds/night-walks"], "same": ["leeds/evening-team"]
    }  # fmt: skip


def test_nothing_is_overwritten_or_deleted_unasked(leeds: Path, riga: Path) -> None:
    import_exchange(riga, sent(leeds), city="Rīga", on=DAY)
    before = {path: path.read_bytes() for path in riga.rglob("*.toml")}
    edit(leeds, "after dark", "at dusk")
    (leeds / "knowledge/evening-team.toml").unlink()
    theirs = sent(leeds, on=LATER)
    account = import_exchange(riga, theirs, city="Rīga", on=LATER)
    assert account == ImportAccount((), (), (), ("leeds/evening-team", "leeds/night-walks"))
    assert {path: path.read_bytes() for path in riga.rglob("*.toml")} == before
    accepted = ("leeds/evening-team", "leeds/night-walks")
    account = import_exchange(riga, theirs, city="Rīga", on=LATER, accept=accepted)
    assert account == ImportAccount((), ("leeds/night-walks",), ("leeds/evening-team",), ())
    (entry,) = read_imported(riga)
    assert "at dusk" in entry.form.practice.summary
    assert not [path for path in riga.rglob("*") if path.suffix not in {"", ".toml"}]


def test_a_practice_of_our_own_is_never_taken_from_elsewhere(leeds: Path, riga: Path) -> None:
    import_exchange(riga, sent(leeds), city="Rīga", on=DAY)
    back = sent(riga, "Rīga", DAY)
    edit(leeds, "after dark", "at dusk")
    account = import_exchange(leeds, back, city="Leeds", on=LATER)
    assert (account.written, account.left) == (("riga/safe-riga",), ("leeds/night-walks",))
    with pytest.raises(PlateiaError, match=r"our own.*\[exchange\.accept\]"):
        import_exchange(leeds, back, city="Leeds", on=LATER, accept=["leeds/night-walks"])
    with pytest.raises(PlateiaError, match=r"exchange\.accept"):
        import_exchange(leeds, back, city="Leeds", on=LATER, accept=["riga/unknown"])


def test_an_imported_practice_that_was_edited_is_told(leeds: Path, riga: Path) -> None:
    import_exchange(riga, sent(leeds), city="Rīga", on=DAY)
    edit(riga, "after dark", "at dusk", "imported/leeds/night-walks")
    with pytest.raises(PlateiaError, match=r"exchange\.hash"):
        read_imported(riga)


def test_an_imported_practice_in_the_folder_of_another_city_is_told(leeds: Path, riga: Path) -> None:
    import_exchange(riga, sent(leeds), city="Rīga", on=DAY)
    (riga / "knowledge/imported/leeds").rename(riga / "knowledge/imported/nice")
    with pytest.raises(PlateiaError, match=r"imported\.place"):
        read_imported(riga)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_out_of_the_folder_is_not_followed(leeds: Path, riga: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (riga / "knowledge/imported").mkdir()
    (riga / "knowledge/imported/leeds").symlink_to(tmp_path / "outside")
    with pytest.raises(PlateiaError, match=r"imported\.place"):
        import_exchange(riga, sent(leeds), city="Rīga", on=DAY)
    assert not any((tmp_path / "outside").iterdir())


def test_a_city_whose_name_has_no_latin_letters_states_its_id(leeds: Path) -> None:
    with pytest.raises(PlateiaError, match=r"exchange\.city"):
        export_practices(leeds, city="Θεσσαλονίκη", on=DAY)
    assert export_practices(leeds, city="Θεσσαλονίκη", own_id="thessaloniki", on=DAY).city == "thessaloniki"


def code_of(raw: bytes) -> str:
    """Return the code of the error that a sent file raises, or ``read``; the error is short and prints."""
    try:
        parse_exchange(raw, file="sent.json")
    except PlateiaError as error:
        told = error
    else:
        return "read"
    assert len(str(told)) < 6_000
    assert all(letter.isprintable() or letter == "\n" for letter in str(told))
    return told.code


def stamp(entry: dict[str, Any]) -> None:
    """Give an entry the hash of its content, as a sender with bad intent would."""
    read = PracticeFile.model_validate(entry["form"])
    entry["sha256"] = content_hash(read, origin=entry["path"][0]["city"], entry_id=entry["id"])


def _set(*place: Any) -> Callable[[Any], None]:
    *way, key, value = place

    def change(tree: Any) -> None:
        for step in way:
            tree = tree[step]
        tree[key] = value

    return change


FIRST = ("entries", 0)
HOSTILE: list[tuple[str, Callable[[Any], None], str]] = [
    ("wrong format", _set("format", "other"), "exchange.format"),
    ("later version", _set("version", 2), "exchange.format"),
    ("unknown key", _set("extra", 1), "exchange.content"),
    ("entries no list", _set("entries", {"a": 1}), "exchange.content"),
    ("entry no table", _set(*FIRST, 7), "exchange.content"),
    ("form no table", _set(*FIRST, "form", "text"), "exchange.content"),
    ("form a list", _set(*FIRST, "form", [[[]]]), "exchange.content"),
    ("number for text", _set(*FIRST, "form", "practice", "name", 7), "exchange.content"),
    ("text for a list", _set(*FIRST, "form", "practice", "target_groups", "residents"), "exchange.content"),
    ("text for yes or no", _set(*FIRST, "form", "practice", "person_level", "false"), "exchange.content"),
    ("path-like id", _set(*FIRST, "id", "../x"), "exchange.content"),
    ("absolute id", _set(*FIRST, "id", "/etc/x"), "exchange.content"),
    ("backslash id", _set(*FIRST, "id", "..\\x"), "exchange.content"),
    ("device id", _set(*FIRST, "id", "nul"), "exchange.content"),
    ("id with a Cyrillic letter", _set(*FIRST, "id", "nіght-walks"), "exchange.content"),
    ("id with a line break", _set(*FIRST, "id", "night\n"), "exchange.content"),
    ("path-like city", _set(*FIRST, "path", 0, "city", "../../x"), "exchange.content"),
    ("name that is not the id's", _set(*FIRST, "path", 0, "name", "Riga"), "exchange.content"),
    ("name of two alphabets", _set("name", "Lе\u0435ds"), "exchange.content"),
    ("no path", _set(*FIRST, "path", []), "exchange.content"),
    ("endless path", lambda tree: tree["entries"][0].update(path=tree["entries"][0]["path"] * 21), "exchange.content"),
    ("path backwards", _set(*FIRST, "path", [{"city": "riga", "name": "Riga", "on": LATER},
                                             {"city": "leeds", "name": "Leeds", "on": DAY}]), "exchange.content"),
    ("path of someone else", _set(*FIRST, "path", [{"city": "riga", "name": "Riga", "on": DAY}]), "exchange.content"),
    ("no such day", _set("exported_on", "2026-02-30"), "exchange.content"),
    ("stated after the export", _set("exported_on", "2020-01-01"), "exchange.content"),
    ("duplicate ids", lambda tree: tree["entries"].append(copy.deepcopy(tree["entries"][0])), "exchange.content"),
    ("right-to-left override", _set(*FIRST, "form", "practice", "summary", "a\u202eb"), "exchange.content"),
    ("zero width", _set(*FIRST, "form", "practice", "name", "a\u200bb"), "exchange.content"),
    ("lone surrogate", _set(*FIRST, "form", "practice", "summary", "a\ud800b"), "exchange.content"),
    ("null character", _set(*FIRST, "form", "practice", "summary", "a\x00b"), "exchange.content"),
    ("key of tricks", _set(*FIRST, "form", "practice", "\u202e" + "x" * 10_000, "a"), "exchange.content"),
    ("long text", _set(*FIRST, "form", "practice", "summary", "a" * 5_001), "exchange.content"),
    ("long list", _set(*FIRST, "form", "practice", "target_groups", [str(n) for n in range(51)]), "exchange.content"),
    ("many faults", lambda tree: tree.update(entries=[{}] * 5_000), "exchange.content"),
    ("moved content", _set(*FIRST, "id", "other-id"), "exchange.hash"),
    ("changed content", _set(*FIRST, "form", "practice", "summary", "Another summary."), "exchange.hash"),
    ("another hash", _set(*FIRST, "sha256", "0" * 64), "exchange.hash"),
    ("deep form", _set(*FIRST, "form", "practice", "notes", [[[[[[[[["x"]]]]]]]]]), "practice.nesting"),
    ("field on a person", _set(*FIRST, "form", "suspect_name", "Zabriskie"), "practice.person-field"),
    ("a person in a text", _set(*FIRST, "form", "contact", {"department": "Ms Zabriskie"}), "practice.person-text"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code"), [pytest.param(*rest, id=name) for name, *rest in HOSTILE])
def test_hostile_content_is_a_clear_error(leeds: Path, change: Callable[[Any], None], code: str) -> None:
    tree = json.loads(exchange_text(export_practices(leeds, city="Leeds", on=DAY)))
    change(tree)
    assert code_of(json.dumps(tree).encode()) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "exchange.json"),
        (b"\xff\xfe{", "exchange.json"),
        (b"[" * 200_000, "exchange.json"),
        (b'{"a":' * 100_000, "exchange.json"),
        (b'{"format": "plateia-practices", "version": NaN}', "exchange.json"),
        (b'{"version": ' + b"9" * 10_000 + b"}", "exchange.json"),
        (b'{"format": "plateia-practices", "format": "other"}', "exchange.json"),
        (b"[]", "exchange.format"),
        (b"7", "exchange.format"),
        (b'{"format": {}, "version": []}', "exchange.format"),
    ],
)
def test_hostile_bytes_are_a_clear_error(raw: bytes, code: str) -> None:
    assert code_of(raw) == code


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "sent.json").open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(PlateiaError, match=r"exchange\.size"):
        read_exchange(tmp_path / "sent.json")
    with pytest.raises(PlateiaError, match=r"exchange\.not-found"):
        read_exchange(tmp_path)


def test_results_of_an_instrument_about_persons_are_refused_even_with_the_right_hash(leeds: Path) -> None:
    tree = json.loads(exchange_text(export_practices(leeds, city="Leeds", on=DAY)))
    tree["entries"][1]["form"]["practice"]["person_level"] = True
    stamp(tree["entries"][1])
    assert code_of(json.dumps(tree).encode()) == "practice.person-result"


def test_what_could_not_be_passed_on_or_lies_ahead_is_not_imported(leeds: Path, riga: Path) -> None:
    exchange = sent(leeds)
    long = exchange.entries[0].model_copy(update={"path": exchange.entries[0].path * 20})
    with pytest.raises(PlateiaError, match=r"exchange\.path"):
        import_exchange(riga, exchange.model_copy(update={"entries": (long,)}), city="Rīga", on=LATER)
    with pytest.raises(PlateiaError, match=r"exchange\.future"):
        import_exchange(riga, sent(leeds, on=LATER), city="Rīga", on=DAY)
    assert not (riga / "knowledge/imported").exists()
    import_exchange(riga, exchange, city="Rīga", on=LATER)
    with pytest.raises(PlateiaError, match=r"exchange\.day"):
        export_practices(riga, city="Rīga", on="2026-02-01")


def test_what_is_not_stated_is_not_written(leeds: Path) -> None:
    entry = export_practices(leeds, city="Leeds", on=DAY).entries[0]
    assert "cross_border" not in form_tree(entry.form)["cross_cutting"]
    assert "results" not in form_tree(entry.form)
