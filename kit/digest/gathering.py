"""What the digest of each unit says, from what the site shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from kit.data.manifest import Snapshot
from kit.errors import RunError
from kit.language import N_, Language
from kit.params import Settings
from kit.publisher import State, UnitCard, current, unit_cards
from kit.publisher.phrases import Voice
from kit.results import Finding, Headline
from kit.runner import Choice, plan
from kit.units import Unit

FINDINGS = 5
TILES = 12
LONGEST, LONGEST_FIGURE = 300, 80
"""Characters of a sentence, and of what a tile says: it stays small whatever the data hold."""


@dataclass(frozen=True)
class Digest:
    """What one e-mail says, as text of one line each.

    Attributes
    ----------
    subject
        On one line, and it says where the unit is not current.
    day, as_of
        Last day that counts, and the same as text.
    warnings
        Why the figures are not the newest, or no true ones; empty where they are.
    href
        Address of the unit's pages; empty where the site's is not known.
    recipients
        Who gets it by e-mail.
    """

    unit: Unit
    state: State
    language: str
    project: str
    name: str
    subject: str
    day: date
    as_of: str
    headlines: tuple[Headline, ...]
    findings: tuple[Finding, ...]
    changes: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    href: str = ""
    recipients: tuple[str, ...] = ()


def digests_of(settings: Settings, snapshot: Snapshot, choice: Choice) -> list[Digest]:
    """The digests of the units that `choice` names, those that have pages.

    Raises
    ------
    RunError
        If nothing is published, or pages ran since that are not: a digest never says what the site
        does not show.
    ParamError
        If `choice` names no unit.
    """
    published = current(settings.outputs)
    if published is None:
        raise RunError("Nothing is published yet. Run `kit report` first.")
    units = {task.page.unit for task in plan(settings, snapshot, choice)}
    cards = [card for card in unit_cards(settings, snapshot) if card.unit in units]
    if published.snapshot != snapshot.id and any(card.state == "fresh" for card in cards):
        raise RunError("Pages ran that the site does not show yet. Run `kit publish` first.")
    return [_digest(settings, card, demo=published.demo) for card in cards]


def _digest(settings: Settings, card: UnitCard, *, demo: bool) -> Digest:
    language = settings.languages_of(card.unit)[0]
    say = Voice(language)
    as_of = f"{say.plain('as_of')} {say.day(card.as_of)}"
    state = _state(card, say)
    name = " · ".join(dict.fromkeys((settings.name, card.name)))
    headlines = tuple(_short(head) for head in card.headlines[:TILES])
    return Digest(
        unit=card.unit,
        state=card.state,
        language=language,
        project=line(settings.name),
        name=line(card.name),
        subject=line(f"{name} · {as_of}{f' – {state}' if state else ''}"),
        day=card.as_of,
        as_of=as_of,
        headlines=headlines,
        findings=tuple(_told(one) for one in card.findings[:FINDINGS]),
        changes=tuple(_changed(headlines, say)),
        warnings=tuple(_warnings(card, state, say, demo=demo)),
        href=_href(settings.site_address, card.href),
        recipients=settings.recipients_of(card.unit),
    )


def line(text: str, longest: int = LONGEST) -> str:
    """A text on one line, without signs that cannot be seen, and no longer than an e-mail bears."""
    clean = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return clean if len(clean) <= longest else f"{clean[: longest - 1]}…"


def _short(head: Headline) -> Headline:
    return replace(
        head,
        label=line(head.label, LONGEST_FIGURE),
        text=line(head.text, LONGEST_FIGURE),
        interval=line(head.interval, LONGEST_FIGURE),
        period=line(head.period, LONGEST_FIGURE),
        change=line(head.change, 2 * LONGEST_FIGURE),
    )


def _told(finding: Finding) -> Finding:
    return replace(finding, text=line(finding.text), action=line(finding.action), evidence=())


def _changed(headlines: tuple[Headline, ...], say: Voice) -> list[str]:
    """The key figures of which the records support that they changed."""
    return [
        say.plain("news", label=head.label, value=head.text, change=head.change)
        for head in headlines
        if head.tone != "neutral" and head.change
    ]


def _state(card: UnitCard, say: Voice) -> str:
    if card.state == "fresh":
        return ""
    if card.since is None:
        return say.plain(card.state)
    return say.plain(f"{card.state}_since", day=say.day(card.since, "short"))


def _warnings(card: UnitCard, state: str, say: Voice, *, demo: bool) -> list[str]:
    words = Language(say.code)
    told = [say.plain("demo")] if demo else []
    if card.state != "fresh":
        said = words.text(N_("Not current: {state}. {reason}"), state=state, reason=card.reason)
        told.append(line(said))
    return told


def _href(site: str, page: str) -> str:
    return f"{site.rstrip('/')}/{quote(page)}" if site else ""
