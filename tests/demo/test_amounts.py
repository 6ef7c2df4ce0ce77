from __future__ import annotations

import numpy as np
import pandas as pd


def test_won_amounts_lie_around_the_list_price(large):
    won = large.table("opportunities").query("status == 'won' and currency == 'EUR'")
    listed = large.table("products").set_index("product")["list_price"]
    ratio = won["amount"] / won["product"].map(listed)
    assert np.isclose(ratio.median(), np.exp(large.truth.world.amounts.log_mean), rtol=0.03)


def test_some_amounts_are_in_other_currencies(crm):
    shares = crm.table("opportunities")["currency"].value_counts(normalize=True)
    assert shares["EUR"] > 0.5
    assert shares["USD"] > 0.15
    assert shares["GBP"] > 0


def test_lines_add_up_to_the_amount_in_the_reporting_currency(crm):
    lines = crm.text("opportunity_lines")
    cents = lines["amount"].str.replace(".", "").astype(int)
    total = cents.groupby(lines["opportunity_id"]).sum()
    rows = crm.table("opportunities").set_index("opportunity_id")
    euros = rows.loc[total.index].query("currency == 'EUR' and amount.notna()")
    assert ((euros["amount"] * 100).round().astype(int) == total[euros.index]).all()


def test_every_won_opportunity_has_lines(crm):
    won = crm.table("opportunities").query("status == 'won'")
    assert set(won["opportunity_id"]) <= set(crm.table("opportunity_lines")["opportunity_id"])


def test_amounts_in_dollars_are_converted_at_the_rate_of_the_close(crm):
    rows = crm.table("opportunities").query("status == 'won' and currency == 'USD'")
    rates = crm.table("fx_rates").query("currency == 'USD'").sort_values("date")
    closed = rows.assign(day=rows["closed_at"].dt.tz_localize(None).dt.normalize())
    joined = pd.merge_asof(closed.sort_values("day"), rates, left_on="day", right_on="date")
    lines = crm.table("opportunity_lines").groupby("opportunity_id")["amount"].sum()
    expected = joined["amount"] * joined["rate"]
    assert np.allclose(joined["opportunity_id"].map(lines), expected, atol=0.011)
