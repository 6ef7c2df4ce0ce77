"""The feed of editions (Atom, RFC 4287), for those who want to be told of a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from posixpath import join
from uuid import NAMESPACE_URL, uuid5

from kit.publisher.addresses import EARLIER, FEED, INDEX
from kit.publisher.assets import environment
from kit.publisher.context import SiteContext
from kit.publisher.manifest import Changes, History
from kit.publisher.phrases import Voice


@dataclass(frozen=True)
class FeedEntry:
    """One edition as the feed tells of it; the same edition always has the same `id`."""

    id: str
    title: str
    href: str
    as_of: date
    summary: str


def render_feed(site: SiteContext, past: History, *, base: str = "") -> str:
    """The feed: the present edition, then the earlier ones that can still be read.

    Nothing in it says when it was made: an edition is dated by the last day that counts in its
    data, so that the same editions always give the same feed.

    Parameters
    ----------
    site
        As the index shows it.
    past
        What the present edition changed, and the editions before it.
    base
        Address of the site (``https://…``); links are relative to the feed where it is not known.
    """
    say = Voice(site.language)
    entries = [_entry(site, say, past.entry, INDEX, site.as_of, past.changes)]
    entries += [
        _entry(
            site,
            say,
            one.entry or one.edition,
            join(EARLIER, one.edition, INDEX),
            one.as_of,
            one.changes,
        )
        for one in past.earlier
    ]
    template = environment().get_template("feed.xml.j2")
    base = f"{base.rstrip('/')}/" if base else ""
    name = _sound(site.project)
    return template.render(
        name=name, say=say, entries=entries, base=base, feed=FEED, id=_id(base or name)
    )


def _entry(
    site: SiteContext, say: Voice, entry: str, href: str, as_of: date, changes: Changes
) -> FeedEntry:
    numbers = {
        "pages_new": changes.new,
        "pages_changed": changes.changed,
        "pages_removed": changes.removed,
    }
    told = [f"{say.plain(name)}: {say.language.number(n)}" for name, n in numbers.items() if n]
    name = _sound(site.project)
    return FeedEntry(
        id=_id(f"{name}\n{entry}"),
        title=f"{name} · {say.plain('as_of')} {say.day(as_of)}",
        href=href,
        as_of=as_of,
        summary=" · ".join(told),
    )


def _id(text: str) -> str:
    return uuid5(NAMESPACE_URL, text).urn


def _sound(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(char for char in text if char.isprintable())
