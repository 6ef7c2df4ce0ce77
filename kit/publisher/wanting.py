"""Sections that only say which table they lack, put together as one list of what is wanting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from kit.publisher.layout import Content, Section
from kit.publisher.phrases import Voice
from kit.results import Notice

_FEWEST = 2
"""Sections that have to be wanting before they are put together."""


def gathered(content: Content, say: Voice) -> Content:
    """The content with its empty sections named in one, where the last of them stood.

    A project with few tables would else have pages of the same notice again and again.
    """
    wanting = [one for one in content.sections if _is_wanting(one)]
    if len(wanting) < _FEWEST:
        return content
    last = wanting[-1]
    stay = (one for one in content.sections if one is last or not _is_wanting(one))
    put = _together(wanting, say)
    return replace(content, sections=tuple(put if one is last else one for one in stay))


def _is_wanting(section: Section) -> bool:
    """Whether it shows nothing but what is missing."""
    shown = [item for item in section.items if not isinstance(item, Markup)]
    return bool(shown) and all(
        isinstance(item, Notice) and item.kind == "missing" for item in shown
    )


def _together(wanting: Sequence[Section], say: Voice) -> Section:
    """One notice for each way to mend it, naming the sections that it would fill."""
    titles: dict[str, list[str]] = {}
    for section in wanting:
        for notice in section.only(Notice):
            titles.setdefault(notice.fix, []).append(section.title.striptags())
    notices = [Notice(" · ".join(named), "missing", fix) for fix, named in titles.items()]
    lead = Markup("<p>{}</p>").format(say("wanting_lead"))
    return Section(say("wanting"), items=(lead, *notices))
