from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.asof import known_at
from kit.estimates.curves import at, incidence
from kit.kpis.durations import durations
from kit.models.hazards import Hazards, fit
from kit.window import Window

WINDOW = Window(date(2026, 6, 30))


def days_only(table: pd.DataFrame) -> pd.DataFrame:
    days = {name: table[name].dt.tz_localize(None).dt.normalize() for name in table.columns[:2]}
    return table.assign(**days)


@pytest.fixture(scope="module")
def plain(world: Callable) -> tuple[pd.DataFrame, Hazards]:
    table = world(12_000, 1).opportunities
    return table, fit(table, WINDOW)


def test_hazards_are_those_the_records_were_drawn_from(plain: tuple) -> None:
    baseline = plain[1].baseline
    known = baseline[baseline["age_to"] <= 120]
    truth = np.where(
        known["cause"].eq("lost"), 0.020, np.where(known["age_from"] < 30, 0.010, 0.020)
    )
    days = known["exposure_days"].to_numpy()
    for cause in ("won", "lost"):
        own = known["cause"].eq(cause).to_numpy()
        mean = np.average(known["value"][own] / truth[own], weights=days[own])
        assert mean == pytest.approx(1, abs=0.05)
    inside = (known["low"] <= truth) & (truth <= known["high"])
    assert inside.mean() >= 0.75


def test_a_sample_tells_the_same_hazards_less_exactly(plain: tuple) -> None:
    table, whole = plain
    some = fit(table, WINDOW, most=4_000)
    assert some.effects["events"].sum() < whole.effects["events"].sum() / 2
    chances = [one.chances(table[:50], np.arange(50.0), [90])[0] for one in (some, whole)]
    assert chances[0].mean() == pytest.approx(chances[1].mean(), rel=0.05)
    assert fit(table, WINDOW, most=len(table)).baseline.equals(whole.baseline)


@pytest.mark.parametrize("whole_days", [False, True])
def test_chances_of_all_alike_are_the_aalen_johansen_estimate(
    plain: tuple, whole_days: bool
) -> None:
    table = days_only(plain[0]) if whole_days else plain[0]
    hazards = fit(table, WINDOW, factors=())
    spans = durations(table, WINDOW)
    ages = np.array([5.0, 20.0, 60.0, 120.0])
    curves = at(incidence(spans.entry, spans.exit, spans.cause), ages)
    first = -1 if whole_days else 0  # whole days: right before the first of them
    chances = hazards.chances(table[:1], [first], ages - first)[:, 0]
    assert chances == pytest.approx(curves.value[1:], abs=0.015)


def test_an_open_one_of_some_age_has_the_chance_of_those_who_came_so_far(plain: tuple) -> None:
    table, hazards = plain
    spans = durations(table, WINDOW)
    curves = incidence(spans.entry, spans.exit, spans.cause)
    then, later = at(curves, [40.0]), at(curves, [100.0])
    expected = (later.value[1:, 0] - then.value[1:, 0]) / then.value[0, 0]
    assert hazards.chances(table[:1], [40], [60])[:, 0, 0] == pytest.approx(expected, abs=0.03)


def test_intervals_of_team_effects_cover_the_truth(world: Callable) -> None:
    covered = []
    for seed in range(8):
        drawn = world(3_000, 100 + seed, team_sd=0.3)
        effects = fit(drawn.opportunities, WINDOW, factors=("team",)).effects
        own = effects[effects["cause"].eq("won")]
        number = own["member"].str[-2:].astype(int)
        truth = drawn.team_effects[number]
        truth = truth - np.average(truth, weights=own["n"])
        covered += ((own["low"] <= truth) & (truth <= own["high"])).tolist()
    assert 0.82 <= np.mean(covered) <= 0.97


def test_a_small_team_is_drawn_towards_all_and_a_large_one_keeps_its_own(
    world: Callable,
) -> None:
    table = world(4_000, 3).opportunities
    table.loc[table.index[:4], "team"] = "tiny"
    table.loc[table.index[:4], "status"] = "won"
    table.loc[table.index[:4], "closed_at"] = table["created_at"][:4] + pd.Timedelta(days=3)
    effects = fit(table, WINDOW).effects
    tiny = effects[effects["member"].str.endswith("tiny") & effects["cause"].eq("won")]
    assert (tiny["value"] < 0.7).all()  # won within 3 days, all of them: 30 times the rest
    assert tiny["mark"].tolist() == ["pooled"] * len(tiny)


def test_wins_ahead_are_foretold_within_five_percent(world: Callable) -> None:
    foretold, happened = 0.0, 0
    origin = Window(date(2026, 3, 31))
    for seed in range(6):
        table = world(6_000, 200 + seed, team_sd=0.3, stale=0.05).opportunities
        known = known_at(table, origin.as_of, origin.calendar)
        spans = durations(known, origin)
        is_open = spans.cause == 0
        records = spans.opportunities[is_open]
        foretold += fit(known, origin).chances(records, spans.exit[is_open], [91])[0].sum()
        happened += int(table.loc[records.index, "status"].eq("won").sum())
    assert foretold == pytest.approx(happened, rel=0.05)


def test_shocks_of_months_are_told_from_none(world: Callable) -> None:
    calm = fit(world(8_000, 7).opportunities, WINDOW).month_sd
    rough = fit(world(8_000, 7, month_sd=0.3).opportunities, WINDOW).month_sd
    assert (calm < 0.12).all()
    assert (rough > 0.18).all()


def test_ends_nobody_recorded_at_first_do_not_make_young_ones_look_slow(world: Callable) -> None:
    table = world(12_000, 11).opportunities
    recorded = table["closed_at"].isna() | (table["closed_at"] >= "2025-06-01")
    late = fit(table[recorded], WINDOW)
    known = late.baseline[late.baseline["cause"].eq("lost") & (late.baseline["age_to"] <= 90)]
    assert np.average(known["value"], weights=known["exposure_days"]) == pytest.approx(
        0.020, rel=0.06
    )


def test_stale_ones_are_not_said_to_close_as_the_others_did(world: Callable) -> None:
    table = world(6_000, 13, stale=0.2).opportunities
    chance = fit(table, WINDOW).chances(table[:1], [500], [90])[0, 0, 0]
    assert chance < 0.02


def test_unknown_members_are_average_ones(plain: tuple) -> None:
    hazards = plain[1]
    nobody = pd.DataFrame({"region": ["Mars"], "team": ["Mars"], "product": ["Mars"]})
    without = pd.DataFrame(index=[0])
    assert hazards.point.effects(nobody).tolist() == [[[0.0], [0.0]]]
    assert (
        hazards.chances(nobody, [10], [30]).tolist()
        == hazards.chances(without, [10], [30]).tolist()
    )


def test_members_with_one_name_only_have_no_effect(plain: tuple) -> None:
    effects = plain[1].effects
    assert effects.loc[effects["factor"].eq("source"), "value"].abs().max() < 1e-12


def test_what_happened_after_as_of_changes_nothing(plain: tuple) -> None:
    earlier = Window(date(2025, 12, 31))
    known = known_at(plain[0], earlier.as_of, earlier.calendar)
    one, other = fit(plain[0], earlier), fit(known, earlier)
    pd.testing.assert_frame_equal(one.baseline, other.baseline)
    pd.testing.assert_frame_equal(one.effects, other.effects)
