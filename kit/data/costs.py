"""What activities cost, by the prices that a project puts on people's time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.money import minor_units
from kit.errors import Fault, suggestion

if TYPE_CHECKING:
    from kit.params import Settings

_HOUR = "hour"
"""The key of `costs` that is no channel."""


def costed(activities: DataFrame, settings: Settings) -> DataFrame:
    """Activities with what each costs: its channel's own rate, else its hours at the rate of one.

    Missing where neither is declared, and where hours count but nobody noted how long it took.
    """
    rates = {channel.casefold(): rate for channel, rate in settings.costs.items()}
    an_hour = rates.pop(_HOUR, float("nan"))
    codes, channels = pd.factorize(activities["channel"])
    prices = [rates.get(str(name).casefold(), np.nan) for name in channels]
    own = Series(np.array([*prices, np.nan])[codes], index=activities.index)
    timed = activities["duration_minutes"] / 60 * an_hour
    return activities.assign(cost=own.fillna(timed).round(minor_units(settings.currency)))


def unused_costs(activities: DataFrame | None, settings: Settings) -> list[Fault]:
    """Warn of prices that no activity has, most likely because of another spelling.

    Parameters
    ----------
    activities
        As they were read; None where the project has none.
    settings
        Its `costs` are the prices.

    Returns
    -------
    list of Fault
        One for each channel that does not occur, and one for `hour` where no activity says how long
        it took, or all of those have a price of their own.
    """
    if activities is None or "channel" not in activities:
        channels, timed = [], []
    else:
        channels = sorted(activities["channel"].dropna().unique())
        has_length = activities["duration_minutes"].notna()
        timed = sorted(activities.loc[has_length, "channel"].dropna().unique())
    own = {name.casefold() for name in settings.costs}
    known = {name.casefold() for name in channels}
    return [
        _unused(name, f"no activity has the channel `{name}`", suggestion(name, channels))
        for name in settings.costs
        if name.casefold() not in known and name.casefold() != _HOUR
    ] + [
        _unused(name, "no activity without a price of its own says how long it took", "")
        for name in settings.costs
        if name.casefold() == _HOUR and not {one.casefold() for one in timed} - own
    ]


def _unused(name: str, why: str, fix: str) -> Fault:
    message = f"the price of `{name}` under `costs:` counts for nothing: {why}."
    return Fault("warning", message, file="params/project.yaml", value=name, fix=fix)
