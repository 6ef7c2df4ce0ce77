"""Leads: too many that come to nothing from one source, and too few of them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kit.advice.evidence import Share, is_sure, p_values, pooled, told
from kit.advice.limits import in_use
from kit.advice.observation import AT_LEAST, AT_MOST, Observation, Value
from kit.estimates.comparison import compare
from kit.estimates.intervals import poisson_interval
from kit.language import N_

_YEAR = pd.DateOffset(years=1)


def lead_sources(by_source: pd.DataFrame, costs: pd.DataFrame) -> tuple[Observation, ...]:
    """Sources whose leads turn out unqualified far more often than those of the others.

    Parameters
    ----------
    by_source
        `kpis.new_leads` over the whole window, by source.
    costs
        `kpis.cost_per_qualified_lead` over the whole window, by source; may be without a value.
    """
    rows = by_source[by_source["measure"].eq("unqualified_share") & by_source["source"].notna()]
    whole = pooled(rows)
    own = {str(name): pooled(part) for name, part in rows.groupby("source", observed=True)}
    others = {name: whole.less(share) for name, share in own.items()}
    looks = p_values([(own[name], others[name]) for name in own])
    more = in_use().unqualified_more
    return tuple(
        _unqualified(name, own[name], others[name], _costs(costs).get(name))
        for name, p in zip(own, looks, strict=True)
        if is_sure(p) and own[name].value - others[name].value >= more
    )


def lead_volume(new: pd.DataFrame, costs: pd.DataFrame) -> tuple[Observation, ...]:
    """Fewer leads than in the same periods a year before.

    Periods whose counterpart is not in the frame, and the one that still runs, do not count.

    Parameters
    ----------
    new
        `kpis.new_leads`, not split, over more than a year of periods.
    costs
        As `lead_sources` takes them: they tell which source to invest in.
    """
    rows = new[new["measure"].eq("count") & ~new["mark"].eq("partial") & new["value"].notna()]
    counts = rows.set_index("period")["value"]
    now, before = _against_last_year(counts)
    limits = in_use()
    if min(now, before) < limits.least_records or now > before * (1 - limits.fewer_leads):
        return ()
    low, high = poisson_interval([now, before])
    change = compare(now, low[0], high[0], before, low[1], high[1])
    if not is_sure(float(change.p)):
        return ()
    return tuple(_too_few(now, before, (float(low[0]), float(high[0])), _costs(costs)))


def _against_last_year(counts: pd.Series) -> tuple[float, float]:
    """Leads of the recent periods that have a counterpart, and of their counterparts."""
    if counts.empty:
        return 0.0, 0.0
    since = counts.index.max() - pd.Timedelta(days=in_use().recent_days)
    pairs = [
        (counts[period], counts[period - _YEAR])
        for period in counts.index
        if period > since and period - _YEAR in counts.index
    ]
    return float(sum(now for now, _ in pairs)), float(sum(before for _, before in pairs))


def _costs(costs: pd.DataFrame) -> dict[str, float]:
    """Cost of a qualified lead by source, where enough of them tell it."""
    rows = costs[costs["measure"].eq("value") & costs["value"].notna()]
    rows = rows[(rows["n"] >= in_use().least_records) & rows["source"].notna()]
    return dict(zip(rows["source"].astype("str"), rows["value"].astype(float), strict=True))


def _unqualified(source: str, own: Share, others: Share, cost: float | None) -> Observation:
    message = N_(
        "{share} of the {n} leads from “{source}” turned out unqualified, against {others} of the"
        " leads from other sources."
    )
    facts = {
        "source": Value(source),
        "share": Value(own.value, "ratio"),
        "n": Value(own.n),
        "others": Value(others.value, "ratio"),
    }
    evidence = told(N_("Unqualified leads of the source"), own)
    if cost is not None:
        evidence += ((N_("Cost per qualified lead"), Value(cost, "money")),)
    return Observation(
        "unqualified_source",
        message,
        facts,
        "act",
        N_(
            "Qualify leads from “{source}” in bulk before anybody calls: questionnaires, e-mails,"
            " invitations. If that does not help, stop the source."
        ),
        evidence,
    )


def _too_few(
    now: float, before: float, bounds: tuple[float, ...], costs: dict[str, float]
) -> Iterator[Observation]:
    facts = {
        "now": Value(now),
        "before": Value(before),
        "drop": Value(1 - now / before, "ratio"),
    }
    action = N_("Invest in new actions that bring leads.")
    if costs:
        best = min(costs, key=lambda name: (costs[name], name))
        facts |= {"source": Value(best), "cost": Value(costs[best], "money")}
        action = N_(
            "Invest in new actions. “{source}” has the best cost per qualified lead: {cost}."
        )
    yield Observation(
        "too_few_leads",
        N_("{now} new leads, {drop} fewer than the {before} of the same periods a year before."),
        facts,
        "act",
        action,
        (
            (N_("New leads"), Value(now)),
            (AT_LEAST, Value(bounds[0])),
            (AT_MOST, Value(bounds[1])),
            (N_("New leads a year before"), Value(before)),
        ),
    )
