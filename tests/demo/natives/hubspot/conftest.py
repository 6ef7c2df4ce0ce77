"""Rows of HubSpot's exports, as the tests read them."""

from __future__ import annotations

import pytest

from kit.demo.natives import NATIVES
from kit.demo.natives.hubspot_names import INTERNAL, OLDER, VALUES

HUBSPOT = NATIVES["hubspot"]
NAME = "exports/hubspot-crm-exports-all-{}-2026-07-01.csv"


@pytest.fixture(params=HUBSPOT.variants)
def variant(request):
    return request.param


@pytest.fixture
def labels_of(exported, variant):
    """Name of a table of the interface → its ids and the labels that they stand for."""

    def labels(name, key, *parts):
        frame = exported("hubspot", variant).frames(f"exports/{name}.csv")
        words = frame[list(parts)].fillna("").agg(" ".join, axis=1).str.strip()
        return dict(zip(frame[key], words, strict=True))

    return labels


@pytest.fixture
def owner_names(labels_of):
    return labels_of("owner", "owner_id", "first_name", "last_name")


@pytest.fixture
def table(exported, variant, labels_of, owner_names):
    """Name of an object → its rows that are not archived, as the labels of today show them."""
    owners = {"deals": "Deal owner", "contacts": "Contact owner", "companies": "Company owner"}
    owners |= {"tickets": "Ticket owner"}

    def rows(name):
        frame = exported("hubspot", variant).frames(NAME.format(name))
        owner = owners.get(name, "Activity assigned to")
        labels = {INTERNAL[label]: label for label in INTERNAL if "owner" not in label}
        labels |= {older: label for label, older in OLDER.items()}
        frame = frame.rename(columns={**labels, "hubspot_owner_id": owner})
        frame = frame[frame["archived"] == "false"] if "archived" in frame else frame
        words = {label: {id_: text for text, id_ in VALUES[label].items()} for label in VALUES}
        words[owner] = owner_names
        words["Deal Stage"] = labels_of("deal_pipeline_stage", "stage_id", "label")
        words["Pipeline"] = labels_of("deal_pipeline", "pipeline_id", "label")
        for label in words.keys() & set(frame.columns):
            known = words[label]
            frame[label] = frame[label].map(known, na_action="ignore").fillna(frame[label])
        return frame.rename(columns={"name": "Company name", "Create date": "Create Date"})

    return rows
