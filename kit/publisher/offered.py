"""What a unit's pages offer to take away: the tables of each as CSV, those of all as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial

from kit.downloads import About, PageTables, Sheet, csv_bundle, sheet_of, workbook
from kit.ledger import GoodPage
from kit.params import Settings
from kit.publisher.addresses import csv_address, workbook_address
from kit.publisher.context import Context
from kit.publisher.layout import Card, Content
from kit.publisher.phrases import Voice
from kit.publisher.rendering import Executed, Pages
from kit.results import Cards, Notice, Table

CSV, BOOK = ".zip", ".xlsx"


def offer(
    pages: Pages, settings: Settings, shown: Sequence[tuple[GoodPage | None, Context]]
) -> None:
    """Add the downloads of one unit in one language, each made anew only if its pages changed.

    Parameters
    ----------
    pages
        What will be published.
    settings
        Of the project.
    shown
        The unit's pages in one language: the last good run of each, and its context.
    """
    ran = [(good, context) for good, context in shown if good is not None]
    if not ran:
        return
    first = ran[0][1]
    own, about = settings.languages_of(first.unit)[0], _about(settings, first)
    tables = [_lazily(pages, good, context) for good, context in ran]
    for (good, context), made in zip(ran, tables, strict=True):
        address = csv_address(context.unit, context.notebook, context.language, own)
        pages.add_file(address, CSV, (good.key, context, about), partial(_csv, made, about))
    keys = tuple((good.key, context) for good, context in ran)
    address = workbook_address(first.unit, first.language, own)
    pages.add_file(address, BOOK, (keys, about), partial(_book, tables, about))


def tables_of(content: Content, context: Context) -> PageTables:
    """The tables of a page as it shows them, and those behind its charts."""
    say = Voice(context.language)
    sheets, notices = [], []
    for section in content.sections:
        heading = section.title.striptags()
        for item in section.items:
            if isinstance(item, Notice):
                notices.append(f"{heading} – {item.text}" if heading else item.text)
            elif isinstance(item, Card | Cards):
                sheets += _sheets(item, heading, context.title, say)
    return PageTables(
        title=context.title,
        period_text=context.period_text,
        as_of=context.as_of,
        freshness=context.freshness,
        state=_state(context, say),
        sheets=tuple(sheets),
        notices=tuple(notices),
    )


def _sheets(item: Card | Cards, heading: str, page: str, say: Voice) -> list[Sheet]:
    """The sheet of a table, of the data behind a chart, or of a list of cards."""
    if isinstance(item, Cards):
        shown: Table | None = Table(
            item.title, item.columns, tuple(card.row for card in item.cards), note=item.note
        )
        title = item.title
    elif isinstance(item.result, Table):
        shown, title = item.result, item.result.title
    else:
        shown = item.result.data
        title = item.result.title or item.result.alt.partition("\n")[0]
    if shown is None:
        return []
    return [sheet_of(shown, title or heading or page, heading, say.language, say.mark)]


def _state(context: Context, say: Voice) -> str:
    told = []
    if context.stale_since:
        told.append(say.plain("stale_page", day=say.day(context.stale_since)))
    if context.failure:
        told.append(say.plain("failed_page", reason=context.failure))
    return " ".join(told)


def _about(settings: Settings, context: Context) -> About:
    return About(
        project=settings.name,
        unit=context.unit_name,
        language=context.language,
        currency=settings.currency,
        level=settings.level,
        owners=settings.privacy.owners,
        minimum_group=settings.privacy.minimum_group,
        allow=settings.privacy.allow,
        demo=context.demo,
    )


def _lazily(pages: Pages, good: GoodPage, context: Context) -> Callable[[], PageTables]:
    """The tables of a page, read when they are asked for first."""
    notebook = Executed.of(pages.runs, good)
    return cache(lambda: tables_of(pages.arranged(notebook, context.language), context))


def _csv(made: Callable[[], PageTables], about: About) -> bytes:
    return csv_bundle(made(), about)


def _book(tables: Sequence[Callable[[], PageTables]], about: About) -> bytes:
    return workbook([made() for made in tables], about)
