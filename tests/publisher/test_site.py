from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kit.publisher import (
    Context,
    Entry,
    Group,
    SiteContext,
    UnitCard,
    render_glossary,
    render_index,
    render_unit_home,
)
from kit.results import Finding, Headline
from kit.units import Unit

DAY = date(2017, 12, 31)
RATE = Headline("win_rate", "Win rate", 0.5, "50%", spark=(0.4, 0.5))


def card(name: str, unit: Unit, **more: object) -> UnitCard:
    return replace(
        UnitCard(unit, name, f"{name.lower()}/index.html", DAY, headlines=(RATE,)), **more
    )


@pytest.fixture
def site() -> SiteContext:
    units = (
        card("Example", Unit()),
        card("EMEA", Unit("EMEA")),
        card("DACH", Unit("EMEA", "DACH")),
    )
    return SiteContext("Example", "en", DAY, units, (("leads", "2017-12-30"),))


def test_the_index_links_every_unit_and_shows_its_headlines(site: SiteContext) -> None:
    html = render_index(site)
    for name in ("example", "emea", "dach"):
        assert f'<a href="{name}/index.html" dir="auto">' in html
    assert html.count('<span class="figure">50%</span>') == 3
    assert html.count('<svg class="spark"') == 4  # the company's tile, and one for each unit


def test_the_state_of_each_unit_is_said(site: SiteContext) -> None:
    since = date(2017, 12, 3)
    stale = card("A", Unit("A"), state="stale", since=since)
    failed = card("B", Unit("B"), state="failed", since=since, reason="It took too long.")
    html = render_index(replace(site, units=(*site.units, stale, failed)))
    assert html.count(">fresh<") == 3
    assert "stale since 3 Dec 2017" in html
    assert "failed; last good pages of 3 Dec 2017" in html
    assert "It took too long." in html


def test_what_changed_names_the_gravest_first_and_is_short(site: SiteContext) -> None:
    act = Finding("r", "Do something.", "act")
    better = replace(RATE, tone="good", change="Up.")
    worse = replace(RATE, tone="bad", change="Down.")
    units = (
        card("Up", Unit("Up"), headlines=(better,)),
        card("Down", Unit("Down"), headlines=(worse,)),
        *(card(f"Act{number}", Unit(f"Act{number}"), findings=(act,)) for number in range(20)),
    )
    html = render_index(replace(site, units=units[:5]))
    news = html.split("What stands out, by unit")[1].split("All units")[0]
    assert news.index("Do something.") < news.index("Down.") < news.index("Up.")
    assert render_index(replace(site, units=units)).count("Do something.") == 12


def test_what_the_unit_above_says_too_is_not_said_again(site: SiteContext) -> None:
    old, young = Finding("old", "Old.", "act"), Finding("young", "Young.", "act")
    units = (
        card("Example", Unit()),
        card("EMEA", Unit("EMEA"), findings=(old,)),
        card("DACH", Unit("EMEA", "DACH"), findings=(old, young)),
        card("APAC", Unit("APAC"), findings=(old,)),
    )
    html = render_index(replace(site, units=units))
    assert (html.count("Old."), html.count("Young.")) == (2, 1)


def test_a_change_like_that_of_the_unit_above_is_not_said_again(site: SiteContext) -> None:
    def rate(tone: str, change: str) -> dict[str, object]:
        return {"headlines": (replace(RATE, tone=tone, change=change),)}

    units = (
        card("Example", Unit(), **rate("bad", "Down.")),
        card("EMEA", Unit("EMEA"), **rate("bad", "Down too.")),
        card("APAC", Unit("APAC"), **rate("good", "Up.")),
    )
    news = render_index(replace(site, units=units)).split("What stands out, by unit")[1]
    assert ("Down." in news, "Down too." in news, "Up." in news) == (True, False, True)


def test_a_change_stands_with_the_figure_it_is_of(site: SiteContext) -> None:
    worse = replace(RATE, tone="bad", change="−5 points from 55%")
    html = render_index(replace(site, units=(card("A", Unit("A"), headlines=(worse,)),)))
    assert "Win rate: 50% (−5 points from 55%)" in html


def test_no_change_means_no_news(site: SiteContext) -> None:
    assert "What stands out, by unit" not in render_index(site)


def test_a_unit_without_a_figure_keeps_its_place_in_the_table(site: SiteContext) -> None:
    cards = (*site.units, card("New", Unit("New"), headlines=()))
    assert '<td class="n">–</td>' in render_index(replace(site, units=cards))


def test_an_index_of_a_thousand_units_stays_light(site: SiteContext) -> None:
    heads = tuple(
        replace(RATE, kpi=str(n), label=f"Figure {n}", spark=(0.1,) * 12) for n in range(6)
    )
    many = tuple(
        card(f"U{number}", Unit(f"R{number // 10}", f"U{number}"), headlines=heads)
        for number in range(1000)
    )
    assert len(render_index(replace(site, units=many)).encode()) < 600_000


def test_hostile_names_are_nothing_but_text(site: SiteContext) -> None:
    name = "<script>alert(1)</script>"
    rate = replace(RATE, label=name, text=name, change=name, tone="bad")
    found = Finding("r", name, "act")
    hostile = card(
        name, Unit(name, name), href="x/index.html", headlines=(rate,), findings=(found,)
    )
    html = render_index(
        replace(site, project=name, units=(hostile,), freshness=((name, "2017-01-01"),))
    )
    assert html.count("<script") == 1
    assert html.count("&lt;script&gt;") > 8


def test_a_units_home_lists_its_pages(context: Context) -> None:
    iberia = card("Iberia", Unit("EMEA", "Iberia"))
    home = render_unit_home(replace(context, notebook="index"), iberia)
    assert '<h1 dir="auto">Iberia</h1>' in home
    assert '<a href="support.html">Support</a><p>Where do we stand?</p>' in home
    assert "Every person, company and amount" not in home


def test_the_companys_home_says_its_name_once(context: Context) -> None:
    home = replace(context, notebook="index", unit=Unit())
    assert "eyebrow" not in render_unit_home(home, card("Example", Unit())).split("<main")[1]


def test_every_definition_can_be_linked_to(site: SiteContext) -> None:
    entry = Entry("win_rate", "Win rate", "Won as a share of closed.", (("Unit", "ratio"),))
    html = render_glossary([Group("Pipeline", (entry,))], site)
    assert '<div id="win_rate"><dt>Win rate</dt>' in html
    assert "Won as a share of closed." in html
    assert "<b>Unit</b> ratio" in html
