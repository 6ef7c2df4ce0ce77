from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.models.win_probability.creation import MINIMUM_ENDS, at_creation
from kit.models.win_probability.scores import scores
from kit.window import Calendar, Window


def closed(created: pd.DatetimeIndex, days: np.ndarray, won: np.ndarray) -> pd.DataFrame:
    """Opportunities that end after so many days, as they are known one day for good."""
    return pd.DataFrame(
        {
            "created_at": pd.Series(created).astype("datetime64[us]"),
            "closed_at": pd.Series(created + pd.to_timedelta(days, "D")).astype("datetime64[us]"),
            "status": np.where(won, "won", "lost"),
            "amount": 10.0,
        }
    )


def test_quick_losses_of_late_creations_do_not_lower_the_chance() -> None:
    created = pd.date_range("2025-01-01", "2025-06-29", freq="6h").normalize()
    won = np.arange(len(created)) % 2 == 0
    table = closed(created, np.where(won, 80, 10), won)
    window = Window(date(2025, 6, 30))
    seen = table[table["closed_at"] <= "2025-06-30"]
    assert seen["status"].eq("won").mean() < 0.40
    assert at_creation(table, window).probability(table[:1])[0] == pytest.approx(0.5, abs=0.03)


def test_slow_wins_from_before_recording_began_do_not_raise_the_chance() -> None:
    many = pd.date_range("2025-01-01", "2025-02-28", freq="2h").normalize()
    few = pd.date_range("2025-03-01", "2025-12-31", freq="12h").normalize()
    created = many.append(few)
    won = np.arange(len(created)) % 2 == 0
    table = closed(created, np.where(won, 80, 10), won)
    table = table[table["closed_at"] >= "2025-04-01"].reset_index(drop=True)
    window = Window(date(2025, 6, 30))
    seen = table[table["closed_at"] <= "2025-06-30"]
    assert seen["status"].eq("won").mean() > 0.75
    assert at_creation(table, window).probability(table[:1])[0] == pytest.approx(0.5, abs=0.03)


def test_a_chance_knows_the_month_of_the_quarter_that_it_will_fall_in() -> None:
    created = pd.date_range("2024-01-01", "2025-10-31", freq="8h").normalize()
    days = np.full(len(created), 30)
    month = (created + pd.to_timedelta(days, "D")).month % 3
    won = np.random.default_rng(1).random(len(created)) < np.where(month == 0, 0.8, 0.4)
    model = at_creation(closed(created, days, won), Window(date(2025, 12, 31)))
    new = pd.DataFrame({"created_at": pd.to_datetime(["2026-02-10", "2026-01-10", None])})
    last, middle, unknown = model.probability(new)
    assert last == pytest.approx(0.8, abs=0.05)
    assert middle == pytest.approx(0.4, abs=0.05)
    assert middle < unknown < last


def test_months_of_a_fiscal_quarter_follow_the_calendar() -> None:
    created = pd.date_range("2024-01-01", "2025-10-31", freq="8h").normalize()
    month = (created + pd.Timedelta(days=30)).month % 3
    won = np.where(month == 1, np.arange(len(created)) % 5 > 0, np.arange(len(created)) % 5 > 2)
    window = Window(date(2025, 12, 31), calendar=Calendar(fiscal_year_start=2))
    model = at_creation(closed(created, np.full(len(created), 30), won), window)
    new = pd.DataFrame({"created_at": pd.to_datetime(["2026-03-10", "2026-01-10"])})
    assert model.probability(new) == pytest.approx([0.8, 0.4], abs=0.05)


def test_teams_are_told_apart_and_small_ones_get_the_chance_of_all() -> None:
    rng = np.random.default_rng(5)
    share = {"One": 0.7, "Two": 0.5, "Three": 0.3}
    team = np.concatenate([np.tile(list(share), 400), ["Four"] * 3])
    won = np.array([rng.random() < share.get(name, 2) for name in team])  # Four won all of three
    created = pd.date_range("2024-01-01", periods=len(team), freq="12h").normalize()
    table = closed(created, np.full(len(team), 20), won).assign(team=team, region="East")
    model = at_creation(table, Window(date(2026, 6, 30)))
    new = pd.DataFrame({"region": "East", "team": [*share, "Four", "Five"]})
    chance = model.probability(new.assign(created_at=pd.Timestamp("2026-07-01")))
    assert chance[:3] == pytest.approx(list(share.values()), abs=0.05)
    assert chance[4] == pytest.approx(0.5, abs=0.05)
    assert chance[4] < chance[3] < 0.7
    low, high = model.interval(new.assign(created_at=pd.Timestamp("2026-07-01")))
    assert ((low < chance) & (chance < high)).all()
    assert (high - low)[3] > 2 * (high - low)[0]


def test_effects_name_members_with_their_records() -> None:
    created = pd.date_range("2025-01-01", periods=100).normalize()
    team = np.where(np.arange(100) < 60, "One", "Two")
    table = closed(created, np.full(100, 20), np.arange(100) % 2 == 0)
    table = table.assign(team=team, region="East", product="Desk")
    table.loc[99, ["team", "status", "closed_at"]] = ["Three", "open", pd.NaT]
    effects = at_creation(table, Window(date(2026, 6, 30))).effects
    assert effects["factor"].unique().tolist() == ["team"]  # one product tells nothing
    assert effects.set_index("member")["n"].to_dict() == {
        "East/One": 60,
        "East/Three": 0,
        "East/Two": 39,
    }
    assert effects.set_index("member")["mark"]["East/Three"] == "pooled"
    assert (effects["low"] < effects["value"]).all()


def test_a_coin_toss_is_found_to_be_one() -> None:
    rng = np.random.default_rng(2)
    created = pd.date_range("2024-01-01", periods=3_000, freq="6h").normalize()
    table = closed(created, rng.integers(5, 60, 3_000), rng.random(3_000) < 0.6)
    table = table.assign(team=rng.choice(list("abcdefgh"), 3_000), region="East")
    old, new = table[:2_000], table[2_000:]
    model = at_creation(old, Window(date(2026, 6, 30)))
    won = new["status"].eq("won")
    own, base = (
        scores(chance, won)
        for chance in (model.probability(new), np.full(1_000, old["status"].eq("won").mean()))
    )
    assert own.log_loss <= 1.005 * base.log_loss


@pytest.mark.parametrize(
    ("won", "lost", "state"),
    [(MINIMUM_ENDS, MINIMUM_ENDS, "fitted"), (MINIMUM_ENDS - 1, 50, "pooled"), (0, 0, "none")],
)
def test_the_state_says_how_much_there_was_to_go_by(won: int, lost: int, state: str) -> None:
    created = pd.date_range("2025-01-01", periods=won + lost)
    table = closed(created, np.full(won + lost, 9), np.arange(won + lost) < won)
    model = at_creation(table, Window(date(2026, 6, 30)))
    assert (model.state, model.won, model.closed) == (state, won, won + lost)


def test_what_closed_after_the_day_is_not_known() -> None:
    created = pd.date_range("2025-01-01", periods=80)
    table = closed(created, np.full(80, 30), np.arange(80) % 3 == 0)
    then = Window(date(2025, 3, 15))
    late = table["closed_at"] > "2025-03-15"
    other = table.assign(status=table["status"].mask(late, "won"))
    assert at_creation(table, then).probability(table) == pytest.approx(
        at_creation(other, then).probability(table)
    )
