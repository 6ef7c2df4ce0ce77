"""What the records themselves cannot tell, said before any number misleads."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kit.advice.observation import Observation, Value
from kit.language import N_

LATE_DAYS = 30
"""Days between the first creation and the first close from which on the gap is worth a sentence."""
STALE_SHARE = 0.25
"""Share of open opportunities older than any that ever closed from which on it is said."""


def what_the_records_cannot_tell(
    spans: pd.DataFrame, beyond: pd.DataFrame, pipeline: pd.DataFrame, basis: str
) -> tuple[Observation, ...]:
    """Limits of the data that change how the page's numbers must be read.

    Parameters
    ----------
    spans
        `kpis.recorded_spans` of the opportunities.
    beyond
        `kpis.beyond_longest_cycle`, not split.
    pipeline
        `kpis.open_pipeline`, not split.
    basis
        `kpis.amount_basis`: what a win rate by amount can rest on.
    """
    return (
        *_late_closes(spans),
        *_older_than_any_close(beyond),
        *_not_started(pipeline),
        *_weighed_by(basis, spans),
    )


def _late_closes(spans: pd.DataFrame) -> Iterator[Observation]:
    rows = spans.set_index("column")
    created, closed = (
        rows["first"].get("created_at", pd.NaT),
        rows["first"].get("closed_at", pd.NaT),
    )
    if pd.isna(created) or pd.isna(closed) or not rows["is_late"].any():
        return
    if (closed - created).days < LATE_DAYS:
        return
    yield Observation(
        "closes_recorded_late",
        N_(
            "Closes are recorded only from {closed}, although opportunities are from {created} on."
            " Whatever closed before is missing."
        ),
        {"closed": Value(closed.date()), "created": Value(created.date())},
        "watch",
        N_(
            "Cycle times and win-rate curves count each opportunity only from the day closes were"
            " recorded; the first months are thin."
        ),
        ((N_("Days without recorded closes"), Value(float((closed - created).days))),),
    )


def _older_than_any_close(beyond: pd.DataFrame) -> Iterator[Observation]:
    row = beyond.set_index("measure")
    share = row["value"].get("share")
    if share is None or pd.isna(share) or share < STALE_SHARE:
        return
    yield Observation(
        "open_beyond_any_close",
        N_(
            "{count} of the {n} dated open opportunities ({share}) are older than any that ever"
            " closed ({longest})."
        ),
        {
            "count": Value(float(row["value"]["count"])),
            "n": Value(float(row["n"]["share"])),
            "share": Value(float(share), "ratio"),
            "longest": Value(float(row["value"]["longest_days"]), "days"),
        },
        "act",
        N_(
            "Ask their owners: close those that are dead. Until then open amounts and coverage are"
            " too high, and no statistic can say how many of them will still be won."
        ),
        ((N_("Longest recorded cycle"), Value(float(row["value"]["longest_days"]), "days")),),
    )


def _not_started(pipeline: pd.DataFrame) -> Iterator[Observation]:
    newest = pipeline[pipeline["period"] == pipeline["period"].max()].set_index("measure")["value"]
    waiting = newest.get("not_started", 0.0)
    if pd.isna(waiting) or waiting < 1:
        return
    yield Observation(
        "open_not_started",
        N_("{waiting} open opportunities have no start date: they are counted, but have no age."),
        {"waiting": Value(float(waiting))},
    )


def _weighed_by(basis: str, spans: pd.DataFrame) -> Iterator[Observation]:
    """Where lost amounts are zeroed, a rate by amount rests on list prices, or on nothing."""
    has_closed = pd.notna(spans.set_index("column")["first"].get("closed_at", pd.NaT))
    if basis == "list_price":
        yield Observation(
            "lost_amounts_zeroed",
            N_(
                "Lost opportunities carry no amount in these records: the win rate by amount weighs"
                " won and lost ones by list price."
            ),
            {},
        )
    elif not basis and has_closed:
        yield Observation(
            "nothing_to_weigh",
            N_(
                "Neither amounts before closing nor list prices are recorded for most closed"
                " opportunities: there is no win rate by amount."
            ),
            {},
        )
