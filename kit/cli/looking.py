"""Commands for who writes pages: new, preview; and for who wonders what is wrong: doctor."""

from __future__ import annotations

import shlex
import webbrowser
from dataclasses import asdict
from typing import Annotated

import typer

from kit.cli import output
from kit.cli.options import JsonOption, ProjectOption, RegionOption, TeamOption, settings_of
from kit.errors import ParamError
from kit.params import project_folder

NameArgument = Annotated[
    str, typer.Argument(help="Name of the page, in small letters: key_accounts.")
]
QuestionOption = Annotated[str, typer.Option("--question", help="What the page answers.")]
NotebookArgument = Annotated[
    str, typer.Argument(help="Name of a notebook, or its file in the project's notebooks/.")
]
OwnLanguageOption = Annotated[
    str, typer.Option("--language", help="Language of the page; empty for the unit's own.")
]
_COLOURS = {"ok": "green", "warn": "yellow", "bad": "red"}

OpenOption = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for command in (new, preview, doctor):
        app.command()(command)


def new(
    name: NameArgument,
    question: QuestionOption = "What do we want to know?",
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the notebook of a new page, to be filled in JupyterLab."""
    from kit.new_page import new_page

    folder = project_folder(project)
    path = new_page(folder, name, question)
    if as_json:
        output.emit({"notebook": str(path), "page": name})
        return
    output.say(f"Wrote {path}")
    where = shlex.quote(str(folder))
    output.say(f"Next: kit preview {name} --project {where}; kit lab --project {where}")


def preview(
    notebook: NotebookArgument,
    project: ProjectOption = None,
    region: RegionOption = "",
    team: TeamOption = "",
    language: OwnLanguageOption = "",
    opened: OpenOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run one notebook and show its page as it would be published; the site stays as it is."""
    from kit import preview as previewing  # the publisher, which most commands can do without

    settings = settings_of(project)
    made = previewing.preview(settings, notebook, region=region, team=team, language=language)
    address = made.page.resolve().as_uri()
    if as_json:
        output.emit({**asdict(made), "page": str(made.page), "address": address})
    else:
        for note in made.notes:
            output.note(f"note: {note}")
        whose = made.unit or "company"
        output.say(f"preview   {made.notebook} of {whose} ({made.language}), {made.seconds:.1f} s")
        output.say(f"          {address}")
    if opened:
        webbrowser.open(address)


def doctor(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Look at this machine and project, and say what would keep a report from being made."""
    from kit import doctor as examining

    try:
        folder = project_folder(project)
    except ParamError:
        if project is not None:
            raise
        folder = None
    signs = examining.examine(folder)
    is_good = all(sign.state != "bad" for sign in signs)
    if as_json:
        output.emit({"ok": is_good, "signs": [sign.as_dict() for sign in signs]})
        raise typer.Exit(0 if is_good else 2)
    widest = max(len(sign.subject) for sign in signs)
    for sign in signs:
        line = f"{sign.state:<4}  {sign.subject:<{widest}}  {sign.said}"
        output.say(line, _COLOURS[sign.state])
        if sign.cure:
            output.say(f"      {'':<{widest}}  → {sign.cure}")
    count = {state: sum(sign.state == state for sign in signs) for state in _COLOURS}
    output.say(f"doctor    {', '.join(f'{number} {state}' for state, number in count.items())}")
    raise typer.Exit(0 if is_good else 2)
