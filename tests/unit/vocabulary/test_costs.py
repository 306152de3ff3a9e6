from __future__ import annotations

from plateia.vocabulary.costs import unit_costs


def test_every_cost_names_its_source_and_what_is_not_checked() -> None:
    table = unit_costs()
    assert len(table) == 14
    assert all(row.source and row.currency == "GBP" and row.cost > 0 for row in table.values())
    marked = {offence for offence, row in table.items() if row.mark == "M"}
    assert marked == {"domestic_burglary", "violence_without_injury", "theft_from_person", "fraud"}


def test_a_country_without_a_table_has_none() -> None:
    assert unit_costs("FR") == {}
