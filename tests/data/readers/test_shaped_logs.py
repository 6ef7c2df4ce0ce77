"""Logs and columns of stages become rows in their order."""

from tests.data.readers.acme import rows


def test_columns_that_hold_the_time_of_a_stage_become_rows(shape):
    text = (
        'Id,"Entered ""Offer""","Entered ""Talk""","Entered ""Signed"""\n'
        "d1,2026-01-05,2026-01-02,2026-01-09\nd2,,2026-01-03,\n"
    )
    found = shape(text, "stage_history")
    assert rows(found, "opportunity_id", "entered_at", "stage") == [
        ("d1", "2026-01-05", "Offer"),
        ("d1", "2026-01-02", "Talk"),
        ("d2", "2026-01-03", "Talk"),
    ]
    assert found.lines.tolist() == [2, 2, 3]


def test_of_rows_that_repeat_a_stage_the_first_in_time_counts(shape):
    text = (
        "DealId,At,Step\nd1,2026-01-03 10:00,Offer\nd1,2026-01-01 09:00,Talk\n"
        "d1,2026-01-02 10:00,Talk\nd2,2026-01-02 11:00,Talk\nd1,2026-01-04 10:00,Talk\n"
    )
    found = shape(text, "stage_history")
    assert rows(found, "opportunity_id", "entered_at", "stage") == [
        ("d1", "2026-01-03 10:00", "Offer"),
        ("d1", "2026-01-01 09:00", "Talk"),
        ("d2", "2026-01-02 11:00", "Talk"),
        ("d1", "2026-01-04 10:00", "Talk"),
    ]


def test_a_stage_is_entered_again_after_an_outcome_that_is_left_out(shape):
    text = "DealId,At,Step\n" + "".join(
        f"d1,2026-01-0{day} 10:00,{step}\n"
        for day, step in ((1, "Talk"), (2, "Dropped"), (3, "Talk"))
    )
    assert rows(shape(text, "stage_history"), "entered_at", "stage") == [
        ("2026-01-01 10:00", "Talk"),
        ("2026-01-03 10:00", "Talk"),
    ]


def test_ids_of_stages_in_headings_become_names(shape):
    text = 'Id,"Entered ""7""","Entered ""8"""\nd1,2026-01-05,2026-01-02\n'
    found = shape(text, "stage_history", lookups={"Step": "Id,Label\n7,Offer\n"})
    assert rows(found, "entered_at", "stage") == [("2026-01-05", "Offer"), ("2026-01-02", "8")]


def test_a_log_of_new_values_gets_the_old_ones_and_how_things_began_is_no_change(shape):
    text = (
        "DealId,At,Field,Value\nd1,2026-01-03,amount,30\nd1,2026-01-01,amount,10\n"
        "d1,2026-01-02,owner,Ana\nd2,2026-01-01,amount,5\nd1,2026-01-02,amount,20\n"
    )
    assert rows(shape(text, "changes"), "id", "changed_at", "field", "old", "new") == [
        ("d1", "2026-01-03", "amount", "20", "30"),
        ("d1", "2026-01-02", "amount", "10", "20"),
    ]
