"""What pages will take, by what they and their like took before."""

from __future__ import annotations

from kit.ledger import PageId
from kit.runner.expected import Expected


def page(notebook: str, team: str = "") -> PageId:
    return PageId("EMEA" if team else "", team, notebook, "en")


KNOWN = {page("sales"): 8.0, page("sales", "Iberia"): 2.0, page("leads"): 3.0}


def test_a_page_takes_what_it_took_before_then_what_its_like_took_then_what_any_took() -> None:
    expected = Expected(KNOWN, workers=1)
    assert expected.seconds(page("sales")) == 8.0
    assert expected.seconds(page("sales", "DACH")) == 5.0
    assert expected.seconds(page("forecast")) == 13 / 3
    assert Expected({}, workers=1).seconds(page("sales")) is None


def test_the_longest_come_first_and_before_them_what_nobody_knows() -> None:
    pages = [page("leads"), page("sales", "DACH"), page("forecast"), page("sales")]
    assert Expected(KNOWN, workers=2).longest_first(pages) == [2, 3, 1, 0]
    assert Expected({}, workers=2).longest_first(pages) == [0, 1, 2, 3]


def test_time_left_is_shared_by_the_workers_but_never_less_than_the_longest() -> None:
    pages = [page("sales"), page("sales", "Iberia"), page("leads")]
    assert Expected(KNOWN, workers=1).left(pages) == 13.0
    assert Expected(KNOWN, workers=2).left(pages) == 8.0
    assert Expected(KNOWN, workers=2).left([]) == 0.0
    assert Expected({}, workers=2).left(pages) is None


def test_what_a_page_takes_now_is_learnt() -> None:
    expected = Expected({}, workers=1)
    expected.learn(page("sales"), 4.0)
    assert expected.left([page("sales", "DACH"), page("leads")]) == 8.0
