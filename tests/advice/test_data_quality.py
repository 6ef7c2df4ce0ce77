"""One sentence says what the records are safe for, led by what needs care most."""

from __future__ import annotations

import pandas as pd

from kit.advice import data_quality

NOTHING = pd.DataFrame({"table": [], "uses": [], "share": []}).astype({"uses": "str"})


def uses(**levels: str) -> pd.DataFrame:
    given = {"counts": "safe", "durations": "safe", "amounts": "safe", "open_amounts": None}
    rows = [{"table": "opportunities", **given, **levels}, {"table": "leads", **given}]
    return pd.DataFrame(rows)


def test_records_without_a_fault_are_safe_for_everything() -> None:
    (said,) = data_quality(uses(), NOTHING)
    assert (said.rule, said.facts["all"].value) == ("records_safe", 6)


def test_what_misleads_comes_before_what_needs_care() -> None:
    found = pd.DataFrame(
        {
            "table": ["opportunities", "opportunities"],
            "uses": ["counts amounts", "durations"],
            "share": [0.1, 0.4],
        }
    )
    (said,) = data_quality(uses(counts="care", amounts="care", durations="unsafe"), found)
    assert said.message.startswith("Of {all} uses of the records {safe} are safe. Durations")
    assert (said.facts["safe"].value, said.facts["share"].value) == (3, 0.4)
    assert [value.value for _, value in said.evidence] == [2, 1]


def test_without_records_nothing_is_said() -> None:
    assert data_quality(uses().head(0), NOTHING) == ()
