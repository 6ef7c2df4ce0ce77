import pytest

GOOD = "1,2026-01-05,A,open,,1"


def quarantined(table):
    return [
        (fault.line, fault.column, fault.message)
        for fault in table.faults
        if fault.severity == "quarantined"
    ]


@pytest.mark.parametrize("status", ["won", "lost"])
def test_a_closed_opportunity_needs_its_closing_time(opportunities, status):
    table = opportunities(GOOD, f"2,2026-01-05,A,{status},,1")
    assert quarantined(table) == [
        (3, "closed_at", "a won or lost opportunity needs its closing time.")
    ]


def test_only_an_open_opportunity_may_lack_its_beginning(opportunities):
    table = opportunities("1,,A,open,,1", "2,,A,won,2026-01-05,1")
    assert table.frame["opportunity_id"].tolist() == ["1"]
    assert quarantined(table) == [
        (3, "created_at", "a won or lost opportunity needs the time it began.")
    ]


def test_only_a_won_opportunity_needs_its_amount(opportunities):
    table = opportunities(
        "1,2026-01-05,A,open,,", "2,2026-01-05,A,lost,2026-01-06,", "3,2026-01-05,A,won,2026-01-06,"
    )
    assert table.frame["opportunity_id"].tolist() == ["1", "2"]
    assert quarantined(table) == [(4, "amount", "a won opportunity needs its amount.")]


def test_nothing_is_closed_before_it_began(opportunities):
    table = opportunities(
        GOOD, "2,2026-01-05,A,won,2026-01-04,1", "3,2026-01-05,A,won,2026-01-05,1"
    )
    assert quarantined(table) == [(3, "closed_at", "it was closed before it began.")]


def test_an_instant_and_a_date_are_compared_as_dates(opportunities):
    table = opportunities(
        GOOD.replace("05,", "05T10:00Z,"), "2,2026-01-05T10:00Z,A,won,2026-01-05,1"
    )
    assert table.kept == 2


def test_nothing_is_won_in_the_future(opportunities):
    table = opportunities(
        GOOD, "2,2026-01-05,A,won,2031-01-01,1", "3,2026-01-05,A,won,2026-11-01,1"
    )
    assert quarantined(table) == [(3, "closed_at", "the closing lies in the future.")]


def test_the_closing_time_of_an_open_opportunity_is_left_out_and_said(opportunities):
    table = opportunities(GOOD, "2,2026-01-05,A,open,2026-03-01,1")
    assert table.frame["closed_at"].isna().all()
    (fault,) = table.faults
    assert (fault.severity, fault.line, fault.column) == ("coerced", 3, "closed_at")
    assert "is left out; one in the past is an expected close that is overdue." in fault.message
    assert table.coerced == 1


def test_a_stage_that_names_another_outcome_than_the_status_is_set_aside(opportunities):
    table = opportunities(GOOD, "2,2026-01-05,Closed Lost,won,2026-01-06,1")
    assert quarantined(table) == [(3, "stage", "the stage `Closed Lost` contradicts the status.")]


def test_identical_rows_count_once_and_are_said(opportunities):
    table = opportunities(GOOD, GOOD, GOOD, GOOD.replace("1,", "2,", 1))
    assert table.frame["opportunity_id"].tolist() == ["1", "2"]
    (fault,) = table.faults
    assert (fault.severity, fault.line) == ("coerced", 3)
    assert fault.message == (
        "`1` is a duplicate of an identical row and counts once. This holds for 2 rows."
    )
    assert (table.read, table.kept, table.quarantined, table.coerced) == (4, 2, 0, 2)


def test_rows_that_contradict_each_other_are_all_set_aside(opportunities):
    table = opportunities(GOOD, GOOD.replace(",1", ",2"), "2,2026-01-05,A,open,,1")
    assert table.frame["opportunity_id"].tolist() == ["2"]
    message = "`1` is a duplicate of a row that says something else."
    assert quarantined(table) == [(2, "opportunity_id", message), (3, "opportunity_id", message)]


def test_a_key_of_several_columns_may_have_empty_ones(read):
    text = "owner,team,valid_from\nAnn,A,\nAnn,B,2026-01-01\nBob,A,\nBob,B,\n"
    table = read(text, "owners")
    assert table.frame["owner"].tolist() == ["Ann", "Ann"]
    assert [line for line, _, _ in quarantined(table)] == [4, 5]


def test_a_row_without_id_is_set_aside(opportunities):
    table = opportunities(GOOD, GOOD[1:])
    assert quarantined(table) == [(3, "opportunity_id", "the cell is empty and may not be.")]


@pytest.mark.parametrize("destroyed", ["1.23457E+17", "1E+17", "1.2E+09"])
def test_ids_that_a_spreadsheet_destroyed_refuse_the_load(opportunities, destroyed):
    table = opportunities(GOOD, GOOD.replace("1", destroyed, 1))
    (fault,) = [one for one in table.faults if one.severity == "error"]
    assert (fault.line, fault.column, fault.value) == (3, "opportunity_id", destroyed)
    assert fault.message == f"a spreadsheet destroyed 1 id: `{destroyed}` stands for many."


def test_a_name_that_a_spreadsheet_shortened_is_kept_and_said(products):
    table = products("1.23457E+17,X,5", "A,X,6")
    assert table.frame["product"].tolist() == ["1.23457E+17", "A"]
    (fault,) = table.faults
    assert (fault.severity, fault.line, fault.value) == ("coerced", 2, "1.23457E+17")
    assert "it may stand for several" in fault.message


def test_a_row_needs_its_team_where_nothing_else_says_whose_it_is(opportunities):
    rows = (f"{GOOD},Nord", f"2{GOOD[1:]},")
    assert quarantined(opportunities(*rows, more="team")) == [
        (3, "team", "the cell is empty and may not be.")
    ]
    assert opportunities(*rows, more="team", also=["owners"]).kept == 2


def test_a_last_row_called_total_is_set_aside_and_one_in_the_middle_is_a_record(read):
    text = "account_id,name\nTotal,Total Energy\na1,Acme\nTOTAL,39\n"
    found = read(text, "accounts")
    assert found.frame["account_id"].tolist() == ["Total", "a1"]
    (fault,) = [one for one in found.faults if one.severity == "quarantined"]
    assert (fault.line, fault.value) == (4, "TOTAL")
    assert fault.message == "the last row looks like a total of the others."
