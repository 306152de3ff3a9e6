"""A plan that has everything a plan can have, made up: the example and a second action that is under way."""

from __future__ import annotations

from pathlib import Path

from tests.sample_plan import copy_plan

SECRET = "bollards at the east entrance are missing"
"""Stands in a classified sheet and may stand nowhere else."""

SECRET_PLACE = "east-entrance"

FILES = {
    "stakeholders.toml": """
[[stakeholders]]
id = "residents"
name = "Tenants' association of the quarter"
kind = "group"
group = "residents"
influence = 2
interest = 5
affected = true
included_from = "framing"

[[stakeholders]]
id = "riders"
name = "Night riders' forum"
kind = "group"
group = "young_people"
influence = 1
interest = 4
affected = true
included_from = "define"

[[stakeholders]]
id = "buses"
name = "Example bus company"
kind = "organisation"
group = "transport"
influence = 5
interest = 5
affected = false
included_from = "framing"

[[stakeholders]]
id = "police"
name = "Police district centre"
kind = "organisation"
group = "police"
influence = 5
interest = 3
affected = false
included_from = "define"

[[stakeholders]]
id = "school"
name = "College near the stops"
kind = "organisation"
group = "schools"
influence = 2
interest = 2
affected = false
included_from = "test"
""",
    "partnership.toml": """
held = 2026-05-04

[[ratings]]
partner = "city"
ownership = 5
expectations = 4
power = 3
trust = 4
end_users = 4

[[ratings]]
partner = "buses"
ownership = 4
expectations = 4
power = 2
trust = 4
end_users = 3

[[ratings]]
partner = "night-economy"
ownership = 2
expectations = 3
power = 2
trust = 3
end_users = 2

[[ratings]]
partner = "tenants"
ownership = 4
expectations = 4
power = 1
trust = 4
end_users = 5
""",
    "design.toml": """
problems = ["night-stops"]

[[stages]]
stage = "define"
from = 2026-02-01
to = 2026-02-28
groups = ["residents", "bus drivers"]
end_users = true
result = "the stops, not the bars"

[[stages]]
stage = "ideate"
from = 2026-03-03
to = 2026-03-20
groups = ["residents", "staff of bars"]
end_users = true

[[ideas]]
id = "hosts"
title = "Hosts at the stops"
impact = 4
effort = 2
in_favour = ["residents", "bus drivers"]

[[ideas]]
id = "later-buses"
title = "Two later buses"
impact = 5
effort = 5
in_favour = ["residents"]

[[prototypes]]
idea = "hosts"
hypothesis = "People stay calmer where somebody answerable waits with them"
test = "Four nights at one stop"
success_criterion = "Fewer than two quarrels a night"
criterion_set = 2026-03-25
""",
    "scoping.toml": """
question = "What matters most at the stops?"
held = 2026-03-10

[[options]]
id = "light"
title = "Light"

[[options]]
id = "people"
title = "Somebody there"

[[items]]
id = "agree"
title = "We would help"

[[respondents]]
code = "A1"
partner = "city"
ticks = ["light"]
confirms = { agree = true }

[[respondents]]
code = "A2"
partner = "city"
ticks = ["light", "people"]

[[respondents]]
code = "B1"
partner = "buses"
ticks = ["people"]
confirms = { agree = true }

[[respondents]]
code = "C1"
partner = "tenants"
ticks = ["people"]
confirms = { agree = false }

[[respondents]]
code = "C2"
partner = "tenants"
ticks = ["light"]
confirms = { agree = true }

[[respondents]]
code = "D1"
partner = "night-economy"
ticks = []
confirms = { agree = true }
""",
    "actions/lamps.toml": """
title = "Repair within three days: a round of all lamps on the ways home"
status = "active"
priority = 2
starts = 2026-03-01
ends = 2027-06-30
objectives = ["better_regulation"]
need = "Eleven of 38 lamps were dark, and nobody knew whom to call."
lead = "Example: street lighting office"
members = ["city", "tenants"]
problems = ["night-stops"]
dpia = "not needed: lamps are things"
sdgs = [11]

[[measures]]
id = "round"
text = "A round of all lamps every second week."

[[roadmap]]
id = "list"
activity = "list all lamps"
deliverable = "list with number and owner of 212 lamps"
target_date = 2026-04-15
responsible = "Example: street lighting office"
responsible_type = "region_or_local_authority"
status = "done"
done_on = 2026-04-20

[[roadmap]]
id = "contract"
activity = "agree on three days"
deliverable = "contract with a time limit"
target_date = 2026-09-30
responsible = "Example: street lighting office"
responsible_type = "region_or_local_authority"

[[roadmap]]
id = "app"
activity = "an app to report lamps"
deliverable = "app"
target_date = 2026-12-31
responsible = "Example: street lighting office"
responsible_type = "region_or_local_authority"
status = "dropped"

[[roadmap]]
id = "second-list"
activity = "count dark lamps again"
deliverable = "count"
target_date = 2027-02-28
responsible = "Tenants' association"
responsible_type = "other_stakeholder"
""",
    "security_by_design/east-entrance.toml": f"""
place = "East entrance of the station"
checked_on = 2026-04-02
checked_by = ["city", "buses"]
classification = "restricted"

[[answers]]
item = "vehicle_approach_looked_at"
answer = "no"
because = "{SECRET}"
""",
    "security_by_design/waiting-room.toml": """
place = "Waiting room at the third stop"
checked_on = 2026-04-02
checked_by = ["city", "buses"]
classification = "open"

[[answers]]
item = "access_clear_entrances"
answer = "partly"
because = "the second door is not signed"

[[measures]]
title = "Signs at both doors"
accessibility = 2
multi_functionality = 0
sustainability = 0
proportionality = 1
aesthetics = 1
""",
}

THOR = """
[thor.technological]
state = "38 lamps, eleven dark"
gap = "no alarm when a lamp fails"
measure = "counting sensors"
owner = "Street lighting office"
[thor.human]
state = "drivers and passengers wait alone"
gap = "nobody answerable near"
evidence = "walks after dark"
measure = "hosts"
owner = "Bus company"
[thor.organisational]
state = "three offices share the stops"
gap = "no one of them leads"
evidence = "working group"
[thor.regulatory]
state = "the repair contract has no time limit"
gap = "none, because the rule can be changed by contract"
[[thor.links]]
from = "regulatory"
to = "technological"
because = "without a time limit lamps stay dark"
[[thor.links]]
from = "organisational"
to = "human"
because = "nobody sends anybody"
[[thor.links]]
from = "organisational"
to = "technological"
because = "nobody reports a dark lamp"
"""

COVENANT = """
[covenant]
decided = 2025-02-10
submitted = 2026-05-20
prevention_of_violent_radicalisation = ["night-stops"]
protection_of_public_spaces = ["night-stops", "lamps"]
"""

RESOLVED = """
[[expectations]]
id = "night-bus"
statement = "The night bus runs every 30 minutes"
due = 2026-09-01
probability = 0.8
judged_by = "Timetable of the bus company"
came_true = true
resolved_on = 2026-09-02

[[expectations]]
id = "bar-closes"
statement = "The largest bar at the stops closes"
due = 2026-10-01
probability = 0.4
judged_by = "Register of businesses"
came_true = false
resolved_on = 2026-10-05
"""


def full_plan(folder: Path) -> Path:
    """Write the whole plan into a folder and return it; its second action carries errors."""
    plan = copy_plan(folder)
    for path, text in FILES.items():
        (plan / path).parent.mkdir(exist_ok=True)
        (plan / path).write_text(text, encoding="utf-8")
    _append(plan / "problems" / "night-stops.toml", THOR)
    _append(plan / "plan.toml", COVENANT)
    _append(plan / "foresight" / "night-2030.toml", RESOLVED)
    return plan


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
