from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.privacy import OwnerPolicy, mask_secrets, shown_owner, shown_owners

NAMES = [
    "Anna Puig",
    "Aleix Pons",
    "anna puig",
    "Anna  Puig",
    "María Núñez",
    "María Nuñez",
    "李明",
    "-",
]


def test_by_default_policy_names_are_shown() -> None:
    assert [shown_owner(name, "full") for name in NAMES] == NAMES


def test_initials_and_codes_hide_the_name() -> None:
    for policy in ("initials", "hashed"):
        shown = shown_owner("Anna Puig", policy)
        assert "Anna" not in shown
        assert "Puig" not in shown


def test_initials_can_be_read() -> None:
    assert shown_owner("Anna Puig", "initials").startswith("A. P. ")
    assert shown_owner("maría josé núñez", "initials").startswith("M. J. N. ")


@pytest.mark.parametrize("policy", ["full", "initials", "hashed"])
def test_two_owners_never_become_one(policy: OwnerPolicy) -> None:
    assert len({shown_owner(name, policy) for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("policy", ["full", "initials", "hashed"])
def test_ten_thousand_owners_with_the_same_initials_stay_apart(policy: OwnerPolicy) -> None:
    names = [f"Anna P{number}" for number in range(10_000)]
    assert len(set(shown_owners(names, policy).values())) == len(names)


@settings(deadline=None)  # the machine may be busy
@given(st.text(min_size=1), st.sampled_from(["full", "initials", "hashed"]))
def test_a_name_is_always_shown_alike(name: str, policy: OwnerPolicy) -> None:
    assert shown_owner(name, policy) == shown_owner(name, policy) != ""


def test_nobody_stays_nobody() -> None:
    assert shown_owners(["", "Anna"], "hashed")[""] == ""


def test_the_password_of_a_database_url_is_masked() -> None:
    url = "postgresql+psycopg://kit:p%40ss%2Fword@db.example.com:5432/crm"
    environment = {"CRM_DATABASE_URL": url, "HOME": "/home/anna"}
    said = mask_secrets(f"cannot reach {url} (p@ss/word) in /home/anna", environment)
    assert said == (
        "cannot reach postgresql+psycopg://kit:***@db.example.com:5432/crm (***) in /home/anna"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mysql://u:abc@h/d", "mysql://u:***@h/d"),
        ("mysql://u:a@b@h/d", "mysql://u:***@h/d"),
        ("mysql://u:a/b?c@h/d", "mysql://u:***@h/d"),
        ("redis://:hush@h", "redis://:***@h"),
        ("http://localhost:8888/lab", "http://localhost:8888/lab"),
        ("host=h password=hush dbname=d", "host=h password=*** dbname=d"),
        ("https://h/x?token=abc&y=1", "https://h/x?token=***&y=1"),
        ("mysql://u@h/d", "mysql://u@h/d"),
        ("at 12:30 mail anna@example.com", "at 12:30 mail anna@example.com"),
    ],
)
def test_secrets_are_masked_without_knowing_the_environment(text: str, masked: str) -> None:
    assert mask_secrets(text, {}) == masked


def test_values_of_secret_variables_are_masked_wherever_they_stand() -> None:
    environment = {"SMTP_PASSWORD": "correct horse", "API_KEY": "k-123456", "LANG": "en_GB"}
    assert mask_secrets("k-123456 / correct horse / en_GB", environment) == "*** / *** / en_GB"


def test_a_longer_secret_is_masked_before_one_that_it_holds() -> None:
    environment = {"A_TOKEN": "hush", "B_TOKEN": "hushhush"}
    assert mask_secrets("<hushhush>", environment) == "<***>"


def test_a_secret_too_short_to_be_one_does_not_black_out_the_text() -> None:
    assert mask_secrets("a plain answer", {"TOKEN": "a"}) == "a plain answer"


def test_a_variable_that_is_no_url_does_no_harm() -> None:
    assert mask_secrets("text", {"ODD": "http://[broken"}) == "text"
