"""A planted problem strikes its team, its member and its time, and nobody else."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.demo import WORLD, World
from kit.demo.campaigns import campaigns
from kit.demo.columns import DAY, MISSING
from kit.demo.leads import simulate_leads
from kit.demo.people import staff
from kit.demo.planting import sizes
from kit.demo.problems import Problem
from kit.demo.records import Leads
from kit.demo.season import day_number, generator
from kit.demo.spend import spend_table

IBERIA = [team.name for team in WORLD.teams].index("Iberia")
WEBSITE = [source.name for source in WORLD.sources].index("Website")


def planted(*problems: Problem) -> World:
    return replace(WORLD, problems=problems)


def leads(world: World) -> Leads:
    rng = generator(5, "leads", 0)
    return simulate_leads(world, staff(world, 5), campaigns(world), rng, 20_000)


def test_only_the_team_the_member_and_the_time_are_struck() -> None:
    since = date(2026, 1, 1)
    world = planted(Problem("Iberia", "poor_source", 1.5, "Website", since))
    team = np.array([IBERIA, IBERIA, IBERIA, IBERIA + 1])
    at = np.array([0, -1, 0, 0]) + day_number(since) * DAY
    source = np.array([WEBSITE, WEBSITE, WEBSITE + 1, WEBSITE])
    assert sizes(world, "poor_source", team, at, source).tolist() == [1.5, 0.0, 0.0, 0.0]
    assert not sizes(world, "late_answers", team, at).any()
    assert not sizes(WORLD, "poor_source", team, at, source).any()


def test_leads_of_others_are_the_same_as_without_the_problem() -> None:
    calm, poor = leads(WORLD), leads(planted(Problem("Iberia", "poor_source", 1.5, "Website")))
    others = (calm.team != IBERIA) | (calm.source != WEBSITE)
    for item in fields(Leads):
        one, two = getattr(calm, item.name), getattr(poor, item.name)
        pd.testing.assert_series_equal(pd.Series(one[others]), pd.Series(two[others]))


@pytest.mark.parametrize("kind", ["poor_source", "faded_interest", "late_answers"])
def test_a_lead_problem_costs_conversions(kind: str) -> None:
    calm, struck = leads(WORLD), leads(planted(Problem("Iberia", kind, 1.5)))  # type: ignore[arg-type]
    own = calm.team == IBERIA
    before, after = ((one.converted[own] != MISSING).mean() for one in (calm, struck))
    assert after < 0.95 * before


def test_a_costly_source_spends_on_top_in_rows_of_its_team() -> None:
    world = planted(Problem("Iberia", "costly_source", 3.0, "Partner"))
    known = campaigns(world)
    usual, more = (
        spend_table(one, known, generator(5, "spend"), 1_000).to_pandas() for one in (WORLD, world)
    )
    extra = more[more["team"].notna()]
    assert len(more) - len(usual) == len(extra) == 36
    assert set(zip(extra["team"], extra["source"], strict=True)) == {("Iberia", "Partner")}
    shared = more[more["team"].isna()].drop(columns="team").reset_index(drop=True)
    pd.testing.assert_frame_equal(shared, usual, check_dtype=False)
