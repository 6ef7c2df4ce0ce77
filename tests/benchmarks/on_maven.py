"""What the models reach on the Maven CRM sample, forecast from days of its past."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

from kit.data.asof import records_known_at
from kit.data.frames import completed
from kit.estimates import shrink_rates
from kit.models import hazards
from kit.models.backtest import SIMPLE, KitForecast, backtest, scores
from kit.models.calibration import TOLERATED, TOLERATED_FLOORS, reliability
from kit.models.win_probability.creation import at_creation
from kit.models.win_probability.open_ones import open_ones
from kit.models.win_probability.peers import survival_and_win_rate
from kit.models.win_probability.scores import Scores
from kit.models.win_probability.scores import scores as probability_scores
from kit.models.win_probability.standing import standing, won_by
from kit.window import Window
from tests.benchmarks.measured import SHARED, Row, absent, has_shared_data

AS_OF = date(2017, 12, 31)
SPLIT = date(2017, 6, 30)
"""Those created until then tell about those created after."""
LONGEST = 138
"""Days of the longest cycle that was ever closed: later creations are not all decided."""
WITHIN = 90
MONTH_ENDS = (date(2017, 6, 30), date(2017, 7, 31), date(2017, 8, 31), date(2017, 9, 30))
PATHS = 1_000

_AT_CREATION = (
    "win probability at creation, Maven",
    "log loss ≤ 1.005 × best peer, ≤ base rate; calibrated; AUC ≤ .60",
)
_WITHIN_90 = (
    "won within 90 days, open Maven",
    "AUC ≥ .72, Brier ≤ .175, better than KM × win rate",
)
_TOTAL = ("revenue, Maven, total", "pinball ≤ 1.3 × seasonal mean")
_MANAGERS = ("revenue, Maven, per manager", "≤ 1.05 × best of all peers, top-down included")


@cache
def maven() -> dict[str, pd.DataFrame]:
    """Canonical tables; region is the regional office, team its manager."""
    folder = SHARED / "data" / "maven_crm"
    sales = pd.read_csv(folder / "sales_pipeline.csv")
    teams = pd.read_csv(folder / "sales_teams.csv").set_index("sales_agent")
    products = pd.read_csv(folder / "products.csv")
    product = sales["product"].replace("GTXPro", "GTX Pro")
    prices = products.set_index("product")["sales_price"].astype("float64")
    opportunities = pd.DataFrame(
        {
            "opportunity_id": sales["opportunity_id"],
            "created_at": pd.to_datetime(sales["engage_date"]).astype("datetime64[us]"),
            "stage": sales["deal_stage"],
            "status": sales["deal_stage"].map({"Won": "won", "Lost": "lost"}).fillna("open"),
            "closed_at": pd.to_datetime(sales["close_date"]).astype("datetime64[us]"),
            "amount": sales["close_value"].astype("float64"),
            "owner": sales["sales_agent"],
            "team": sales["sales_agent"].map(teams["manager"]),
            "region": sales["sales_agent"].map(teams["regional_office"]),
            "product": product,
            "list_price": product.map(prices),
        }
    )
    listed = products.rename(columns={"sales_price": "list_price"})[["product", "list_price"]]
    listed = listed.astype({"list_price": "float64"})
    return {
        "opportunities": completed(opportunities, "opportunities"),
        "products": completed(listed, "products"),
    }


def at_creation_row() -> list[Row]:
    """Those created in the weeks after the split that can all be decided, and are."""
    if not has_shared_data():
        return [absent(*_AT_CREATION)]
    rows = maven()["opportunities"]
    then = records_known_at(maven(), SPLIT, Window(AS_OF).calendar)["opportunities"]
    late = pd.Timestamp(AS_OF - timedelta(days=LONGEST))
    decided = rows["created_at"].gt(pd.Timestamp(SPLIT)) & rows["created_at"].le(late)
    decided &= rows["status"].ne("open")
    test = rows[decided]
    won = test["status"].eq("won").to_numpy()
    chance = at_creation(then, Window(SPLIT)).probability(test)
    own, found = probability_scores(chance, won), reliability(chance, won)
    closed = then[then["status"].ne("open")]
    base = probability_scores(_everybody(closed, test), won).log_loss
    peers = [
        probability_scores(way(closed, test, name), won).log_loss
        for way in (_raw, _shrunken)
        for name in ("team", "product", "owner")
    ]
    best = min(base, *peers)
    limit = max(TOLERATED, TOLERATED_FLOORS * found.noise_floor)
    return [
        Row(
            *_AT_CREATION,
            f"{own.log_loss / best:.4f} × best peer, {own.log_loss / base:.4f} × base rate; "
            f"calibration error {found.error:.3f} (limit {limit:.3f}); AUC {own.auc:.3f}; "
            f"n = {own.n}",
            bool(
                own.log_loss <= 1.005 * best
                and own.log_loss <= base
                and found.is_calibrated
                and own.auc <= 0.60
            ),
        )
    ]


def within_90_row() -> list[Row]:
    """Open ones at the last month end with a quarter left to see what came, and at earlier ones."""
    if not has_shared_data():
        return [absent(*_WITHIN_90)]
    found = [_within_90(day) for day in MONTH_ENDS]
    own, other = found[-1]
    aucs, briers = zip(*((one.auc, one.brier) for one, _ in found), strict=True)
    simple = [one.brier for _, one in found]
    return [
        Row(
            *_WITHIN_90,
            f"AUC {own.auc:.3f}, Brier {own.brier:.3f} (KM × win rate {other.auc:.3f}, "
            f"{other.brier:.3f}), n = {own.n}; mean of {len(found)} month ends "
            f"{np.mean(aucs):.3f}, {np.mean(briers):.3f} (Brier of KM × win rate "
            f"{np.mean(simple):.3f})",
            bool(
                own.auc >= 0.72
                and own.brier <= 0.175
                and own.brier < other.brier
                and np.mean(briers) < np.mean(simple)
            ),
        )
    ]


def _within_90(day: date) -> tuple[Scores, Scores]:
    """Scores of the model and of Kaplan–Meier × win rate on those open on a day."""
    window = Window(day)
    then = records_known_at(maven(), day, window.calendar)["opportunities"]
    model = open_ones(hazards.fit(then, window), then, None, window)
    dated = model.standing.records["created_at"].notna().to_numpy()
    at = standing(then, window).dated()
    until = day + timedelta(days=WITHIN)
    won = won_by(maven()["opportunities"], at.records, until, window.calendar)
    simple = survival_and_win_rate(then, window, at.age, WITHIN)
    return (
        probability_scores(model.within([WITHIN])[dated, 0], won),
        probability_scores(simple, won),
    )


def revenue_rows(seeds: list[int]) -> list[Row]:
    """Three months ahead from each month end that has three months of closes behind it."""
    if not has_shared_data():
        return [absent(*_TOTAL), absent(*_MANAGERS)]
    found = pd.concat(
        backtest(maven(), Window(AS_OF), KitForecast(PATHS), seed=seed) for seed in seeds
    )
    total = scores(found[found["unit"] == ""]).set_index("method")["pinball"]
    managers = scores(found[found["team"] != ""]).set_index("method")["pinball"]
    peers = managers.reindex([*SIMPLE, "top_down"]).dropna()
    origins = found["origin"].nunique()
    whole, each = total["kit"] / total["seasonal_share"], managers["kit"] / peers.min()
    return [
        Row(*_TOTAL, f"{whole:.3f} × seasonal mean ({origins} origins)", bool(whole <= 1.3)),
        Row(*_MANAGERS, f"{each:.3f} × {peers.idxmin()} ({origins} origins)", bool(each <= 1.05)),
    ]


def _everybody(closed: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    return np.full(len(test), closed["status"].eq("won").mean())


def _raw(closed: pd.DataFrame, test: pd.DataFrame, name: str) -> np.ndarray:
    """Share won of each member, the base rate for new ones."""
    rate = closed["status"].eq("won").groupby(closed[name]).mean()
    return test[name].map(rate).fillna(closed["status"].eq("won").mean()).to_numpy(float)


def _shrunken(closed: pd.DataFrame, test: pd.DataFrame, name: str) -> np.ndarray:
    """The same, drawn towards what is common."""
    counts = closed["status"].eq("won").groupby(closed[name]).agg(["sum", "size"])
    rates = shrink_rates(counts["sum"], counts["size"])
    value = pd.Series(rates.value, counts.index)
    return test[name].map(value).fillna(rates.prior_mean).to_numpy(float)
