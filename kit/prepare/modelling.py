"""Fit the models on the whole company's records, and put down what they say as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import process_time

from pandas import DataFrame, Timestamp

from kit.data.frames import empty
from kit.models import customer_value, hazards
from kit.models import win_probability as winning
from kit.models.backtest import KitForecast, backtest, leaves_of
from kit.models.backtest.origins import Horizon
from kit.models.forecast import Forecast, forecast
from kit.models.hazards import Hazards
from kit.window import Window

TABLES = (
    *("opportunities", "orders", "contracts"),
    *("products", "stages", "stage_history", "changes"),
)
"""Canonical tables that models are fitted on."""

SHARED = (*("effects", "win_scores", "reliability", "customer_parameters", "model_states"),)
"""Tables of the company as a whole, which every unit reads: nobody's records are in them."""

_TELLING = ("opportunities", "products", "stages", "stage_history", "changes")

OPPORTUNITY = (
    *("opportunity_id", "account_id", "region", "team", "product", "source", "stage", "status"),
    *("created_at", "closed_at", "currency", "list_price"),
    *("amount", "amount_original", "amount_before_close"),
)
"""Columns of opportunities that models look at, or that tell what those held earlier."""

_NAMED = ("region", "team", "product", "source", "stage")
"""Columns with few texts, which are looked at again and again."""

PATHS, TRIED = 500, 250
"""Futures drawn for the forecast, and at each origin in the past."""
ORIGINS = 8


@dataclass(frozen=True, eq=False)
class Modelled:
    """What the models gave.

    Attributes
    ----------
    tables
        Derived tables by name.
    states
        By model: state (`fitted`, `pooled`, `too_little` or `none`), seconds of computing, note.
    """

    tables: dict[str, DataFrame]
    states: dict[str, dict[str, object]]


def modelled(read: Mapping[str, DataFrame], window: Window) -> Modelled:
    """Fit every model.

    Parameters
    ----------
    read
        Canonical tables of the whole company by name, those of `TABLES` that there are.
    window
        Gives `as_of`, the calendar and the level of intervals.
    """
    tables = looked_at({name: read.get(name, empty(name)) for name in TABLES})
    clock = _Clock()
    found = hazards.fit(tables["opportunities"], window)
    clock.stop("hazards", found.state)
    made = _win_probability(tables, found, window)
    clock.stop("win_probability", found.state)
    forecaster = KitForecast(TRIED)
    horizons: tuple[Horizon, ...] = ("month", "quarter")
    told_by = {name: tables[name] for name in _TELLING}  # each is rebuilt at every origin
    made["backtests"] = backtest(told_by, window, forecaster, horizons=horizons, most=ORIGINS)
    clock.stop("backtest", "fitted" if len(made["backtests"]) else "too_little")
    told = _forecast(tables, found, forecaster, window)
    made["forecast_paths"] = told.paths
    clock.stop("forecast", told.state, "; ".join(told.notes["note"]))
    values = customer_value.fit(
        tables["opportunities"], tables["orders"], tables["contracts"], window
    )
    made["customer_parameters"] = values.parameters
    clock.stop("customer_value", values.states["buying"])
    made["model_states"] = _states(clock.states, found)
    return Modelled(made, clock.states)


def looked_at(tables: Mapping[str, DataFrame]) -> dict[str, DataFrame]:
    """Tables as far as models look at them: no other columns, no changes of anything else.

    Each is cut anew for every day in the past, many times over, so that what nobody looks at
    costs memory and time for nothing. Names stand there as categories for the same reason.
    """
    opportunities, changes = tables["opportunities"], tables["changes"]
    opportunities = opportunities[[name for name in OPPORTUNITY if name in opportunities]]
    fields = set(opportunities).union(*(tables[name] for name in ("products", "stages")))
    is_told = changes["table"].isin(_TELLING) & changes["field"].isin(fields)
    found = {**tables, "opportunities": opportunities, "changes": changes[is_told.to_numpy()]}
    for table in ("opportunities", "stage_history"):
        names = [name for name in _NAMED if name in found[table]]
        found[table] = found[table].astype(dict.fromkeys(names, "category"))
    return found


def _win_probability(
    tables: Mapping[str, DataFrame], found: Hazards, window: Window
) -> dict[str, DataFrame]:
    """Chances of open opportunities, why, and how such chances did in the past."""
    opportunities, history = tables["opportunities"], tables["stage_history"]
    chances = winning.open_ones(found, opportunities, history, window)
    rolling = winning.score_open_ones({name: tables[name] for name in _TELLING}, window)
    return {
        "win_probabilities": winning.win_probabilities(
            chances, opportunities, tables["products"], window
        ),
        "win_reasons": winning.win_reasons(chances),
        "win_scores": winning.win_scores(rolling),
        "reliability": winning.reliability(rolling),
        "effects": winning.effects(chances),
    }


def _forecast(
    tables: Mapping[str, DataFrame], found: Hazards, tried: KitForecast, window: Window
) -> Forecast:
    """The forecast, stacked as served best at the origins it was tried at."""
    share = tried.share(tables, window, leaves_of(tables["opportunities"]))
    return forecast(tables, window, hazards=found, paths=PATHS, weights=share)


def _states(states: Mapping[str, Mapping[str, object]], found: Hazards) -> DataFrame:
    """What pages say of the models: how each ended, and numbers that others compute with."""
    rows = [(name, one["state"], one["note"], float("nan")) for name, one in states.items()]
    rows.append(("hazards", found.state, "month_sd", float(found.month_sd[0])))
    table = DataFrame(rows, columns=["model", "state", "note", "value"])
    types = {"model": "str", "state": "str", "note": "str", "region": "str", "team": "str"}
    nobody = {"region": None, "team": None}
    return table.assign(as_of=Timestamp(found.as_of), **nobody).astype(types)


class _Clock:
    """How models fared, and how long each took."""

    def __init__(self) -> None:
        self.states: dict[str, dict[str, object]] = {}
        self._since = process_time()

    def stop(self, model: str, state: str, note: str = "") -> None:
        """Note the state of the model that was just fitted."""
        now = process_time()
        self.states[model] = {"state": state, "seconds": round(now - self._since, 2), "note": note}
        self._since = now
