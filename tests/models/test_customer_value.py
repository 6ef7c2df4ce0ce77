"""Customer value: the published figures of CDNOW, worlds with known parameters, thin data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.estimates.buying import Buying, expected_purchases
from kit.kpis.customers.histories import histories
from kit.kpis.customers.parameters import read_parameters, relative_bounds
from kit.models.customer_value import COLUMNS, CustomerValue, fit
from kit.window import Window

CALIBRATION = Window(date(1997, 9, 30))
START = np.datetime64("2020-01-06")
NONE = (empty("opportunities"), empty("contracts"))


def orders_of(account: np.ndarray, day: np.ndarray, amount: np.ndarray) -> pd.DataFrame:
    number = pd.Series(np.arange(len(account))).astype("str")
    frame = pd.DataFrame({"order_id": number, "account_id": pd.Series(account).astype("str")})
    at = np.asarray(day, "datetime64[us]")
    return completed(frame.assign(ordered_at=at, amount=amount, kind="sale"), "orders")


def fitted(orders: pd.DataFrame, window: Window, contracts: pd.DataFrame | None = None):
    return fit(NONE[0], orders, NONE[1] if contracts is None else contracts, window)


def estimates(found: CustomerValue) -> dict[str, float]:
    rows = found.parameters.query("draw == 0")
    return dict(zip(rows["name"], rows["value"], strict=True))


@pytest.fixture(scope="module")
def cdnow(shared: Path) -> pd.DataFrame:
    """The tenth of CDNOW's customers that the published estimates are of."""
    file = shared / "data" / "cdnow" / "CDNOW_sample.txt"
    rows = pd.DataFrame([line.split() for line in file.read_text("utf-8").splitlines()])
    day = pd.to_datetime(rows[2], format="%Y%m%d")
    return orders_of(rows[1].to_numpy(), day.to_numpy(), rows[4].astype(float).to_numpy())


@pytest.fixture(scope="module")
def published(cdnow: pd.DataFrame) -> CustomerValue:
    return fitted(cdnow, CALIBRATION)


@pytest.mark.shared_data
def test_cdnow_has_the_published_parameters(published: CustomerValue):
    # Fader, Hardie and Lee 2005, and Fader and Hardie 2013.
    found = estimates(published)
    assert (published.customers, published.repeaters) == (2357, 946)
    assert [round(found[name], 3) for name in ("r", "alpha", "a", "b")] == [
        *(0.243, 4.414, 0.793, 2.426)
    ]
    assert published.log_likelihood["buying"] == pytest.approx(-9582.4, abs=0.1)
    assert [round(found[name], 2) for name in ("p", "q", "gamma")] == [6.25, 3.74, 15.44]


@pytest.mark.shared_data
def test_cdnow_is_fitted_in_less_than_a_second(cdnow: pd.DataFrame):
    start = process_time()
    fitted(cdnow, CALIBRATION)
    assert process_time() - start < 1.0


@pytest.mark.shared_data
def test_the_last_39_weeks_of_cdnow_are_foretold(
    cdnow: pd.DataFrame, published: CustomerValue, record_property: Callable[[str, object], None]
):
    past = histories(NONE[0], cdnow, NONE[1], CALIBRATION)
    whole = histories(NONE[0], cdnow, NONE[1], Window(date(1998, 6, 30)))
    actual = whole.repeats - past.repeats
    assert (whole.first["account_id"] == past.first["account_id"]).all()
    parameters = read_parameters(published.parameters, CALIBRATION)
    assert parameters is not None
    weeks = (date(1998, 6, 30) - date(1997, 9, 30)).days / 7

    def foretold(one) -> np.ndarray:
        return expected_purchases(one.buying, past.repeats, past.last, past.seen, weeks)

    expected = foretold(parameters)
    record_property("expected purchases", round(float(expected.sum())))
    record_property("actual purchases", int(actual.sum()))
    low, high = relative_bounds(lambda one: foretold(one).sum(keepdims=True), parameters, 0.90)
    # It is known to foretell too little of what CDNOW's customers did: by a twentieth of all
    # purchases until then, by an eighth of those in the last 39 weeks.
    assert actual.sum() == 1882
    assert expected.sum() == pytest.approx(1653, abs=5)
    assert 0.9 < low[0] < 1 < high[0] < 1.1
    # Published: customer by customer the correlation is 0.626, and groups are met.
    assert np.corrcoef(expected, actual)[0, 1] == pytest.approx(0.626, abs=0.001)
    for made in range(5):
        group = past.repeats == made
        assert expected[group].mean() == pytest.approx(actual[group].mean(), abs=0.4)


def world(model: Buying, size: int, weeks: int, seed: int) -> pd.DataFrame:
    """Customers who come over a year and buy by BG/NBD, for amounts by Gamma-Gamma (6, 4, 25)."""
    generator = np.random.default_rng(seed)
    rate = generator.gamma(model.r, 1 / model.alpha, size)
    leaves, scale = generator.beta(model.a, model.b, size), generator.gamma(4, 1 / 25, size)
    at, active = generator.uniform(0, 52, size), np.ones(size, bool)
    accounts, days = [np.arange(size)], [at]
    while active.any():
        at = at + generator.exponential(1 / np.maximum(rate, 1e-9))
        active &= at < weeks
        accounts.append(np.flatnonzero(active))
        days.append(at[active])
        active &= generator.random(size) >= leaves
    account, week = np.concatenate(accounts), np.concatenate(days)
    amount = generator.gamma(6, 1 / scale[account]).round(2) + 0.01
    return orders_of(account, START + (week * 7).astype(int).astype("timedelta64[D]"), amount)


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_known_parameters_of_a_world_are_found_again(seed: int):
    model = Buying(0.8, 12.0, 0.9, 3.0)
    end = (START + np.timedelta64(7 * 156 - 1, "D")).astype(date)
    found = fitted(world(model, 3_000, 156, seed), Window(end))
    rows = found.parameters.query("draw > 0").groupby("name")["value"]
    errors = {name: np.log(part).std() for name, part in rows}
    truth = {**model._asdict(), "p": 6.0, "q": 4.0, "gamma": 25.0}
    for name, value in truth.items():
        assert abs(np.log(estimates(found)[name] / value)) < 3.5 * errors[name], name
        assert errors[name] < 0.4
    assert set(found.states.values()) == {"fitted", "none"}


def test_the_interval_of_expected_purchases_covers_the_truth():
    model, inside = Buying(0.8, 12.0, 0.9, 3.0), 0
    window = Window((START + np.timedelta64(7 * 78 - 1, "D")).astype(date))
    for seed in range(25):
        orders = world(model, 400, 78, 100 + seed)
        past = histories(NONE[0], orders, NONE[1], window)
        parameters = read_parameters(fitted(orders, window).parameters, window)

        def total(buying: Buying, past=past) -> np.ndarray:
            return expected_purchases(buying, past.repeats, past.last, past.seen, 52).sum(
                keepdims=True
            )

        low, high = relative_bounds(lambda one: total(one.buying), parameters, 0.80)
        ratio = total(model) / total(parameters.buying)
        inside += bool((low <= ratio) & (ratio <= high))
    assert 15 <= inside <= 24


def test_of_very_many_customers_enough_are_looked_at_whatever_their_order():
    model, window = Buying(0.8, 12.0, 0.9, 3.0), Window((START + 7 * 78 - 1).astype(date))
    orders = world(model, 21_000, 78, 9)
    found, again = (fitted(one, window) for one in (orders, orders.sample(frac=1, random_state=1)))
    assert found.customers == 21_000
    assert estimates(found) == pytest.approx(estimates(again), rel=1e-4)
    for name, value in model._asdict().items():
        assert estimates(found)[name] == pytest.approx(value, rel=0.25), name


def contracts_of(months: np.ndarray, stays: int) -> pd.DataFrame:
    """Contracts that began `stays` months ago and were cancelled after so many months, if ever."""
    start = np.datetime64("2020-01-01")
    ends = start + np.ceil(months * 365.25 / 12).astype(int).astype("timedelta64[D]") - 1
    gone = months < stays
    number = pd.Series(np.arange(len(months))).astype("str")
    frame = pd.DataFrame({"contract_id": number, "account_id": number, "period": "month"})
    last = np.where(gone, ends.astype("datetime64[us]"), np.datetime64("NaT"))
    frame = frame.assign(start_date=start.astype("datetime64[us]"), amount_per_period=100.0)
    return completed(frame.assign(end_date=last), "contracts")


def test_the_curve_of_contracts_is_found_again():
    generator = np.random.default_rng(4)
    months = generator.geometric(generator.beta(2, 60, 3_000)).astype(float)
    account = np.arange(3_000)
    orders = orders_of(account, np.full(3_000, "2020-01-01", "datetime64[D]"), np.full(3_000, 9.0))
    end = (np.datetime64("2020-01-01") + int(36 * 365.25 / 12)).astype(date)
    found = fitted(orders, Window(end), contracts_of(months, 36))
    assert found.states["staying"] == "fitted"
    leaves, stays = estimates(found)["leaves"], estimates(found)["stays"]
    assert leaves / (leaves + stays) == pytest.approx(2 / 62, rel=0.15)
    drawn = found.parameters.query("draw > 0 and name == 'stays'")["value"]
    assert abs(np.log(stays / 60)) < 3 * np.log(drawn).std() < 3


def of_few(size: int, repeaters: int) -> pd.DataFrame:
    account = np.r_[np.arange(size), np.arange(repeaters)]
    day = np.r_[np.full(size, START), np.full(repeaters, START + 70)]
    return orders_of(account, day, np.full(size + repeaters, 50.0))


@pytest.mark.parametrize(
    ("size", "repeaters", "state"),
    [(0, 0, "none"), (4, 4, "none"), (5, 0, "pooled"), (40, 3, "pooled"), (40, 35, "fitted")],
)
def test_too_little_is_pooled_or_none_and_never_absurd(size: int, repeaters: int, state: str):
    end = (START + 365).astype(date)
    found = fitted(of_few(size, repeaters), Window(end))
    assert found.states["buying"] == found.states["spending"] == state
    assert list(found.parameters) == list(COLUMNS)
    assert np.isfinite(found.parameters["value"]).all()
    assert (found.parameters["value"] > 0).all()
    assert found.parameters["draw"].max() == (0 if state == "none" else 200)
    usable = read_parameters(found.parameters, Window(end))
    assert (usable is None) == (state == "none")
    if usable is not None:
        names = {"r", "alpha", "a", "b", "p", "q", "gamma"}
        assert set(usable.pooled) == (names if state == "pooled" else set())
        bought = expected_purchases(usable.buying, 0, 0, 52, 52)
        assert 0 < bought < 5


@pytest.mark.parametrize(
    "amount", [np.full(100, 7.0), np.zeros(100), np.r_[np.full(99, 5.0), 1e9], np.full(100, -3.0)]
)
def test_odd_amounts_break_nothing(amount: np.ndarray):
    account = np.repeat(np.arange(50), 2)
    day = START + np.tile([0, 40], 50) + np.repeat(np.arange(50), 2)
    found = fitted(orders_of(account, day, amount), Window(date(2020, 12, 31)))
    assert np.isfinite(found.parameters["value"]).all()


def test_what_is_given_back_and_what_is_kept_are_told_beside():
    orders = of_few(40, 0)
    orders.loc[:9, "kind"] = "refund"
    orders["margin"] = np.where(orders.index < 20, np.nan, 20.0)
    found = estimates(fitted(orders, Window(date(2020, 12, 31))))
    # 30 sales and 10 refunds of 50; 20 sales of 50 with a margin of 20.
    assert found["net"] == pytest.approx(20 / 30)
    assert found["margin"] == pytest.approx(0.4)


def test_parameters_of_a_later_day_are_not_used():
    found = fitted(of_few(40, 35), Window(date(2020, 12, 31))).parameters
    assert read_parameters(found, Window(date(2020, 12, 30))) is None
    assert read_parameters(found, Window(date(2020, 12, 31))) is not None
