"""Where a page lies in the site, and how one page points to another.

::

    index.html  glossary.html  archive.html  feed.xml  manifest.json
    archive/<edition>/            an earlier edition, as a link
    company/index.html            company/<page>.html
    <region>/index.html           <region>/<page>.html
    <region>/<team>/index.html    <region>/<team>/<page>.html
    <any of them>/accounts/index.html   …/accounts/<account>.html
    <any of them>/downloads/<page>.zip  …/downloads/<unit>.xlsx

Every link is relative, so that the site works from a file share and from any folder of a
web server.
"""

from __future__ import annotations

from posixpath import basename, dirname, relpath

from kit.files import digest, safe_name
from kit.units import Unit

INDEX = "index.html"
GLOSSARY = "glossary.html"
ARCHIVE = "archive.html"
"""The list of earlier editions."""
FEED = "feed.xml"
"""The feed of editions."""
EARLIER = "archive"
"""Folder with one link for each earlier edition."""
COMPANY = "company"
ACCOUNTS = "accounts"
"""Folder of a unit's cards and of their list."""
DOWNLOADS = "downloads"
"""Folder of what a unit's pages offer to take away."""
RESERVED = frozenset({COMPANY, "index", "glossary", "manifest", EARLIER, ACCOUNTS, DOWNLOADS})
"""Names of the site's own files and folders; a unit called so gets another folder."""


def folder(unit: Unit) -> str:
    """The folder of a unit's pages.

    A team without a region lies under the company, so that it never meets a region of
    the same name.

    >>> folder(Unit())
    'company'
    """
    top = _slug(unit.region) if unit.region else COMPANY
    return f"{top}/{_slug(unit.team)}" if unit.team else top


def address(unit: Unit, page: str, language: str, default_language: str) -> str:
    """Where a unit's page lies, from the root of the site.

    Parameters
    ----------
    unit
        Whose page.
    page
        Name of the notebook, or ``index`` for the unit's home.
    language, default_language
        Language of the page, and the one whose pages carry no language in their name.

    >>> address(Unit(), "sales", "en", "en"), address(Unit(), "sales", "ca", "en")
    ('company/sales.html', 'company/sales.ca.html')
    """
    return f"{folder(unit)}/{in_language(page, language, default_language)}"


def csv_address(unit: Unit, page: str, language: str, default_language: str) -> str:
    """Where the tables of a page lie as CSV files; parameters as for `address`.

    >>> csv_address(Unit("EMEA"), "sales", "ca", "en")
    'emea/downloads/sales.ca.zip'
    """
    name = in_language(page, language, default_language).removesuffix(".html")
    return f"{folder(unit)}/{DOWNLOADS}/{name}.zip"


def workbook_address(unit: Unit, language: str, default_language: str) -> str:
    """Where the workbook of a unit lies, named after it.

    >>> workbook_address(Unit("EMEA", "Iberia"), "en", "en")
    'emea/iberia/downloads/iberia.xlsx'
    """
    place = folder(unit)
    name = in_language(basename(place), language, default_language).removesuffix(".html")
    return f"{place}/{DOWNLOADS}/{name}.xlsx"


def in_language(page: str, language: str, default_language: str) -> str:
    """The file name of a page.

    >>> in_language("glossary", "it", "es")
    'glossary.it.html'
    """
    return f"{page}.html" if language == default_language else f"{page}.{language}.html"


def relative(source: str, target: str) -> str:
    """The link on page `source` that leads to page `target`, both from the root of the site.

    >>> relative("emea/iberia/sales.html", "index.html")
    '../../index.html'
    """
    return relpath(target, dirname(source) or ".")


def _slug(name: str) -> str:
    slug = safe_name(name)
    return f"{slug}-{digest(name)[:8]}" if slug in RESERVED else slug
