"""Which open opportunities have become likelier to be won, and which less."""

from __future__ import annotations

from pandas import DataFrame

from kit.kpis.forecast.chances import open_ones
from kit.window import Window

COLUMNS = (
    *("opportunity_id", "name", "owner", "stage", "expected_amount"),
    *("chance_change", "within_90", "previous_90", "previous_as_of"),
)


def chance_changes(
    opportunities: DataFrame,
    window: Window,
    *,
    limit: int | None = None,
    win_probabilities: DataFrame | None = None,
) -> DataFrame:
    """Open opportunities whose chance of being won has changed since the last load, most first.

    Source: opportunities (opportunity_id, status)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Its `as_of` counts.
    limit
        How many to list; all without it.
    win_probabilities
        Chances, as `kit.prepare` makes them, with those of the snapshot before; those of another
        day than `as_of` do not count, and without any there is no row.

    Returns
    -------
    pandas.DataFrame
        A listing: opportunity_id, name, owner, stage, expected_amount (what a win would bring),
        chance_change (of within_90), within_90 (chance to be won within 90 days), previous_90 (that
        of the snapshot before), previous_as_of (its last day). What was not open then is left out.

    Examples
    --------
    >>> from datetime import date
    >>> import pandas as pd
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a"], "status": ["open"], "stage": ["New"], "amount": [100.0],
    ...     "created_at": pd.to_datetime(["2026-01-01"]), "closed_at": pd.to_datetime([None])})
    >>> chances = pd.DataFrame({
    ...     "opportunity_id": ["a"], "as_of": pd.to_datetime(["2026-01-31"]), "within_30": [0.1],
    ...     "within_90": [0.25], "eventually": [0.4], "low_90": [0.1], "high_90": [0.3],
    ...     "expected_amount": [90.0], "basis": ["model"], "previous_90": [0.5],
    ...     "previous_as_of": pd.to_datetime(["2026-01-24"])})
    >>> listed = chance_changes(table, Window(date(2026, 1, 31)), win_probabilities=chances)
    >>> listed["chance_change"].tolist()
    [-0.25]
    """
    stock = open_ones(opportunities, window, (), win_probabilities)
    if stock is None:
        stock = DataFrame(columns=list(COLUMNS))
    else:
        stock = stock.assign(chance_change=stock["within_90"] - stock["previous_90"])
        stock = stock[stock["chance_change"].notna()]
        stock = stock.assign(size=stock["chance_change"].abs())
        stock = stock.sort_values(["size", "opportunity_id"], ascending=[False, True])
        stock = stock.assign(**{name: None for name in COLUMNS if name not in stock})
    listed = stock[list(COLUMNS)].head(len(stock) if limit is None else limit)
    listed = listed.reset_index(drop=True)
    listed.attrs |= {"window": window, "listing": "chance_changes"}
    return listed
