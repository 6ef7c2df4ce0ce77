from __future__ import annotations

import numpy as np

from kit.demo import WORLD
from kit.demo.outreach import CALL, EMAIL, answer_chance


def test_messages_differ_in_what_they_bring():
    chance = answer_chance(WORLD, np.array([EMAIL, EMAIL, CALL]), np.array([3, 4, 4]))
    assert chance.tolist() == [0.05, 0.24, 0.20]


def test_questionnaires_are_answered_more_often_than_small_talk(large):
    rows = large.table("activities").query("channel == 'email' and direction == 'outbound'")
    answered = rows["outcome"].isin(["answered", "meeting_booked"]).groupby(rows["message"]).mean()
    assert answered["questionnaire"] > answered["case study"] > answered["checking in"]
    assert answered["acknowledgement"] == 0


def test_leads_are_tried_several_times_and_not_after_their_fate(crm):
    leads = crm.table("leads")
    rows = crm.table("activities").query("opportunity_id.isna() and direction == 'outbound'")
    rows = rows.merge(leads, on="lead_id", suffixes=("", "_lead"))
    assert rows.groupby("lead_id").size().max() >= 6
    assert not (rows["occurred_at"] > rows["converted_at"]).any()
    assert not (rows["occurred_at"] > rows["disqualified_at"]).any()
