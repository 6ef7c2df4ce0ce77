import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.data.readers.words import clean, look_alikes, map_values


def words(*texts):
    return pd.Series(texts, dtype="str")


def test_plain_text_stays_as_it_is():
    found = clean(words("Nord", "NA", "007", "山田", "مرحبا", "a\u202eb", "<b>$x$</b>"))
    assert found.meant.tolist() == ["Nord", "NA", "007", "山田", "مرحبا", "a\u202eb", "<b>$x$</b>"]
    assert found.changes == {}


def test_spaces_at_the_ends_and_unseen_characters_go_and_are_said():
    found = clean(words("Nord ", "No\u200brd", "\ufeffNord"))
    assert found.meant.tolist() == ["Nord"] * 3
    assert found.changes[0] == (
        "spaces or unseen characters are left out of `Nord `; it counts as `Nord`."
    )


def test_control_characters_go_and_are_said():
    found = clean(words("AC\x0bME\x1b[31m"))
    assert found.meant.tolist() == ["ACME"]
    assert found.changes[0].startswith("control characters are left out of")
    assert "\x1b" not in found.changes[0]


def test_mojibake_is_repaired_and_said_but_honest_accents_stay():
    found = clean(words("CataluÃ±a", "Société", "Ångström Ã"))
    assert found.meant.tolist() == ["Cataluña", "Société", "Ångström Ã"]
    assert found.changes == {0: "mojibake is repaired in `CataluÃ±a`; it counts as `Cataluña`."}


@pytest.mark.parametrize(
    ("text", "meant"),
    [("\u00d0\x1f\u00a1", "С"), ("ÃƒÂ©tÃƒÂ©", "été"), ("A\u0303\u00a9", "é"), ("Â\u2026x", "x")],
)
def test_what_hid_mojibake_is_taken_away_first(text, meant):
    found = clean(words(text))
    assert found.meant.tolist() == [meant]
    assert "mojibake is repaired in" in found.changes[0]


def test_accents_are_composed_so_that_one_name_is_one_name():
    assert clean(words("Ma\u0301laga")).meant.tolist() == ["Málaga"]


def test_text_of_nothing_but_unseen_characters_is_missing():
    assert clean(words("\u200b")).meant.isna().all()


@given(st.text(max_size=20))
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(words(text)).meant.fillna("")
    assert clean(once).meant.fillna("").tolist() == once.tolist()


def test_mapped_values_replace_and_others_pass_where_anything_is_allowed():
    found = map_values(words("GTXPro", "MG"), {"GTXPro": "GTX Pro"}, ())
    assert found.meant.tolist() == ["GTX Pro", "MG"]
    assert (found.problems, found.changes) == ({}, {})


def test_allowed_values_pass_in_any_case():
    assert map_values(words("won", "Lost"), {}, ("won", "lost")).meant.tolist() == ["won", "lost"]


def test_an_unknown_value_names_what_is_allowed():
    found = map_values(words("Wonn"), {}, ("open", "won", "lost"))
    assert found.meant.isna().all()
    assert found.problems == {
        0: "unknown value `Wonn`; allowed are `open`, `won`, `lost`. Did you mean `won`?"
    }


def test_a_star_swallows_the_rest_and_says_what():
    found = map_values(words("Won", "Ongoing"), {"Won": "won", "*": "open"}, ("open", "won"))
    assert found.meant.tolist() == ["won", "open"]
    assert found.changes == {1: "`Ongoing` counts as `open`"}


def test_a_star_does_not_swallow_a_value_that_is_already_right():
    found = map_values(words("won", "WON"), {"*": "open"}, ("open", "won"))
    assert found.meant.tolist() == ["won", "won"]


def test_a_value_mapped_to_nothing_is_missing():
    assert map_values(words("NULL"), {"NULL": ""}, ()).meant.isna().all()


@pytest.mark.parametrize(
    "pair", [("Nord", "NORD"), ("Nord", "Nоrd"), ("Key Accounts", "key-accounts"), ("A", "Ａ")]
)
def test_look_alikes_are_named(pair):
    assert look_alikes([*pair, "Other"]) == [tuple(sorted(pair))]


def test_different_words_do_not_look_alike():
    assert look_alikes(["Nord", "Sud", "Málaga", "Malaga"]) == []
