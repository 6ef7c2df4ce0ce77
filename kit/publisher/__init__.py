"""Executed notebooks → pages, the pages between them, and the switch to a new edition.

Reads results (`kit.results.MIME`) and markdown, and nothing else that a notebook holds. Neither
pandas nor matplotlib is needed here, and nbconvert is loaded with the first page that is rendered.
"""

from kit.publisher.addresses import GLOSSARY, INDEX, address, folder, in_language, relative
from kit.publisher.assembly import Site, page_results, publish_site, status, unit_cards
from kit.publisher.context import Context, Link, PageLink, SiteContext, State, UnitCard
from kit.publisher.edition import Edition, Published, current, damaged, publish
from kit.publisher.layout import results
from kit.publisher.manifest import Changes, Earlier, History, read_manifest
from kit.publisher.page import render_failure, render_page
from kit.publisher.said import PageResults
from kit.publisher.site import (
    Entry,
    Group,
    render_archive,
    render_glossary,
    render_index,
    render_unit_home,
)

__all__ = [
    "GLOSSARY",
    "INDEX",
    "Changes",
    "Context",
    "Earlier",
    "Edition",
    "Entry",
    "Group",
    "History",
    "Link",
    "PageLink",
    "PageResults",
    "Published",
    "Site",
    "SiteContext",
    "State",
    "UnitCard",
    "address",
    "current",
    "damaged",
    "folder",
    "in_language",
    "page_results",
    "publish",
    "publish_site",
    "read_manifest",
    "relative",
    "render_archive",
    "render_failure",
    "render_glossary",
    "render_index",
    "render_page",
    "render_unit_home",
    "results",
    "status",
    "unit_cards",
]
