from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from kit.demo import WORLD
from kit.demo.people import choose_owner, staff
from kit.demo.season import day_number, generator

PEOPLE = staff(WORLD, 1)


def chosen(team: str, day: date) -> set[str]:
    number = [item.name for item in WORLD.teams].index(team)
    size = 500
    rng = generator(1, "test")
    owners = choose_owner(PEOPLE, rng, np.full(size, number), np.full(size, day_number(day)))
    return {PEOPLE.names[owner] for owner in owners}


def test_an_owner_who_moved_sells_for_the_team_of_that_day():
    assert "Marc Vidal" in chosen("Iberia", date(2024, 12, 31))
    assert "Marc Vidal" not in chosen("Iberia", date(2025, 1, 1))
    assert "Marc Vidal" in chosen("DACH", date(2025, 1, 1))


def test_nobody_gets_records_before_joining_or_after_leaving():
    assert "Zoë Frei" not in chosen("DACH", date(2024, 12, 31))
    assert "Paolo Rossi" not in chosen("Italia", date(2025, 11, 1))


@pytest.mark.parametrize("team", [team.name for team in WORLD.teams])
def test_the_first_night_belongs_to_those_of_the_first_day(team):
    # East of Greenwich the first day of the history begins on the day before it in UTC.
    night = chosen(team, WORLD.start - timedelta(days=1))
    assert night == chosen(team, WORLD.start)


def test_a_row_without_team_has_no_owner():
    owners = choose_owner(PEOPLE, generator(1, "test"), np.array([-1]), np.array([20_000]))
    assert owners.tolist() == [-1]


def test_stays_of_an_owner_do_not_overlap(crm):
    owners = crm.table("owners").sort_values(["owner", "valid_from"])
    following = owners.groupby("owner")["valid_from"].shift(-1)
    moved = owners[following.notna()]
    assert set(moved["owner"]) == {"Marc Vidal", "Maya Cole"}
    assert (moved["valid_to"] + pd.Timedelta(days=1) == following[moved.index]).all()


def test_managers_have_a_region_and_no_team(crm):
    owners = crm.table("owners")
    managers = owners[owners["team"].isna()]
    assert dict(zip(managers["owner"], managers["region"], strict=True)) == {
        "Helena Brandt": "EMEA",
        "Ray Whitfield": "Americas",
    }


def test_some_owners_have_no_opportunity(crm):
    idle = set(crm.table("owners")["owner"]) - set(crm.table("opportunities")["owner"].dropna())
    assert {"Helena Brandt", "Marta Oliveira", "Dana Fox"} <= idle
