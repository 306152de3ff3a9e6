"""A filled survey form for the tests, and a city folder that holds some."""

from __future__ import annotations

from pathlib import Path

FORM = """
[practice]
name = "Night walks"
city_or_organisation = ["City of Leeds", "Night-time economy office"]
country = "United Kingdom"
focus_area = "safe_public_spaces"
category = ["diagnostic", "activity"]
summary = "Residents walk the squares after dark with planners and list what should change."
person_level = false
target_groups = ["women", "residents"]
evidence_stated = "42 of 60 listed faults were mended (own count)."
year = "2019-2021"
url = "https://www.example.org/night-walks?edition=20192021"

[cross_cutting]
gender_aspect = "half of the walks are for women"
technology = "a map on paper"
online_sphere = "none was named"

[mechanism]
statement = "What is seen together is mended sooner."
assumptions = ["the maintenance budget holds"]
unintended_effects = ["attention may raise worry"]

[contact]
organisation = "City of Leeds"
department = "Public realm"

[[codes]]
facet = "place"
code = "public_space"
words = "the squares"
field = "summary"

[[results]]
outcome = "recorded robberies"
measure = "rate_ratio"
effect = 0.84
low = 0.61
high = 1.15
p = 0.28
design = "difference in differences"
design_level = 3
displacement = "no rise in the ring around"
power = "a fall of 35 % would have been seen"
action = "lighting-2020"
"""

CODED = """
[[codes]]
facet = "offence_category"
code = "anti_social_behaviour"
words = "what should change"
field = "summary"
"""
WALKS = FORM.replace("\n[[results]]", CODED + "\n[[results]]")


def city_folder(folder: Path, forms: dict[str, str]) -> Path:
    (folder / "knowledge").mkdir(parents=True)
    for practice_id, text in forms.items():
        (folder / "knowledge" / f"{practice_id}.toml").write_text(text, encoding="utf-8")
    return folder
