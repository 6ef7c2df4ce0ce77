"""The worlds that models are tried on, by name."""

from __future__ import annotations

from dataclasses import replace

from kit.demo.worlds.workings import Change, Workings

TRUE = Workings()
"""Works as the models suppose, but for a few opportunities that nobody ever closes."""

_SUMMER = (0.95, 1.0, 1.1, 1.0, 1.0, 1.1, 0.85, 0.6, 1.05, 1.05, 1.15, 1.2)

MISSPECIFIED: dict[str, Workings] = {
    "win rate drifts": replace(TRUE, change=Change(months_before_end=24, win_drift=-0.35)),
    "stale ones grow": replace(TRUE, change=Change(months_before_end=24, stale_growth=0.15)),
    "losses never recorded": replace(TRUE, losses_recorded=False),
    "seasonal shift": replace(
        TRUE,
        closing_season=_SUMMER,
        change=Change(months_before_end=15, season_shift=2),
    ),
}
"""What the models do not know of: the hazard of winning falls by 30 % a year over two years; 15
points more a year are never closed; lost ones stay open for ever; all that the calendar does comes
two months later than in earlier years."""
