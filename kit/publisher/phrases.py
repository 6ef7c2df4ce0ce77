"""The words of the pages themselves, whole messages with named places for values.

Templates ask for them by a short name; an unknown name is an error at once.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from markupsafe import Markup, escape

from kit.language import N_, Language, N_pair
from kit.results import Table

PHRASES: dict[str, str] = {
    "action": N_("What to do"),
    "all_units": N_("All units"),
    "archive": N_("Earlier editions"),
    "archive_empty": N_("There is no earlier edition yet."),
    "archive_lead": N_(
        "What was published before, newest first. Each edition is whole: its links lead to its own "
        "pages."
    ),
    "archive_now": N_("this edition"),
    "as_of": N_("As of"),
    "better": N_("better"),
    "breadcrumb": N_("Where this page belongs"),
    "digest_changes": N_("What changed"),
    "digest_more": N_("All pages of this unit"),
    "digest_no_change": N_("No key figure changed by more than chance explains."),
    "download": N_("Download"),
    "edition_gone": N_("This edition is not kept here any more."),
    "edition_gone_fix": N_("The list of earlier editions says which ones are."),
    "changed": N_("What stands out, by unit"),
    "chart_data": N_("The data behind this chart"),
    "company": N_("Company"),
    "data_until": N_("Newest record in each source"),
    "definition": N_("Definition"),
    "definitions": N_("Definitions of all figures"),
    "csv": N_("Tables as CSV"),
    "demo": N_("Demonstration data. Every person, company and amount on this page is invented."),
    "failed": N_("failed"),
    "failed_page": N_("The last run of this page failed: {reason}"),
    "failed_since": N_("failed; last good pages of {day}"),
    "feed": N_("Feed of editions (Atom)"),
    "find": N_("Find by name"),
    "finding_act": N_("Act"),
    "finding_info": N_("For information"),
    "finding_watch": N_("Watch"),
    "findings": N_("What stands out"),
    "fresh": N_("fresh"),
    "glossary": N_("Definitions"),
    "glossary_lead": N_("What each figure counts, what it leaves out, and how it is measured."),
    "index_lead": N_("Where every unit stands, and what asks for attention."),
    "interval": N_("Range"),
    "key_figures": N_("Key figures"),
    "languages": N_("This page in other languages"),
    "levels": N_(
        "Ranges are {level} intervals: the method covers the true value in that share of cases."
    ),
    "how_to_read": N_("How to read it"),
    "mark_allocated": N_("allocated from the company's total"),
    "mark_immature": N_("too early to judge"),
    "mark_not_reached": N_("not reached yet"),
    "mark_partial": N_("not the whole period"),
    "mark_pooled": N_("estimated together with similar ones"),
    "mark_suppressed": N_("too few records to show for one person"),
    "mark_thin": N_("not enough records to be sure"),
    "mark_unattributed": N_("not attributed to any touch"),
    "news": N_("{label}: {value} ({change})"),
    "no_page": N_("This page could not be made."),
    "no_page_fix": N_(
        "The other pages of this unit are not affected. It appears after the next good run."
    ),
    "pages": N_("Pages"),
    "pages_changed": N_("Pages changed"),
    "pages_new": N_("Pages added"),
    "pages_removed": N_("Pages removed"),
    "period": N_("Period"),
    "scroll": N_("Table, scrolls sideways"),
    "skip": N_("Skip to the content"),
    "stale": N_("stale"),
    "stale_page": N_("This page could not be renewed since {day}. It shows the last good edition."),
    "stale_since": N_("stale since {day}"),
    "state": N_("State"),
    "unit": N_("Unit"),
    "unit_lead": N_("The key figures of this unit, and the pages behind them."),
    "wanting": N_("What more records would show"),
    "wanting_lead": N_("These parts of the page need tables that this project does not have."),
    "workbook": N_("Excel workbook"),
    "worse": N_("worse"),
}
RECORDS = N_pair("{n} record", "{n} records")
ALL_ROWS = N_pair("All {n} row", "All {n} rows")
LEFT_OUT = N_pair("{n} further row is not shown.", "{n} further rows are not shown.")
IN_DOWNLOAD = N_pair("{n} further row is in the download.", "{n} further rows are in the download.")


class Voice:
    """Says the page's own words in one language.

    >>> Voice("en")("period")
    Markup('Period')
    """

    def __init__(self, code: str) -> None:
        self.language = Language(code)
        self.code = code

    def __call__(self, name: str, **values: object) -> Markup:
        """The phrase as HTML; English that stands in for a translation is marked as such."""
        words = escape(self.plain(name, **values))
        known = self.language.knows(PHRASES[name])
        return words if known else Markup('<span lang="en">{}</span>').format(words)

    def plain(self, name: str, **values: object) -> str:
        """The phrase as plain text, for attributes."""
        return self.language.text(PHRASES[name], **values)

    def records(self, n: int) -> str:
        """A number of records."""
        return self.language.plural(*RECORDS, n)

    def all_rows(self, n: int) -> str:
        """What opens the rest of a long table on a narrow screen."""
        return self.language.plural(*ALL_ROWS, n)

    def left_out(self, table: Table) -> str:
        """How many rows a table does not show, and where they are."""
        forms = IN_DOWNLOAD if len(table.rest) == table.left_out else LEFT_OUT
        return self.language.plural(*forms, table.left_out)

    def day(self, day: date | str, style: Literal["long", "short"] = "long") -> str:
        """A date, given as such or in ISO form, with its month as a word."""
        return self.language.date(date.fromisoformat(day) if isinstance(day, str) else day, style)

    def mark(self, mark: str) -> str:
        """What a mark of the KPI frame means; an unknown one speaks for itself."""
        return self.plain(f"mark_{mark}") if f"mark_{mark}" in PHRASES else mark
