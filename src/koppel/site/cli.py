"""The command ``koppel``: reads arguments, calls one function, prints the outcome or one clear sentence."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from koppel.site import database

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Koppel links the networks of regional development agencies.",
)
export = typer.Typer(no_args_is_help=True, help="Write organisations or links to a file.")
cli.add_typer(export, name="export")

Port = Annotated[int, typer.Option(envvar="PORT", help="Port on this machine's loopback address.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _fail(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _say(line: str) -> None:
    typer.echo(line, err=True)


@cli.command()
def setup() -> None:
    """Make the database, its tables, the static files. Safe to repeat."""
    from koppel.site.commands.preparing import open_site, prepare

    open_site(_say)
    prepare(_say)
    _say("Ready.")


@cli.command()
def run(
    port: Port = 8000, demonstration: Annotated[bool, typer.Option(help="Fill an empty installation.")] = True
) -> None:
    """Set up what is missing, fill an empty installation with the demonstration, start web server and worker."""
    from koppel.site.commands import running
    from koppel.site.commands.preparing import open_site

    if running.is_running():
        _fail("Koppel runs already from this data folder. Stop it with 'koppel stop', or choose another KOPPEL_DATA.")
    try:
        running.check_port(port)
    except running.PortTaken as taken:
        _fail(str(taken))
    os.environ["PORT"] = str(port)
    open_site(_say)
    from koppel.site import demonstration as demonstrating

    if demonstration and demonstrating.is_wanted():
        demonstrating.fill(_say)

    def announce() -> None:
        typer.echo(f"\nKoppel runs at http://localhost:{port}/  (Ctrl-C stops it)")
        for line in demonstrating.logins():
            typer.echo(line)
        sys.stdout.flush()

    code = running.run_processes(port, announce=announce)
    _say("Stopped.")
    raise typer.Exit(code)


@cli.command(hidden=True)
def work() -> None:
    """Run jobs until a signal ends the process; ``koppel run`` starts this."""
    from koppel.site.commands.preparing import open_site

    open_site()
    from koppel.apps.queue.actions import work as run_jobs

    run_jobs()


@cli.command()
def stop() -> None:
    """Stop a running Koppel of this data folder and its database."""
    from koppel.site.commands.running import stop_running

    _say("Stopped." if stop_running() else "Nothing was running.")


@cli.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Stop, and throw the data folder's contents away, so that the next run starts over."""
    from koppel.site.commands.running import stop_running

    folder = database.data_folder()
    if not yes:
        typer.confirm(f"Throw away everything in {folder}? This cannot be undone.", abort=True)
    stop_running()
    # Only what Koppel made itself: the folder may be somebody's own.
    for name in ("postgres", "static", "collected", "mail", "run"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in ("prepared", "secrets.json", "processes.json"):
        (folder / name).unlink(missing_ok=True)
    _say("Everything is gone. 'koppel run' starts over.")


@cli.command()
def doctor(port: Port = 8000) -> None:
    """Say what is wrong with this installation and what to do about it."""
    from koppel.site.commands.keeping import wrongs

    found = wrongs(port)
    for right, sentence in found:
        typer.echo(f"{'ok  ' if right else 'MEND'} {sentence}")
    raise typer.Exit(0 if all(right for right, _ in found) else 1)


@cli.command()
def backup(file: Path) -> None:
    """Write a checked backup of everything to FILE, while Koppel runs."""
    from koppel.site.commands.keeping import BadBackup, back_up
    from koppel.site.commands.preparing import open_site

    open_site(_say)
    try:
        manifest = back_up(file)
    except BadBackup as bad:
        _fail(str(bad))
    _say(f"Wrote {file}: {sum(manifest['rows'].values()):,} rows in {len(manifest['rows'])} tables, checked.")


@cli.command()
def restore(file: Path, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Put the backup FILE in place of what is here now."""
    from koppel.site.commands import keeping, running
    from koppel.site.commands.preparing import open_site

    try:
        keeping.read_manifest(file)
        if running.is_running():
            _fail("Stop Koppel first: 'koppel stop'.")
        if not yes:
            typer.confirm("This replaces everything in this installation. Go on?", abort=True)
        open_site(_say)
        from django.db import connections

        connections.close_all()
        manifest = keeping.restore(file)
    except keeping.BadBackup as bad:
        _fail(str(bad))
    open_site(_say)
    _say(f"Restored {sum(manifest['rows'].values()):,} rows of {manifest['made_at'][:16]}.")


@cli.command()
def stats(as_json: AsJson = False) -> None:
    """Print counts: records, organisations, known to two or more partners, questions to judge."""
    from koppel.site.commands.preparing import open_site

    open_site(_say)
    from koppel.apps.network.queries.statistics import statistics

    counts = statistics()
    if as_json:
        typer.echo(json.dumps(counts, indent=2))
        return
    for name, count in counts.items():
        if not isinstance(count, dict):
            typer.echo(f"{name.replace('_', ' '):<44}{count:>10,}")


@cli.command()
def code(email: str) -> None:
    """Print the current sign-in code of a demonstration account."""
    from koppel.site.commands.preparing import open_site

    open_site(_say)
    from koppel.apps.accounts.actions.demonstration import current_code
    from koppel.apps.sharing.rules import Refused

    try:
        typer.echo(current_code(email))
    except Refused as refused:
        _fail(refused.sentence)


@cli.command()
def deliver(
    file: Path,
    partner: Annotated[str, typer.Option(help="Code of the partner, for instance bom.")],
    audience: Annotated[str, typer.Option(help="private, partners or public; else as last time.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Accept the recognised columns, and a large change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Deliver one export of a partner and wait until it is linked."""
    from koppel.site.commands.network import deliver_file

    _report(deliver_file, as_json, file=file, partner=partner, audience=audience, yes=yes, say=_say)


@cli.command()
def link(
    file: Path,
    out: Annotated[Path, typer.Option(help="CSV to write: id, organisation.")],
    record_id: Annotated[str, typer.Option("--id", help="Column with the record's id.")] = "",
    columns: Annotated[list[str] | None, typer.Option("--map", help="FIELD=COLUMN; may be repeated.")] = None,
    labels: Annotated[Path | None, typer.Option(help="CSV of known pairs: id_a, id_b, same.")] = None,
) -> None:
    """Find which rows of a CSV file are the same organisation; needs no database."""
    from koppel.site.commands.linking import link_table

    _report(link_table, True, file=file, out=out, record_id=record_id, columns=columns or [], labels=labels)


@export.command("organisations")
def export_organisations(
    viewer: Annotated[str, typer.Option(help="E-mail address of the user who looks.")],
    file_format: Annotated[str, typer.Option("--format", help="csv, xlsx or json.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="File to write; else standard output.")] = None,
) -> None:
    """Write every organisation that one user may see."""
    from koppel.site.commands.network import export_for

    _write(export_for, out, viewer=viewer, file_format=file_format, say=_say)


@export.command("links")
def export_links(out: Annotated[Path, typer.Option(help="CSV to write.")]) -> None:
    """Write which record belongs to which organisation, over all partners: partner, id, organisation."""
    from koppel.site.commands.network import export_all_links

    _write(export_all_links, out, say=_say)


@cli.command()
def bench(name: Annotated[str, typer.Argument(help="linking or pages.")], size: int = 100_000) -> None:
    """Measure one benchmark and print its figures with the machine, the size and a peer."""
    from koppel.site.commands.benching import run_bench

    _report(run_bench, None, name=name, size=size)


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, hidden=True)
def manage(context: typer.Context) -> None:
    """Run a management command of Django, for developers."""
    from koppel.site.commands.preparing import open_site

    open_site(_say)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["koppel manage", *context.args])


def _report(action: Any, as_json: bool | None, **arguments: Any) -> None:
    """Call one function; print its answer, or the sentence that it refuses with."""
    from koppel.site.commands.refusals import in_one_sentence

    try:
        answer = action(**arguments)
    except Exception as trouble:
        sentence = in_one_sentence(trouble)
        if sentence is None:
            raise
        _fail(sentence)
    if as_json:
        typer.echo(json.dumps(answer, indent=2, default=str))
    elif as_json is False:
        for name, value in answer.items():
            typer.echo(f"{name.replace('_', ' '):<24}{value}")


def _write(action: Any, out: Path | None, **arguments: Any) -> None:
    """Call one function that gives bytes; write them to a file or to standard output."""
    content: list[bytes] = []

    def keep(**given: Any) -> None:
        content.append(action(**given))

    _report(keep, None, **arguments)
    if out is None:
        sys.stdout.buffer.write(content[0])
    else:
        out.write_bytes(content[0])
        _say(f"Wrote {out}.")


def main() -> None:
    """Run the command; a database that cannot be used gives one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppel.site.settings")
    try:
        cli()
    except database.DatabaseTrouble as trouble:
        typer.echo(str(trouble), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
