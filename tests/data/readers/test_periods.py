import pytest

TARGETS = "period_start,period_end,measure,region,amount"


def told(table, severity):
    return [
        (fault.line, fault.column, fault.message)
        for fault in table.faults
        if fault.severity == severity
    ]


@pytest.mark.parametrize(
    ("table", "text", "message"),
    [
        ("targets", f"{TARGETS}\n2026-03-31,2026-01-01,bookings,EMEA,1\n", "`period_start`"),
        ("spend", "period_start,period_end,amount\n2026-03-31,2026-01-01,1\n", "`period_start`"),
        ("owners", "owner,team,valid_from,valid_to\nAnn,A,2026-03-01,2026-01-01\n", "`valid_from`"),
        (
            "leads",
            "lead_id,created_at,status,converted_at\n1,2026-03-01,new,2026-02-28\n",
            "`created_at`",
        ),
        (
            "cases",
            "case_id,opened_at,status,closed_at\n1,2026-03-01T10:00Z,closed,2026-03-01T09:59Z\n",
            "`opened_at`",
        ),
        (
            "quotes",
            "quote_id,opportunity_id,issued_at,amount,status,decided_at\n"
            "1,o1,2026-03-01,1,sent,2026-02-01\n",
            "`issued_at`",
        ),
    ],
)  # fmt: skip
def test_what_ends_before_it_began_is_set_aside(read, table, text, message):
    found = read(text, table, settings={"quarantine_limit": 1.0})
    ((line, _, said),) = told(found, "quarantined")
    assert (line, said) == (2, f"it lies before {message}.")


def test_what_ends_on_the_day_it_began_is_kept(read):
    text = f"{TARGETS}\n2026-01-01,2026-01-01,bookings,EMEA,1\n"
    assert (read(text, "targets").kept, read(text, "targets").faults) == (1, ())


def test_days_that_two_targets_of_one_kind_cover_are_said_to_count_twice(read):
    rows = [
        "2026-01-01,2026-12-31,bookings,EMEA,12",
        "2026-01-01,2026-01-31,bookings,EMEA,1",
        "2026-02-01,2026-02-28,bookings,EMEA,1",
        "2026-01-01,2026-01-31,bookings,APAC,1",
        "2026-02-01,2026-02-28,bookings,APAC,1",
        "2026-01-01,2026-01-31,bookings,,1",
        "2026-01-31,2026-02-28,bookings,,1",
    ]
    found = read("\n".join([TARGETS, *rows, ""]), "targets")
    assert found.kept == 7
    ((line, column, message),) = told(found, "warning")
    assert (line, column) == (2, "period_start")
    assert message.startswith("3 rows cover days that another row of the same kind covers too")


def test_months_that_follow_one_another_do_not_count_twice(read):
    text = "period_start,period_end,source,amount\n2026-01-01,2026-01-31,Web,1\n"
    text += "2026-02-01,2026-02-28,Web,1\n2026-01-15,2026-01-31,Fair,1\n"
    assert read(text, "spend").faults == ()


def test_an_owner_with_two_teams_on_a_day_is_named(read):
    text = "owner,team,valid_from,valid_to\n"
    text += "Ann,A,2026-01-01,2026-03-31\nAnn,B,2026-03-01,\n"  # both in March
    text += "Bo,A,2026-01-01,2026-02-28\nBo,B,2026-03-01,\n"
    text += "Cy,A,,\nCy,B,2026-03-01,\n"  # an open end ends where the next begins
    ((line, column, message),) = told(read(text, "owners"), "warning")
    assert (line, column) == (3, "valid_to")
    assert message == (
        "1 row begins while an earlier row of the same owner is still valid; from then on the "
        "later one counts. The first: `Ann`."
    )


@pytest.mark.parametrize("rate", ["0", "-0.9"])
def test_a_rate_that_is_not_more_than_0_is_set_aside(read, rate):
    found = read(f"currency,date,rate\nUSD,2026-01-01,{rate}\nUSD,2026-01-02,0.9\n", "fx_rates")
    assert told(found, "quarantined") == [(2, "rate", "a rate must be more than 0.")]


def test_a_rate_that_jumps_is_named_and_kept(read):
    text = "currency,date,rate\nUSD,2026-01-03,0.91\nUSD,2026-01-01,0.9\nUSD,2026-01-02,90\n"
    text += "JPY,2026-01-01,0.006\n"
    found = read(text, "fx_rates")
    assert found.kept == 4
    ((line, _, message),) = told(found, "warning")
    assert line == 2  # of the two that jump, up and down again, the first in the file
    assert message == (
        "2 rates are at least 3 times, or at most 1/3 of, the one before. "
        "The first: `USD` on 2026-01-02, 90."
    )


def test_rates_of_usual_days_are_not_doubted(read):
    text = "currency,date,rate\nUSD,2026-01-01,0.9\nUSD,2026-01-02,1.8\n"
    assert read(text, "fx_rates").faults == ()


def test_rows_of_days_to_come_are_named_and_kept(opportunities):
    found = opportunities("1,2031-01-05,A,open,,1", "2,2026-11-01,A,open,,1")
    assert found.kept == 2
    ((line, column, message),) = told(found, "warning")
    assert (line, column) == (2, "created_at")
    assert message == (
        "1 row lies in the future; each counts from its day on. The first: 2031-01-05."
    )
