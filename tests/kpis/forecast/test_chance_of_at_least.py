"""How many of the open opportunities will be won in the period."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis import chance_of_at_least
from kit.window import Window

MONTH = Window(date(2026, 1, 20))
QUARTER = Window(date(2026, 1, 20), "quarter", 2)
DAY = pd.Timestamp("2026-01-20")


def open_of(size: int, **columns: object) -> pd.DataFrame:
    ids = [f"o{number}" for number in range(size)]
    frame = pd.DataFrame({"opportunity_id": ids, "status": "open", "amount": 100.0, **columns})
    created = pd.to_datetime(["2026-01-01"] * size).astype("datetime64[us]")
    return completed(frame.assign(created_at=created), "opportunities")


def chances_of(*chances: float, half: float = 0.0, **columns: object) -> pd.DataFrame:
    """Chances to be won this month, half as much again by the end of the quarter."""
    chance = pd.Series(chances, dtype=float)
    frame = pd.DataFrame({"opportunity_id": [f"o{number}" for number in range(len(chance))]})
    return frame.assign(
        as_of=DAY,
        within_30=chance,
        within_90=chance,
        eventually=chance,
        low_90=(chance - half).clip(0.001, 0.999),
        high_90=(chance + half).clip(0.001, 0.999),
        won_by_0=chance,
        won_by_2=(1.5 * chance).clip(upper=1.0),
        expected_amount=50.0,
        basis="model",
        previous_90=np.nan,
        previous_as_of=pd.NaT,
        **columns,
    )


def states(month_sd: float) -> pd.DataFrame:
    row = {"model": ["hazards"], "state": "fitted", "note": "month_sd", "value": month_sd}
    return pd.DataFrame(row)


def target_of(amount: float) -> pd.DataFrame:
    days = {"period_start": "2026-01-01", "period_end": "2026-01-31"}
    frame = pd.DataFrame({name: pd.to_datetime([day]) for name, day in days.items()})
    return completed(frame.assign(measure="bookings", amount=amount), "targets")


def asked(opportunities, chances, window=MONTH, targets=None, **how) -> pd.DataFrame:
    plan = empty("targets") if targets is None else targets
    return chance_of_at_least(opportunities, plan, window, win_probabilities=chances, **how)


def at(frame: pd.DataFrame, measure: str) -> dict[int, float]:
    rows = frame[frame["measure"].eq(measure)]
    return dict(zip(rows["k"], rows["value"], strict=True))


def test_of_two_at_1_in_3_one_is_a_coin_toss_and_of_six_two_are_likely() -> None:
    frame = asked(open_of(2), chances_of(*[1 / 3] * 2), k=[1])
    assert at(frame, "independent")[1] == pytest.approx(5 / 9)
    frame = asked(open_of(6), chances_of(*[1 / 3] * 6), k=[2])
    assert at(frame, "independent")[2] == pytest.approx(473 / 729)
    assert frame["n"].eq(6).all()


def test_every_opportunity_counts_with_its_own_chance() -> None:
    frame = asked(open_of(2), chances_of(0.9, 0.1), k=[1, 2])
    assert at(frame, "independent") == pytest.approx({1: 0.91, 2: 0.09})


def test_chances_are_those_to_the_end_of_the_period_not_for_ever() -> None:
    chances = chances_of(0.4)
    assert at(asked(open_of(1), chances, k=[1]), "independent")[1] == pytest.approx(0.4)
    assert at(asked(open_of(1), chances, QUARTER, k=[1]), "independent")[1] == pytest.approx(0.6)
    week = Window(date(2026, 1, 20), "week", 4)
    assert at(asked(open_of(1), chances, week, k=[1]), "independent")[1] == pytest.approx(0.4)


def test_on_the_last_day_of_a_period_the_next_one_is_meant() -> None:
    window = Window(date(2026, 1, 31))
    chances = chances_of(0.4, won_by_1=0.7).assign(as_of=pd.Timestamp("2026-01-31"))
    assert at(asked(open_of(1), chances, window, k=[1]), "independent")[1] == pytest.approx(0.7)
    many = chances_of(*[0.3] * 40, won_by_1=0.3).assign(as_of=pd.Timestamp("2026-01-31"))
    now = asked(open_of(40), chances_of(*[0.3] * 40), k=[20], model_states=states(1.0))
    then = asked(open_of(40), many, window, k=[20], model_states=states(1.0))
    assert at(then, "shared_shock") == pytest.approx(at(now, "shared_shock"))


def test_independence_is_too_sure_of_itself_at_both_ends() -> None:
    chances = chances_of(*[0.3] * 40, half=0.1)
    frame = asked(open_of(40), chances, k=[6, 20], model_states=states(0.25))
    few, many = ([at(frame, name)[k] for k in (6, 20)] for name in ("independent", "shared_shock"))
    middle = at(frame, "rate_uncertain")
    assert few[0] > middle[6] > many[0]
    assert few[1] < middle[20] < many[1]
    assert many[1] > 2 * few[1]


def test_a_season_that_the_bounds_hold_already_is_not_counted_twice() -> None:
    # Bounds of ±0.1 at 0.3 are an error of 0.30 on the logit, of any kind.
    chances = chances_of(*[0.3] * 40, half=0.1)
    tails = [
        at(asked(open_of(40), chances, k=[20], model_states=states(sd)), "shared_shock")[20]
        for sd in (0.0, 0.15, 0.29, 0.8)
    ]
    assert tails[:3] == pytest.approx([tails[0]] * 3, rel=0.06)
    assert tails[3] > 1.5 * tails[0]


def test_errors_of_single_chances_cancel_out_and_what_all_share_stays() -> None:
    chances = chances_of(*[0.3] * 40, half=0.1)
    own = chances.assign(low_90=0.299, high_90=0.301)
    own.loc[8:, ["low_90", "high_90"]] = [0.2, 0.4]
    tail = {
        name: at(asked(open_of(40), one, k=[20], model_states=states(0.0)), "rate_uncertain")[20]
        for name, one in (("shared", chances), ("own", own))
    }
    alone = at(asked(open_of(40), chances, k=[20]), "independent")[20]
    assert tail["own"] == pytest.approx(alone, rel=0.01)
    assert tail["shared"] > 2 * alone


def test_the_shock_is_the_one_the_model_measured_and_smaller_over_a_quarter() -> None:
    chances = chances_of(*[0.3] * 40)
    calm = at(asked(open_of(40), chances, k=[20], model_states=states(0.0)), "shared_shock")
    wild = at(asked(open_of(40), chances, k=[20], model_states=states(1.0)), "shared_shock")
    usual = at(asked(open_of(40), chances, k=[20]), "shared_shock")
    alone = at(asked(open_of(40), chances, k=[20]), "independent")
    assert calm == pytest.approx(alone)
    assert alone[20] < usual[20] < wild[20]
    same = chances.assign(won_by_2=chances["won_by_0"])
    quarter = asked(open_of(40), same, QUARTER, k=[20], model_states=states(1.0))
    assert alone[20] < at(quarter, "shared_shock")[20] < wild[20]


def test_how_many_more_are_needed_for_four_in_five() -> None:
    # Two at 1 in 3 without any doubt and season: 8 in all make at least two 80 % sure.
    frame = asked(open_of(2), chances_of(*[1 / 3] * 2), k=[1, 2], model_states=states(0.0))
    assert at(frame, "needed") == {1: 2.0, 2: 6.0}
    doubtful = asked(open_of(2), chances_of(*[1 / 3] * 2, half=0.2), k=[2])
    assert at(doubtful, "needed")[2] > 6


def test_the_target_says_which_k_it_needs() -> None:
    closed = pd.to_datetime([None] * 4 + ["2026-01-10"]).astype("datetime64[us]")
    both = open_of(5).assign(closed_at=closed, status=["open"] * 4 + ["won"], amount=80.0)
    # 280 less the 80 booked, in wins of 50 each: 4.
    frame = asked(both, chances_of(*[0.5] * 4), targets=target_of(280.0))
    wins = {k: value for k, value in at(frame, "target_wins").items() if not np.isnan(value)}
    assert wins == {4: 4.0}
    assert at(frame, "independent")[4] == pytest.approx(1 / 16)
    met = at(asked(both, chances_of(*[0.5] * 4), targets=target_of(80.0)), "target_wins")
    assert met[1] == 0


def test_numbers_of_wins_lie_between_certain_and_out_of_reach() -> None:
    frame = asked(open_of(300), chances_of(*[0.2] * 300, half=0.01))
    shown = at(frame, "independent")
    assert 6 <= len(shown) <= 12
    assert max(shown.values()) > 0.97
    assert min(shown.values()) < 0.03
    few = at(asked(open_of(2), chances_of(0.5, 0.2)), "independent")
    assert list(few) == [1, 2]


def test_by_team_each_has_its_own_chances() -> None:
    records = open_of(3, team=["North", "North", "South"])
    records["team"] = pd.Categorical(records["team"], ["North", "South", "West"])
    frame = asked(records, chances_of(0.5, 0.5, 0.1), by=["team"], k=[1])
    rows = frame[frame["measure"].eq("independent")].set_index("team")
    assert rows["value"].round(2).tolist()[:2] == [0.75, 0.10]
    assert np.isnan(rows.loc["West", "value"])
    assert rows["n"].tolist() == [2, 1, 0]


def test_what_the_model_does_not_know_is_not_counted() -> None:
    frame = asked(open_of(3), chances_of(0.5), k=[1])
    assert frame["n"].eq(1).all()
    assert at(frame, "independent")[1] == pytest.approx(0.5)


def test_chances_of_another_day_and_none_at_all_say_nothing() -> None:
    other = chances_of(0.5).assign(as_of=pd.Timestamp("2026-01-21"))
    for chances in (other, None):
        frame = asked(open_of(1), chances, k=[1])
        assert frame["value"].isna().all()
        assert frame["n"].eq(0).all()


def test_base_rates_are_marked() -> None:
    assert (
        asked(open_of(1), chances_of(0.5).assign(basis="pooled"), k=[1])["mark"].eq("pooled").all()
    )


def test_chances_of_nothing_and_of_certainty_do_no_harm() -> None:
    frame = asked(open_of(3), chances_of(0.0, 0.0, 0.0), k=[1])
    assert at(frame, "shared_shock")[1] == 0
    assert np.isnan(at(frame, "needed")[1])
    sure = asked(open_of(2), chances_of(1.0, 1.0), k=[2])
    assert at(sure, "shared_shock")[2] == pytest.approx(1.0)
    assert at(sure, "needed")[2] == 0
