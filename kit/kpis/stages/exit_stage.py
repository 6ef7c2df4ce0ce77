"""Where opportunities are lost: the last open stage, and the phase that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.kpis.known import known
from kit.kpis.stages.entries import NEEDED, Entries, stage_entries
from kit.kpis.stages.exits import Exits, exits_frame
from kit.window import Window

PHASES = ("early", "middle", "late")


def exit_stage(
    opportunities: pd.DataFrame,
    stage_history: pd.DataFrame,
    stages: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Losses from a stage as a share of the opportunities that reached it, by last open stage.

    `hazard` is of the opportunities that closed in the period, won or lost, and had reached the
    stage: entered it, or one after it. Few arrive at late stages, so that `share`, the part of all
    losses that left from a stage, makes them look safe where they are not. `count` is how many were
    lost, `bulk` how many of those were closed in bulk (20 or more old ones of an owner in one day,
    5 times the usual) and say when somebody tidied up. Open ones are on no side;
    `stage_conversion` keeps them. By loss reason, the hazard is that of losing for that reason.
    Stages that only record the close are none; closed opportunities without a stage are left out.

    Unit: ratio
    Source: opportunities (status, created_at, closed_at, owner, pipeline, loss_reason),
        stage_history (entered_at, stage), stages (position)

    Parameters
    ----------
    opportunities, stage_history, stages
        Canonical tables; `stages` may be empty: then stages stand by the median rank at which
        they are first entered.
    window
        Periods and the day as of which they are seen.
    by
        Dimensions of opportunities.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `stage`; Wilson's bounds for `hazard` (`n`: closed after reaching
        the stage) and `share` (`n`: all losses).

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> table = completed(pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": ["won", "lost"],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-21", "2026-01-11"])}), "opportunities")
    >>> history = pd.DataFrame({
    ...     "opportunity_id": ["a", "a", "b"], "sequence": [1, 2, 1],
    ...     "entered_at": pd.to_datetime(["2026-01-01", "2026-01-05", "2026-01-01"]),
    ...     "stage": ["New", "Offer", "New"]})
    >>> january = Window(date(2026, 1, 31), periods=1)
    >>> exit_stage(table, history, empty("stages"), january)["value"].tolist()[:4]
    [0.5, 0.0, 1.0, 0.0]
    """
    entries = stage_entries(
        known(opportunities, window, by, read=(*NEEDED, "owner")), stage_history, stages, window
    )
    deepest = entries.deepest()
    names = entries.order.names
    reached = [entries.reached(stage, deepest) for stage in range(len(names))]
    exits = Exits("stage", names, _last(entries), reached)
    return exits_frame("exit_stage", entries.opportunities, exits, window, by)


def exit_phase(
    opportunities: pd.DataFrame,
    stage_history: pd.DataFrame,
    stages: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Losses in a phase as a share of the opportunities that reached it: early, middle or late.

    Like `exit_stage`, with the stages' phases. A stage that `stages` does not list belongs to the
    third of its order that it lies in: that a project without the table `stages` has phases at all
    is this convention, marked ``allocated``.

    Unit: ratio
    Source: opportunities (status, created_at, closed_at, owner, pipeline, loss_reason),
        stage_history (entered_at, stage), stages (position, phase)

    Parameters
    ----------
    opportunities, stage_history, stages
        Canonical tables; `stages` may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Dimensions of opportunities.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `phase` and the measures of `exit_stage`.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> table = completed(pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": ["won", "lost"],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-21", "2026-01-11"])}), "opportunities")
    >>> history = pd.DataFrame({
    ...     "opportunity_id": ["a", "a", "a", "b"], "sequence": [1, 2, 3, 1],
    ...     "entered_at": pd.to_datetime(["2026-01-01", "2026-01-05", "2026-01-08", "2026-01-01"]),
    ...     "stage": ["New", "Demo", "Offer", "New"]})
    >>> january = Window(date(2026, 1, 31), periods=1)
    >>> exit_phase(table, history, empty("stages"), january)["value"].tolist()[:3]
    [0.5, 0.0, 0.0]
    """
    entries = stage_entries(
        known(opportunities, window, by, read=(*NEEDED, "owner")), stage_history, stages, window
    )
    phase, is_told = _phases(entries, stages)
    deepest = np.full(len(entries.opportunities), -1)
    np.maximum.at(deepest, entries.row, phase[entries.pipeline[entries.row], entries.stage])
    won = entries.opportunities["status"].eq("won").to_numpy(bool)
    deepest = np.where(won & (deepest >= 0), len(PHASES), deepest)
    last = _last(entries)
    staged = last >= 0
    last[staged] = phase[entries.pipeline[staged], last[staged]]
    mark = "" if is_told else "allocated"
    exits = Exits("phase", pd.Index(PHASES), last, [deepest >= one for one in range(3)], mark)
    return exits_frame("exit_phase", entries.opportunities, exits, window, by)


def _last(entries: Entries) -> NDArray[np.int64]:
    """Stage that each opportunity entered last; -1 without any."""
    last = np.full(len(entries.opportunities), -1)
    last[entries.row] = entries.stage
    return last


def _phases(entries: Entries, stages: pd.DataFrame) -> tuple[NDArray[np.int64], bool]:
    """Phase of each stage (column) in each pipeline (row), and whether `stages` gave them."""
    order = entries.order
    size = max(len(order.names), 1)
    phases = np.minimum(order.ranks * len(PHASES) // size, len(PHASES) - 1)
    told = np.zeros(len(order.names), dtype=bool)
    stage = order.names.get_indexer(pd.Index(stages["stage"].astype("str")))
    number = pd.Index(PHASES).get_indexer(pd.Index(stages["phase"].astype("str")))
    pipeline = order.pipelines.get_indexer(pd.Index(stages["pipeline"].astype("str")))
    for row in np.flatnonzero((stage >= 0) & (number >= 0)):
        told[stage[row]] = True
        phases[[pipeline[row], -1], stage[row]] = number[row]
    return phases, bool(told.all())
