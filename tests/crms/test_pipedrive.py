"""Pipedrive: list views, also translated ones, and tables of the API."""

from functools import partial

import pytest

USERS = "id,name\n5,Ana Roy\n6,Bo Lind\n12,Cy Marsh\n"
STAGES = """\
id,name,order_nr,pipeline_id,deal_probability
1,Contact,1,3,5
2,Demo,2,3,40
12,Offer,3,3,80
13,Signing,4,3,100
"""
PIPELINES = "id,name\n3,Sales\n"
LOOKUPS = {"users": USERS, "stages": STAGES, "pipelines": PIPELINES}

DEALS = """\
Deal - ID,Deal - Title,Deal - Value,Deal - Currency of value,Deal - Status,Deal - Stage,\
Deal - Pipeline,Deal - Owner,Deal - Organization,Deal - Deal created,Deal - Won time,\
Deal - Lost time,Deal - Deal closed on,Deal - Expected close date,Deal - Lost reason
1,Press,9000,EUR,Open,Demo,Sales,Ana Roy,Axle,2026-08-03 09:15:00,,,,2026-12-01,
2,Lathe,5000,EUR,Won,Offer,Sales,Bo Lind,Bolt,2026-07-01 10:00:00,2026-09-10 16:40:00,\
2026-08-01 07:00:00,2026-09-10 16:40:00,2026-09-30,
3,Drill,700,EUR,lost,Demo,Sales,Ana Roy,Cog,2026-06-30 11:30:00,,2026-09-02 08:05:00,,,Price
4,Gone,1,EUR,Deleted,Demo,Sales,Ana Roy,Cog,2026-06-30 11:30:00,,,,,
"""

API = """\
id,title,value,currency,status,stage_id,pipeline_id,owner_id,org_id,add_time,won_time,lost_time,\
close_time,expected_close_date,lost_reason,channel,origin,is_archived,is_deleted
1,Press,9000,EUR,open,2,3,5,71,2026-08-03 09:15:00,,,,2026-12-01,,,Import,false,false
2,Lathe,5000,EUR,won,12,3,6,72,2026-07-01 10:00:00,2026-09-10 16:40:00,2026-08-01 07:00:00,\
2026-09-10 16:40:00,2026-09-30,,Web form,API,false,false
3,Drill,700,EUR,lost,2,3,5,73,2026-06-30 11:30:00,,,2026-09-02 08:05:00,,Price,,API,false,false
4,Gone,1,EUR,open,2,3,5,73,2026-06-30 11:30:00,,,,,,,API,false,true
5,Away,1,EUR,open,2,3,5,73,2026-06-30 11:30:00,,,,,,,API,true,false
"""

FLOW = """\
id,item_id,user_id,field_key,old_value,new_value,log_time,change_source
1,2,6,add_time,,2026-07-01 10:00:00,2026-07-01 10:00:00,app
2,2,6,stage_id,1,2,2026-07-05 09:00:00,app
3,2,5,user_id,12,6,2026-07-06 09:00:00,app
4,2,6,value,12,5000,2026-07-07 09:00:00,app
5,2,6,stage_id,2,12,2026-08-20 09:00:00,app
6,2,6,status,open,won,2026-09-10 16:40:00,app
"""

TRANSLATED = [
    ("Obchod", "Hodnota,Stav,Fáze,Obchod vytvořen,Datum výhry,Datum prohry", "Vyhráno", "Prohráno"),
    ("Negocio", "Valor,Estado,Etapa,Negocio creado,Ganado el,Perdido el", "Ganado", "Perdido"),
    ("Trato", "Valor,Estado,Etapa,Trato creado,Ganado el,Perdido el", "Ganado", "Perdido"),
    ("Affare", "Valore,Stato,Fase,Affare creato,Vinto il,Perso il", "Vinto", "Perso"),
    ("Negoci", "Valor,Estat,Etapa,Negoci creat,Guanyat el,Perdut el", "Guanyat", "Perdut"),
    (
        "Deal",
        "Wert,Status,Phase,Deal erstellt,Datum des gewonnenen Deals,Datum des verlorenen Deals",
        "Gewonnen",
        "Verloren",
    ),
    (
        "Affaire",
        "Valeur,Statut,Étape,Affaire créée,Date de gain,Date de perte",
        "Gagné",
        "Perdu",
    ),
    (
        "Negócio",
        "Valor,Status,Etapa,Negócio criado em,Ganho em,Data de perda",
        "Ganho",
        "Perdido",
    ),
]


@pytest.fixture
def read(export):
    """Read one export as a canonical table; lookups by name with their contents."""
    return partial(export, "pipedrive")


def test_a_deal_closes_when_its_outcome_says_so(read):
    rows = read("opportunities", DEALS)
    assert rows["status"] == ["open", "won", "lost"]
    assert rows["closed_at"] == [None, "2026-09-10T16:40Z", "2026-09-02T08:05Z"]
    assert rows["expected_close_date"] == ["2026-12-01", "2026-09-30", None]
    assert rows["amount"] == [9000, 5000, 700]
    assert rows["stage"] == ["Demo", "Offer", "Demo"]
    assert rows["loss_reason"] == [None, None, "Price"]


def test_list_views_name_organizations_which_a_lookup_leads_to_their_ids(read):
    names = "Organization - Name,Organization - ID\nAxle,71\nBolt,72\n"
    rows = read("opportunities", DEALS, {"organization_names": names})
    assert rows["account_id"] == ["71", "72", None], "Cog is none of the organizations"
    assert "2 cells hold ids that the lookup `organization_names`" in rows.said("warning")
    rows = read("opportunities", DEALS)
    assert rows["account_id"] == [None, None, None], "a name is no id"
    assert "`organization_names`, which lead nowhere" in rows.said("warning")


def test_a_name_that_two_organizations_share_leads_to_neither(read):
    names = "Organization - Name,Organization - ID\nAxle,71\nAxle,73\nBolt,72\nCog,74\nCog,74\n"
    rows = read("opportunities", DEALS, {"organization_names": names})
    assert rows["account_id"] == [None, "72", "74"]
    said = "1 cell names entries of the lookup `organization_names` that have a namesake."
    assert said in rows.said("warning")


def test_the_api_is_read_through_the_lookups_and_what_was_deleted_is_left_out(read):
    rows = read("opportunities", API, LOOKUPS)
    assert rows["opportunity_id"] == ["1", "2", "3"]
    assert rows["status"] == ["open", "won", "lost"]
    assert rows["stage"] == ["Demo", "Offer", "Demo"]
    assert rows["owner"] == ["Ana Roy", "Bo Lind", "Ana Roy"]
    assert rows["pipeline"] == ["Sales", "Sales", "Sales"]
    assert rows["source"] == ["Import", "Web form", "API"]
    assert rows["account_id"] == ["71", "72", "73"]
    assert rows["closed_at"] == [None, "2026-09-10T16:40Z", "2026-09-02T08:05Z"]
    said = [line for line in rows.said("warning").splitlines() if "left out" in line]
    assert len(said) == 2


def test_times_are_in_utc_whatever_the_zone_of_the_project(read):
    rows = read("opportunities", API, LOOKUPS, timezone="America/Bogota")
    assert rows["created_at"][0] == "2026-08-03T09:15Z"


@pytest.mark.parametrize(("deal", "headings", "won", "lost"), TRANSLATED)
def test_translated_headings_and_outcomes_are_understood(read, deal, headings, won, lost):
    heading = ",".join(f"{deal} - {name}" for name in ["ID", *headings.split(",")])
    text = (
        f"{heading}\n"
        f"1,90,{won},Demo,2026-07-01 10:00:00,2026-09-10 16:40:00,\n"
        f"2,70,{lost.lower()},Demo,2026-06-30 11:30:00,,2026-09-02 08:05:00\n"
    )
    rows = read("opportunities", text)
    assert rows["status"] == ["won", "lost"]
    assert rows["closed_at"] == ["2026-09-10T16:40Z", "2026-09-02T08:05Z"]
    assert rows["amount"] == [90, 70]
    assert rows["stage"] == ["Demo", "Demo"]


def test_an_amount_that_looks_like_an_id_stays_an_amount(read):
    rows = read("changes", FLOW, LOOKUPS)
    assert rows["table"] == ["opportunities"] * 5
    assert rows["field"] == ["stage", "owner", "amount", "stage", "status"]
    assert rows["old"] == ["Contact", "Cy Marsh", "12", "Demo", "open"]
    assert rows["new"] == ["Demo", "Bo Lind", "5000", "Offer", "won"]
    assert rows["by"] == ["Bo Lind", "Ana Roy", "Bo Lind", "Bo Lind", "Bo Lind"]
    assert "lookup" not in rows.said("warning"), "only ids are looked up"


def test_what_is_not_done_is_a_plan_and_left_out(read):
    text = (
        "id,type,subject,done,due_date,due_time,duration,add_time,marked_as_done_time,deal_id,"
        "lead_id,person_id,org_id,owner_id\n"
        "1,call,x,true,2026-03-02,,00:10,2026-03-01 10:00:00,2026-03-02 09:30:00,2,,31,72,5\n"
        "2,call,x,false,2026-03-09,,,2026-03-02 09:31:00,,2,,31,72,5\n"
        "3,lunch,x,1,,,,2026-03-03 08:00:00,2026-03-04 13:00:00,,ab-1,31,72,6\n"
        "4,site_tour,x,1,,,,2026-03-03 08:00:00,2026-03-05 13:00:00,,ab-1,31,72,6\n"
    )
    rows = read("activities", text, LOOKUPS)
    assert rows["channel"] == ["call", "meeting", "site_tour"]
    assert rows["occurred_at"] == ["2026-03-02T09:30Z", "2026-03-04T13:00Z", "2026-03-05T13:00Z"]
    assert rows["duration_minutes"] == [10, None, None]
    assert rows["due_at"] == ["2026-03-02", None, None]
    assert rows["owner"] == ["Ana Roy", "Bo Lind", "Bo Lind"]
    assert rows["opportunity_id"] == ["2", None, None]
    assert rows["lead_id"] == [None, "ab-1", "ab-1"]
    assert "1 row is left out: `done` holds one of `false`, `0`." in rows.said("warning")


def test_stages_have_a_phase_by_their_probability_in_percent(read):
    rows = read("stages", STAGES, LOOKUPS)
    assert rows["phase"] == ["early", "middle", "late", "late"]
    assert rows["probability"] == [0.05, 0.4, 0.8, 1.0]
    assert rows["pipeline"] == ["Sales"] * 4


def test_archived_leads_are_disqualified(read):
    text = (
        "id,title,owner_id,source_name,is_archived,add_time,archive_time,organization_id\n"
        "ab-1,x,5,Web,false,2026-03-01 10:00:00,,72\n"
        "ab-2,x,6,Web,true,2026-03-01 10:00:00,2026-03-04 10:00:00,\n"
    )
    rows = read("leads", text, LOOKUPS)
    assert rows["status"] == ["open", "disqualified"]
    assert rows["disqualified_at"] == [None, "2026-03-04T10:00Z"]
    assert rows["account_id"] == ["72", None]
    assert rows["source"] == ["Web", "Web"]


def test_products_of_a_deal_are_its_lines(read):
    text = (
        "deal_id,product_id,name,item_price,quantity,discount_percentage,sum\n"
        "2,9,Blade,10,3,0,30\n"
        "2,8,Belt,20,1,50,10\n"
    )
    rows = read("opportunity_lines", text)
    assert rows["product"] == ["Blade", "Belt"]
    assert rows["amount"] == [30, 10]
    assert rows["line"] == [1, 2]


def test_two_users_of_one_name_stay_two_owners(read):
    users = "id,name,team_name\n5,Ana Roy,North\n6,Ana Roy,South\n"
    rows = read("owners", users, {"users": users})
    assert rows["owner"] == ["Ana Roy (5)", "Ana Roy (6)"]
    assert rows["team"] == ["North", "South"]


CLOCKS = "id,add_time,stage_id,status,won_time,lost_time,value\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("won,,2026-09-02 08:05:00", "`status` is `won`, `won_time` is empty, `lost_time` is"),
        ("lost,2026-09-02 08:05:00,", "`status` is `lost`, `lost_time` is empty, `won_time` is"),
    ],
)
def test_an_outcome_with_the_other_ones_time_sets_the_deal_aside(read, row, said):
    good = "1,2026-07-01 10:00:00,1,won,2026-09-01 08:05:00,2026-08-01 08:05:00,5\n"
    rows = read("opportunities", f"{CLOCKS}{good}2,2026-07-01 10:00:00,1,{row},5\n")
    assert rows["opportunity_id"] == ["1"], "one that was lost before it was won may keep both"
    assert said in rows.said("quarantined")
    assert "that contradicts itself" in rows.said("quarantined")


def test_an_open_deal_with_the_time_of_an_outcome_stays_open_and_that_is_said(read):
    rows = read("opportunities", f"{CLOCKS}1,2026-07-01 10:00:00,1,open,2026-09-01 08:05:00,,5\n")
    assert (rows["status"], rows["closed_at"]) == (["open"], [None])
    assert "`status` is `open`, `won_time` is `2026-09-01 08:05:00`" in rows.said("warning")


@pytest.mark.parametrize(("object", "names", "won", "lost"), TRANSLATED)
def test_translated_list_views_contradict_themselves_too(read, object, names, won, lost):
    headings = ",".join(f"{object} - {name}" for name in ["ID", *names.split(",")])
    rows = f"1,5,{won},Demo,2026-07-01,2026-09-01,\n2,5,{lost},Demo,2026-07-01,2026-09-01,\n"
    found = read("opportunities", f"{headings}\n{rows}")
    assert found["opportunity_id"] == ["1"]
    assert "that contradicts itself" in found.said("quarantined")
