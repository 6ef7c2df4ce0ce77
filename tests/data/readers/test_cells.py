"""Cells as values of every kind, and what is said of those that cannot be read."""

import pandas as pd
import pytest

from tests.data.readers.said import faults


def test_every_kind_has_its_dtype_and_what_the_source_lacks_is_missing(opportunities):
    frame = opportunities("007,2026-01-05T10:00Z,Early,open,,12.50").frame
    assert frame["opportunity_id"].tolist() == ["007"]
    assert frame["created_at"].dtype == "datetime64[us, UTC]"
    assert frame["closed_at"].dtype == "datetime64[us, UTC]"
    assert frame["amount"].dtype == "float64"
    assert frame["status"].dtype == "str"
    assert frame["expected_close_date"].dtype == "datetime64[us]"
    assert frame["expected_close_date"].isna().all()
    assert frame.columns[:4].tolist() == ["opportunity_id", "created_at", "stage", "status"]


def test_a_column_of_dates_is_naive(opportunities):
    frame = opportunities("1,2026-01-05,Early,won,2026-02-05,1").frame
    assert frame["created_at"].dtype == frame["closed_at"].dtype == "datetime64[us]"


def test_dates_and_instants_in_one_column_become_dates_with_a_warning(opportunities):
    table = opportunities("1,2026-01-05,A,open,,1", "2,2026-01-06T23:30Z,A,open,,1")
    assert table.frame["created_at"].tolist() == [
        pd.Timestamp("2026-01-05"),
        pd.Timestamp("2026-01-06"),
    ]
    (fault,) = faults(table, "coerced")
    assert (fault.line, fault.column) == (3, "created_at")
    assert fault.message == "dates and instants stand in one column; all of them count as dates."


def test_a_column_of_days_takes_the_day_of_an_instant_and_says_so(opportunities):
    rows = ["1,2026-01-05,A,open,,1,2026-02-01", "2,2026-01-05,A,open,,1,2026-02-01T23:30Z"]
    table = opportunities(*rows, more="expected_close_date", settings={"timezone": "Europe/Madrid"})
    days = [pd.Timestamp("2026-02-01"), pd.Timestamp("2026-02-02")]
    assert table.frame["expected_close_date"].tolist() == days
    (fault,) = faults(table, "warning")
    assert (fault.line, fault.column) == (3, "expected_close_date")
    assert fault.message == "times of day are left out: each counts as its day in Europe/Madrid."


def test_naive_instants_are_in_the_sources_zone_or_the_projects(opportunities):
    row = "1,2026-01-05T10:00,A,open,,1"
    project = {"timezone": "Europe/Madrid"}
    assert opportunities(row, settings=project).frame["created_at"][0].hour == 9
    assert opportunities(row, settings=project, timezone="UTC").frame["created_at"][0].hour == 10


def test_an_unreadable_amount_sets_its_row_aside_with_file_line_column_and_value(opportunities):
    table = opportunities("1,2026-01-05,A,open,,1", "2,2026-01-05,A,open,,n.d.")
    (fault,) = faults(table, "quarantined")
    assert fault.as_dict() == {
        "severity": "quarantined",
        "message": "`n.d.` is not an amount; digits are expected, with the decimal sign `.`.",
        "table": "opportunities",
        "file": "data.csv",
        "line": 3,
        "column": "amount",
        "value": "n.d.",
        "fix": "Mend the value.",
    }
    assert table.frame["opportunity_id"].tolist() == ["1"]


def test_a_fault_names_the_heading_of_the_file(products):
    table = products("A,x", "B,1", heading="product,Price", columns={"list_price": "Price"})
    assert faults(table, "quarantined")[0].column == "Price"


def test_an_unreadable_date_sets_its_row_aside_with_a_hint(opportunities):
    table = opportunities("1,2026-01-05,A,open,,1", "2,45658,A,open,,1")
    (fault,) = faults(table, "quarantined")
    assert (fault.line, fault.column, fault.value) == (3, "created_at", "45658")
    assert "serial number of Excel" in fault.message


def test_a_placeholder_is_no_event(opportunities):
    table = opportunities("1,2026-01-05,A,open,,1", "2,1970-01-01,A,open,,1")
    (fault,) = faults(table, "quarantined")
    assert fault.message == (
        "`1970-01-01` is a placeholder, not the day of an event; events are read from 1980 on."
    )


def test_validity_may_begin_at_the_beginning_of_time(read):
    table = read("owner,team,valid_from,valid_to\nAnn,A,0001-01-01,9999-12-31\n", "owners")
    assert (table.kept, table.faults) == (1, ())


def test_a_column_that_cannot_be_read_at_all_is_one_error_with_the_declaration_to_make(products):
    table = products("A,X,'1.000,00'", "B,X,'2.000,00'", settings={"quarantine_limit": 0.2})
    assert table.faults != ()
    table = products(
        'A,X,"1.000,00"', 'B,X,"2.000,00"', "C,X,3", settings={"quarantine_limit": 0.2}
    )
    (fault,) = faults(table, "error")
    assert str(fault) == (
        "data.csv, line 2, column `list_price`: 2 of 3 values cannot be read. The first: "
        "`1.000,00` is not an amount; digits are expected, with the decimal sign `.`. "
        'Declare the decimal sign of the source (`decimal: ","`), or mend the value.'
    )
    assert faults(table, "quarantined") == []


def test_a_decimal_comma_is_read_exactly_when_declared(products):
    table = products('A,X,"1.234,50"', 'B,X,"0,10"', decimal=",")
    assert table.frame["list_price"].tolist() == [1234.5, 0.1]
    assert table.faults == ()


def test_each_amount_has_the_decimals_of_its_own_currency(products):
    heading = "product,list_price,currency"
    table = products("A,1000.5,JPY", "B,1000.5,EUR", "C,1000.123,KWD", heading=heading)
    assert table.frame["list_price"].tolist() == [1000.0, 1000.5, 1000.123]
    (fault,) = faults(table, "coerced")
    assert (fault.line, fault.column) == (2, "list_price")


def test_a_currency_is_a_code_and_stands_in_every_row_or_none(products):
    heading = "product,list_price,currency"
    table = products("A,1,eur", "B,1,", "C,1,Euro", heading=heading)
    assert table.frame["currency"].tolist() == ["EUR"]
    assert [(fault.line, fault.message) for fault in faults(table, "quarantined")] == [
        (3, "the currency is empty."),
        (4, "`Euro` is not a currency code such as EUR."),
    ]
    assert products("A,1,", "B,1,", heading=heading).kept == 2


def test_values_mend_a_category_and_others_pass(products):
    table = products("GTXPro,X,1", "MG,X,2", values={"product": {"GTXPro": "GTX Pro"}})
    assert table.frame["product"].tolist() == ["GTX Pro", "MG"]
    assert table.faults == ()


def test_values_may_say_which_word_means_nothing(products):
    table = products("A,X,NULL", "B,NULL,2", values={"list_price": {"NULL": ""}})
    assert table.frame["list_price"].isna().tolist() == [True, False]
    assert table.frame["family"].tolist() == ["X", "NULL"]


def test_an_unknown_value_is_set_aside_with_the_allowed_ones(opportunities):
    table = opportunities("1,2026-01-05,A,open,,1", "2,2026-01-05,A,Ongoing,,1")
    (fault,) = faults(table, "quarantined")
    assert (fault.line, fault.column, fault.value) == (3, "status", "Ongoing")
    assert fault.message == "unknown value `Ongoing`; allowed are `open`, `won`, `lost`."


def test_a_star_takes_the_rest_with_a_warning_that_lists_it(opportunities):
    table = opportunities(
        "1,2026-01-05,A,Won,2026-02-01,1",
        "2,2026-01-05,A,Engaging,,1",
        "3,2026-01-05,A,Waiting,,1",
        values={"status": {"Won": "won", "*": "open"}},
    )
    assert table.frame["status"].tolist() == ["won", "open", "open"]
    (fault,) = faults(table, "warning")
    assert fault.message == (
        '`"*"` under `values:` takes in: `Engaging` counts as `open`, `Waiting` counts as `open`.'
    )


def test_several_columns_may_read_one_heading(opportunities):
    table = opportunities(
        "1,2026-01-05,Won,,2026-02-01,1",
        columns={"status": "stage"},
        values={"status": {"Won": "won"}},
    )
    assert table.frame["stage"].tolist() == ["Won"]
    assert table.frame["status"].tolist() == ["won"]


def test_unseen_characters_are_said_with_line_and_word(opportunities):
    row = "2026-01-05,A,open,,1"
    table = opportunities(f"1,{row},Nord", f"2,{row},Nord ", f"3,{row},Nord ", more="team")
    assert table.frame["team"].tolist() == ["Nord"] * 3
    (fault,) = faults(table, "coerced")
    assert (fault.line, fault.column) == (3, "team")
    assert fault.message.endswith("it counts as `Nord`. This holds for 2 rows.")
    assert table.coerced == 2


def test_look_alikes_are_named_and_stay_apart(opportunities):
    row = "2026-01-05,A,open,,1"
    table = opportunities(f"1,{row},Nord", f"2,{row},NORD", more="team")
    assert table.frame["team"].tolist() == ["Nord", "NORD"]
    (fault,) = faults(table, "warning")
    assert fault.message == "look-alikes that stay different: `NORD`, `Nord`."


def test_ids_that_differ_by_case_only_stay_apart_without_a_word(opportunities):
    table = opportunities("aB,2026-01-05,A,open,,1", "ab,2026-01-05,A,open,,1")
    assert (table.kept, table.faults) == (2, ())


def test_many_changed_values_are_summed_up(products):
    table = products(*(f"P{number} ,X,1" for number in range(9)))
    coerced = faults(table, "coerced")
    assert len(coerced) == 6
    assert coerced[-1].message == "4 more values were read in another form. This holds for 9 rows."


def test_ids_are_cleaned_and_said_as_other_words_are(opportunities):
    row = "2026-01-05,A,open,,1"
    table = opportunities(f"7,{row}", f"8\u200b,{row}", f"8\u200b,{row}")
    assert table.frame["opportunity_id"].tolist() == ["7", "8"]
    cleaned, duplicate = faults(table, "coerced")
    assert (cleaned.line, cleaned.column) == (3, "opportunity_id")
    assert cleaned.message.endswith("it counts as `8`. This holds for 2 rows.")
    assert (duplicate.line, table.coerced) == (4, 2)


def test_a_star_that_gives_a_word_itself_is_said_too(opportunities):
    table = opportunities("1,2026-01-05,Early,open,,1", values={"stage": {"*": "Early"}})
    assert table.frame["stage"].tolist() == ["Early"]
    assert "`Early` counts as `Early`" in faults(table, "warning")[0].message


@pytest.mark.parametrize(
    ("amount", "declares"),
    [("n.d.", False), ("1.234,56", True), ("inf", False), ("12,345.6.7", True)],
)
def test_another_decimal_sign_is_proposed_only_where_it_could_help(opportunities, amount, declares):
    table = opportunities("1,2026-01-05,A,open,,1", f'2,2026-01-05,A,open,,"{amount}"')
    (fault,) = faults(table, "quarantined")
    assert ("decimal:" in fault.fix) is declares
