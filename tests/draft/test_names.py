"""Names of exports, with what browsers and CRMs put around them."""

from __future__ import annotations

import pytest

from kit.draft.names import names_of, naming


@pytest.mark.parametrize(
    "file",
    ["User.csv", "User (3).csv", "x/User_2025-01-31.csv.gz", "export_users.csv", "USERS 2.xlsx",
     "users-20250131T1200Z.csv", "User report.csv", "All Users.csv"],
)  # fmt: skip
def test_a_file_is_called_like_its_object_whatever_stands_around(file: str) -> None:
    assert naming(names_of(file), ("User", "Users")) == 1.0


@pytest.mark.parametrize("file", ["UserRole.csv", "superusers.csv", "Contact.csv", "3.csv"])
def test_another_name_is_another_object(file: str) -> None:
    assert naming(names_of(file), ("User", "Users")) == 0.0


def test_a_number_that_belongs_to_the_name_stays() -> None:
    assert naming(names_of("Product2.csv"), ("Product2",)) == 1.0


def test_a_longer_name_counts_half() -> None:
    assert 0.5 < naming(names_of("north deals of may.csv"), ("Deals",)) < 1.0
