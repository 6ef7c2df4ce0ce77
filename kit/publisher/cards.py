"""The light pages of single records: one for each card that a notebook shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kit.publisher.assets import card_policy, card_style, environment
from kit.publisher.bars import bars
from kit.publisher.context import Context, Link
from kit.publisher.layout import results
from kit.publisher.phrases import Voice
from kit.results import Card, Cards


def render_cards(notebook: Mapping[str, Any], context: Context) -> dict[str, str]:
    """Pages of all cards of an executed notebook, by file name.

    Parameters
    ----------
    notebook
        The executed notebook as JSON data.
    context
        That of the notebook's own page, the list beside which the cards lie.

    Returns
    -------
    dict
        The same notebook and context always give the same characters; empty where the notebook
        shows no card.
    """
    template = environment().get_template("card.html.j2")
    shared = {
        "context": context,
        "say": Voice(context.language),
        "bars": bars,
        "style": card_style(),
        "policy": card_policy(),
        "script": "",
    }
    return {
        f"{card.key}{context.ending}": template.render(
            card=card, versions=_versions(card, context), **shared
        )
        for batch in results(notebook["cells"])
        if isinstance(batch, Cards)
        for card in batch.cards
    }


def _versions(card: Card, context: Context) -> tuple[Link, ...]:
    """Links to the same card in other languages, where the lists there hold the same cards."""
    return tuple(
        replace(link, href=f"{card.key}{link.href.removeprefix('index')}")
        for link in context.languages
        if link.is_alike
    )
