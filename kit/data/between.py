"""What must hold between the tables of a load; nothing here changes a row.

References that lead nowhere, names that an eye takes for one another, stages that no pipeline
knows, histories that begin before what they tell of. The rows are kept: each table by itself is
in order, and only the company knows which of two is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import pandas as pd

from kit.data.links import MEMBERS, LostLink, lost_links
from kit.data.readers.periods import lies_before
from kit.data.readers.words import look_alikes
from kit.errors import Fault, counted
from kit.schemas import BY_NAME
from kit.window import Calendar

Tables = Mapping[str, pd.DataFrame]

_NAMES = ("region", "team", "owner", "product", "source")
_SHOWN = 5
_ALIKE = 0.9
_COMPARED = 200
_OUTCOME = "won|lost|closed"


def check_between(tables: Tables, calendar: Calendar) -> list[Fault]:
    """Warn of everything that does not fit between tables.

    Parameters
    ----------
    tables
        Canonical tables by name, as the readers give them.
    calendar
        Names the zone in which instants become days, where one side is a day.
    """
    return [
        *owners_without_team(tables),
        *orphans(tables),
        *spelt_differently(tables),
        *unknown_stages(tables),
        *history_before_creation(tables, calendar),
    ]


def orphans(tables: Tables) -> list[Fault]:
    """Warn of references to records that are not there; the rows are kept.

    Owners are looked for in `owners`, products in `products`, ids where the schema points to.
    A table that is absent as a whole is not missed. A name that is nearly one of those there is
    said together with it.
    """
    return [_orphan(link, tables) for name in tables for link in lost_links(name, tables)]


def owners_without_team(tables: Tables) -> list[Fault]:
    """Warn of owners whose team is not known; their records are unassigned."""
    owners = tables.get("owners")
    if owners is None or owners.empty:
        return []
    lost = owners.loc[owners["team"].isna() & owners["region"].isna(), "owner"]
    if lost.empty:
        return []
    return [
        Fault(
            "warning",
            f"{counted(len(lost), 'owner belongs', 'owners belong')} to no team: "
            f"{_listed(lost)}. Their records are unassigned.",
            table="owners",
            column="team",
            fix="Add their team where the owners come from.",
        )
    ]


def spelt_differently(tables: Tables) -> list[Fault]:
    """Warn of names that one table spells so and another in a way that an eye takes for the same.

    Look-alikes within a table are named when it is read, and names that a list of members should
    hold are looked for there (`orphans`).

    >>> rows = {"owners": pd.DataFrame({"owner": ["Ann"], "team": ["Iberia"]}),
    ...         "leads": pd.DataFrame({"team": ["IBERIA"]})}
    >>> spelt_differently(rows)[0].message
    'tables spell one name differently: `IBERIA` (leads), `Iberia` (owners). They stay different.'
    """
    return [
        fault
        for column in _NAMES
        if MEMBERS.get(column, ("", ""))[0] not in tables
        for fault in _spelt_differently(column, tables)
    ]


def unknown_stages(tables: Tables) -> list[Fault]:
    """Warn of stages that the table `stages` does not list; those named for an outcome need not."""
    stages = tables.get("stages")
    if stages is None or stages.empty:
        return []
    found = []
    for name in ("opportunities", "stage_history"):
        if name not in tables:
            continue
        used = tables[name]["stage"].dropna()
        lost = used[~used.isin(stages["stage"])]
        lost = lost[~lost.str.contains(_OUTCOME, case=False)]
        if len(lost):
            found.append(
                Fault(
                    "warning",
                    f"{counted(len(lost), 'row stands', 'rows stand')} in "
                    f"{counted(lost.nunique(), 'stage')} that `stages` does not "
                    f"list: {_listed(lost)}. They have no place in the order of the pipeline.",
                    table=name,
                    column="stage",
                    fix="Add them to `stages`; map the old name of a stage that was renamed, or "
                    "another spelling, with `values:`." + _nearly(name, lost, stages["stage"]),
                )
            )
    return found


def history_before_creation(tables: Tables, calendar: Calendar) -> list[Fault]:
    """Warn of stages that were entered before their opportunity was created."""
    history, opportunities = tables.get("stage_history"), tables.get("opportunities")
    if history is None or opportunities is None or history.empty or opportunities.empty:
        return []
    created = opportunities.drop_duplicates("opportunity_id").set_index("opportunity_id")
    since = history["opportunity_id"].map(created["created_at"])
    since = since.astype(opportunities["created_at"].dtype)
    early = history.loc[lies_before(history["entered_at"], since, calendar), "opportunity_id"]
    if early.empty:
        return []
    return [
        Fault(
            "warning",
            f"{counted(len(early), 'stage was', 'stages were')} entered before the opportunity "
            f"was created: {_listed(early)}. Times in the first stage count from creation.",
            table="stage_history",
            column="entered_at",
            fix="Check which of the two times the CRM sets by itself.",
        )
    ]


def _orphan(link: LostLink, tables: Tables) -> Fault:
    target, key = link.target
    lost = tables[link.table].loc[link.rows, link.column]
    is_name = BY_NAME[link.table][link.column].kind == "category"
    return Fault(
        "warning",
        f"{counted(len(lost), 'row points', 'rows point')} to "
        f"{counted(lost.nunique(), 'entry', 'entries')} that `{target}` does not hold: "
        f"{_listed(lost)}. The rows are kept.",
        table=link.table,
        column=link.column,
        fix=f"Add them to `{target}`, or mend the spelling with `values:`."
        + (_nearly(link.table, lost, tables[target][key]) if is_name else ""),
    )


def _nearly(table: str, lost: pd.Series, known: pd.Series) -> str:
    """The lines of `values:` that would turn lost names into the known ones they resemble."""
    folded = {_folded(one): str(one) for one in sorted(known.dropna().unique())}
    pairs = []
    for name in sorted(lost.unique())[:_COMPARED]:
        folding = _folded(name)
        close = [folding] if folding in folded else []
        if not close and len(folded) <= _COMPARED:  # comparing letter by letter takes its time
            close = get_close_matches(folding, folded, n=1, cutoff=_ALIKE)
        if close:
            pairs.append(f'"{name}": "{folded[close[0]]}"')
    if not pairs:
        return ""
    lines = f"values: {{{lost.name}: {{{', '.join(pairs[:_SHOWN])}}}}}"
    return f" Probably the same: write `{lines}` under `{table}` in `sources:`."


def _folded(name: str) -> str:
    """A name without what two people write differently: case, spaces, dots, dashes."""
    return "".join(letter for letter in name.casefold() if letter.isalnum()) or name


def _spelt_differently(column: str, tables: Tables) -> Iterable[Fault]:
    places: dict[str, list[str]] = {}
    for table, frame in tables.items():
        if column in frame:
            for name in frame[column].dropna().unique():
                places.setdefault(str(name), []).append(table)
    for group in look_alikes(list(places)):
        if any(all(table in places[name] for name in group) for table in tables):
            continue  # said already, when that table was read
        listed = ", ".join(f"`{name}` ({', '.join(places[name])})" for name in group[:_SHOWN])
        kept = max(group, key=lambda name: ("owners" in places[name], len(places[name])))
        other = next(name for name in group if name != kept)
        yield Fault(
            "warning",
            f"tables spell one name differently: {listed}. They stay different.",
            table=places[other][0],
            column=column,
            value=other[:80],
            fix=f'If they are one, write `values: {{{column}: {{"{other}": "{kept}"}}}}` under '
            f"`{places[other][0]}` in `sources:`.",
        )


def _listed(values: pd.Series) -> str:
    """Name a few distinct values, sorted, and count the rest."""
    distinct = sorted({str(value) for value in values})
    more = f" and {len(distinct) - _SHOWN} more" if len(distinct) > _SHOWN else ""
    return ", ".join(f"`{value[:80]}`" for value in distinct[:_SHOWN]) + more
