"""Poor sources and missing leads are spoken of from the limit on, and not below it."""

from __future__ import annotations

import pandas as pd

from kit import advice
from kit.params import Limits

NO_COSTS = pd.DataFrame({"measure": [], "source": [], "value": [], "n": []})


def by_source(**unqualified: tuple[int, int]) -> pd.DataFrame:
    """Unqualified leads, and all of them, by source."""
    rows = [("unqualified_share", source, hits / n, n) for source, (hits, n) in unqualified.items()]
    frame = pd.DataFrame(rows, columns=["measure", "source", "value", "n"])
    return frame.assign(period=pd.Timestamp("2025-07-01"), mark="")


def months(before: int, now: int, *, partial: int = 0) -> pd.DataFrame:
    """18 months: 12 of `before` leads each, 5 of `now`, and one that still runs."""
    counts = [before] * 12 + [now] * 5 + [partial]
    frame = pd.DataFrame({"measure": "count", "value": [float(count) for count in counts]})
    starts = pd.date_range("2025-01-01", periods=18, freq="MS")
    return frame.assign(period=starts, n=counts, mark=[""] * 17 + ["partial"])


def costs(**of: tuple[float, int]) -> pd.DataFrame:
    rows = [("value", source, cost, n) for source, (cost, n) in of.items()]
    return pd.DataFrame(rows, columns=["measure", "source", "value", "n"])


def test_a_source_with_far_more_unqualified_leads_is_named() -> None:
    (said,) = advice.lead_sources(by_source(Fair=(70, 100), Web=(50, 200)), NO_COSTS)
    assert said.rule == "unqualified_source"
    assert [said.facts[name].value for name in ("source", "share", "n", "others")] == [
        "Fair",
        0.7,
        100.0,
        0.25,
    ]


def test_what_a_qualified_lead_of_it_costs_is_evidence() -> None:
    (said,) = advice.lead_sources(
        by_source(Fair=(70, 100), Web=(50, 200)), costs(Fair=(310.0, 30), Web=(20.0, 150))
    )
    assert said.evidence[-1][1].value == 310.0


def test_a_certain_difference_below_the_limit_is_no_finding() -> None:
    assert advice.lead_sources(by_source(A=(4_900, 10_000), B=(2_500, 10_000)), NO_COSTS) == ()
    assert len(advice.lead_sources(by_source(A=(5_000, 10_000), B=(2_500, 10_000)), NO_COSTS)) == 1


def test_a_source_of_too_few_leads_is_not_judged() -> None:
    assert advice.lead_sources(by_source(Fair=(29, 29), Web=(50, 200)), NO_COSTS) == ()


def test_a_large_difference_that_chance_explains_is_no_finding() -> None:
    assert advice.lead_sources(by_source(Fair=(16, 30), Web=(8, 32)), NO_COSTS) == ()


def test_a_project_may_set_the_limit() -> None:
    frame = by_source(A=(4_900, 10_000), B=(2_500, 10_000))
    advice.use(Limits.of({"unqualified_more": 0.2}))
    assert len(advice.lead_sources(frame, NO_COSTS)) == 1


def test_missing_leads_name_the_cheapest_source_per_qualified_lead() -> None:
    prices = costs(Fair=(310.0, 90), Web=(45.0, 200), Luck=(1.0, 3))
    (said,) = advice.lead_volume(months(40, 28), prices)
    assert [said.facts[name].value for name in ("now", "before")] == [140.0, 200.0]
    assert (said.facts["source"].value, said.facts["cost"].value) == ("Web", 45.0)


def test_without_costs_no_source_is_recommended() -> None:
    (said,) = advice.lead_volume(months(40, 28), NO_COSTS)
    assert "source" not in said.facts
    assert "{source}" not in said.action


def test_a_smaller_drop_and_a_drop_of_a_few_leads_are_no_finding() -> None:
    assert advice.lead_volume(months(4_000, 3_100), NO_COSTS) == ()
    assert advice.lead_volume(months(7, 5), NO_COSTS) == ()
    assert advice.lead_volume(months(5, 0), NO_COSTS) == ()


def test_without_the_year_before_nothing_is_said() -> None:
    assert advice.lead_volume(months(40, 10).tail(12), NO_COSTS) == ()
    assert advice.lead_volume(months(40, 10).head(0), NO_COSTS) == ()
