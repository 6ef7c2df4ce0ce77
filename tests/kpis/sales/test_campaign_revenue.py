"""What touches are credited with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kit.data.frames import empty
from kit.kpis import bookings, campaign_revenue
from kit.window import Window

Make = Callable[..., pd.DataFrame]
FEBRUARY = Window(date(2026, 2, 28), periods=1)


@pytest.fixture
def credited(table_of: Make) -> Make:
    """Amounts by method and touch of won ones, from lines of activities and campaign touches."""
    campaigns = table_of(
        "campaigns",
        "campaign_id name channel started_at",
        "m1 Fair event 2025-01-01",
        "m2 News email 2025-01-01",
    )
    spend = table_of(
        "spend",
        "period_start period_end campaign_id region amount",
        "2026-01-22 2026-02-10 m1 EMEA 100",
    )

    def compute(
        won: pd.DataFrame,
        activities: tuple[str, ...] = (),
        met: tuple[str, ...] = (),
        leads: tuple[str, ...] = (),
        window: Window = FEBRUARY,
        *,
        held: int = 2,
        **how: object,
    ) -> pd.DataFrame:
        names = "opportunity_id lead_id account_id occurred_at channel outcome"
        done = table_of("activities", names, *activities)
        touches = table_of("campaign_touches", "campaign_id lead_id account_id touched_at", *met)
        told = table_of("leads", "lead_id opportunity_id account_id created_at", *leads)
        return campaign_revenue(
            won, empty("orders"), told, done, touches, campaigns.head(held), spend, window, **how
        )

    return compute


def shares(frame: pd.DataFrame, measure: str = "amount") -> dict[str, dict[str, float]]:
    told = frame[frame["measure"].eq(measure) & frame["value"].fillna(0).ne(0)]
    return {
        str(method): dict(zip(rows["touch"].astype(str), rows["value"], strict=True))
        for method, rows in told.groupby("method", observed=True)
    }


def test_each_method_shares_the_amount_by_its_own_rule(won_of: Make, credited: Make) -> None:
    frame = credited(
        won_of("o a 2026-02-20 1000"),
        ("o - - 2025-12-22 call -", "o - - 2026-01-21 visit -", "o - - 2026-02-10 meeting -"),
        ("m1 - a 2025-11-22",),
    )
    found = shares(frame)
    assert found["first"] == {"Fair": 1000}
    assert found["last"] == {"meeting": 1000}
    assert found["linear"] == {"Fair": 250, "call": 250, "meeting": 250, "visit": 250}
    assert found["u_shaped"] == {"Fair": 400, "call": 100, "meeting": 400, "visit": 100}
    # Half-lives before the close's end of day: 91, 61, 31 and 11 days over 30.
    weights = [2 ** (-age / 30) for age in (91, 61, 11, 31)]
    expected = [round(1000 * weight / sum(weights), 2) for weight in weights]
    assert list(found["time_decay"].values()) == pytest.approx(expected, abs=0.031)


def test_what_rounding_leaves_goes_to_the_largest_share_and_nothing_is_lost(
    won_of: Make, credited: Make
) -> None:
    won = won_of("o a 2026-02-20 100.01", "p b 2026-02-20 0.02", "q c 2026-02-21 33.33")
    calls = tuple(
        f"{who} - - 2026-02-{day:02} {channel} -"
        for who in "op"
        for day, channel in ((3, "call"), (4, "visit"), (5, "email"))
    )
    frame = credited(won, calls)
    booked = bookings(won, FEBRUARY)["value"].iloc[0]
    sums = frame[frame["measure"] == "amount"].groupby("method", observed=True)["value"].sum()
    assert sums.round(9).tolist() == [booked] * 5
    assert shares(frame)["linear"] == {
        "call": 33.37,
        "email": 33.33,
        "visit": 33.33,
        "unattributed": 33.33,
    }
    assert (frame["value"].mul(100).dropna() % 1).round(6).isin([0, 1]).all()


def test_touches_after_the_close_or_long_before_do_not_count(won_of: Make, credited: Make) -> None:
    frame = credited(
        won_of("o a 2026-02-20 10"),
        ("o - - 2026-02-21 call -", "o - - 2025-02-19 visit -", "o - - 2026-02-20 email -"),
    )
    assert shares(frame)["linear"] == {"email": 10}
    longer = credited(won_of("o a 2026-02-20 10"), ("o - - 2025-02-19 visit -",), lookback_days=400)
    assert shares(longer)["linear"] == {"visit": 10}


def test_a_touch_a_minute_after_the_close_does_not_count(won_of: Make, credited: Make) -> None:
    won = won_of("o a 2026-02-20 10")
    noon = pd.Series(pd.to_datetime(["2026-02-20T12:00Z"])).astype("datetime64[us, UTC]")
    won = won.assign(closed_at=noon, created_at=noon - pd.Timedelta(days=9))
    calls = credited(won, ("o - - 2026-02-20 call -",))
    # A day without a time counts from its start.
    assert shares(calls)["last"] == {"call": 10}
    tomorrow = credited(won, ("o - - 2026-02-21 call -",))
    assert shares(tomorrow)["last"] == {"unattributed": 10}


def test_nobody_reached_is_no_touch(won_of: Make, credited: Make) -> None:
    frame = credited(
        won_of("o a 2026-02-20 10"),
        ("o - - 2026-02-01 call no_answer", "o - - 2026-02-02 email bounced"),
    )
    rest = frame[frame["touch"].eq("unattributed") & frame["measure"].eq("amount")]
    assert rest["value"].tolist() == [10] * 5
    assert rest["mark"].eq("unattributed").all()


def test_touches_of_the_lead_count_and_those_of_another_opportunity_do_not(
    won_of: Make, credited: Make
) -> None:
    won = won_of("o a 2026-02-20 10")
    frame = credited(
        won,
        ("- l - 2026-02-01 call -", "x - a 2026-02-02 visit -", "- k - 2026-02-03 email -"),
        ("m2 l - 2026-01-05",),
        ("l o a 2026-01-01", "k y a 2026-01-01"),
    )
    assert shares(frame)["linear"] == {"News": 5, "call": 5}


def test_touches_of_an_account_count_for_all_its_opportunities(
    won_of: Make, credited: Make
) -> None:
    won = won_of("o a 2026-02-20 10", "p a 2026-02-22 30", "q b 2026-02-22 5")
    frame = credited(won, (), ("m1 - a 2026-01-10",))
    assert shares(frame)["first"] == {"Fair": 40, "unattributed": 5}
    assert shares(frame, "new")["first"] == {"Fair": 10, "unattributed": 5}
    assert shares(frame, "existing")["first"] == {"Fair": 30}
    amount = frame.query("measure == 'amount' and method == 'linear' and touch == 'Fair'")
    assert amount["n"].tolist() == [2]


def test_returns_are_over_the_days_of_spend_in_the_period(won_of: Make, credited: Make) -> None:
    frame = credited(won_of("o a 2026-02-20 200"), (), ("m1 - a 2026-01-10",))
    # 10 of the 20 days of spend lie in February.
    assert shares(frame, "roas")["first"] == {"Fair": pytest.approx(4.0)}
    roas = frame[frame["measure"] == "roas"].set_index(["method", "touch"])["value"]
    assert roas.drop("Fair", level="touch").isna().all()


def test_a_campaign_that_cost_and_brought_nothing_returned_0(won_of: Make, credited: Make) -> None:
    frame = credited(won_of("o a 2026-02-20 200"))
    roas = frame[frame["measure"].eq("roas") & frame["touch"].eq("Fair")]
    assert roas["value"].tolist() == [0] * 5


def test_spend_that_is_not_known_by_owner_is_not_repeated_for_each(
    won_of: Make, credited: Make
) -> None:
    won = won_of("o a 2026-02-20 200", "p b 2026-02-20 100")
    won = won.assign(owner=pd.Series(["Ada", "Bo"], dtype="str"))
    frame = credited(won, (), ("m1 - a 2026-01-10", "m1 - b 2026-01-10"), by=["owner"])
    roas = frame[frame["measure"].eq("roas") & frame["touch"].eq("Fair")]
    assert roas["value"].isna().all()
    assert set(roas.loc[roas["method"] == "first", "mark"]) == {"unattributed"}


def test_campaigns_can_be_told_by_channel(won_of: Make, credited: Make) -> None:
    frame = credited(
        won_of("o a 2026-02-20 10"),
        ("o - - 2026-02-01 email -",),
        ("m2 - a 2026-01-10", "m1 - a 2026-01-11"),
        touch="channel",
    )
    assert shares(frame)["u_shaped"] == {"email": 8, "event": 2}


def test_a_campaign_that_the_unit_cannot_see_is_told_by_no_code_among_channels(
    won_of: Make, credited: Make
) -> None:
    won, touches = won_of("o a 2026-02-20 10"), ("o - - 2026-02-01 email -",)
    for held in (2, 0):
        told = credited(won, touches, ("m9 - a 2026-01-10",), touch="channel", held=held)
        assert shares(told)["linear"] == {"campaign": 5, "email": 5}
    assert shares(credited(won, touches, ("m9 - a 2026-01-10",)))["linear"] == {"email": 5, "m9": 5}
