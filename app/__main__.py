"""The command line: serve, migrate, token, link and the rest."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session as Db

from app.settings import Settings
from app.storage import accounts, api_tokens
from app.storage.database import writing_engine
from app.storage.migrating import migrate as migrate_database

HERE = "http://127.0.0.1:8000"
"""Where `serve` is without settings."""

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Common Ground: workshops on common ground.",
)


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen at; 127.0.0.1 unless in a hall.")] = None,
    port: int = 8000,
    workers: int = 1,
    hall: Annotated[
        bool, typer.Option("--hall", help="Serve the network of this room, without internet; prints a QR picture.")
    ] = False,
    example: Annotated[bool, typer.Option("--example", help="Print the addresses of the example workshop.")] = False,
) -> None:
    """Serve the tool; brings the database up to date first."""
    from app.serving import run

    run(Settings(), host, port, workers, example, hall)


@cli.command()
def migrate() -> None:
    """Bring the database up to date. `serve` does this too."""
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate_database(settings.database)


@cli.command()
def token(
    name: Annotated[str, typer.Option()],
    role: Annotated[str, typer.Option()] = "organiser",
    days: Annotated[int | None, typer.Option(min=1, help="How long it is good; without it for ever.")] = None,
) -> None:
    """Print a new API token, and nothing else."""
    if role != "organiser":
        raise typer.BadParameter("The role is organiser.")
    now = time.time()
    with _writing() as db:
        print(api_tokens.add_token(db, name, role, now, expires_at=None if days is None else now + days * 86_400))


@cli.command()
def link(
    email: Annotated[str, typer.Option()],
    url: Annotated[str, typer.Option(help="Under which address, such as the one that `serve --hall` prints.")] = "",
) -> None:
    """Print a one-time sign-in link: for the first organiser, or a lost password."""
    origin = url.rstrip("/") or Settings().origin or HERE
    with _writing() as db:
        print(f"{origin}/sign-in/{accounts.add_link(db, email, time.time())}")


@cli.command()
def disable(
    email: Annotated[str, typer.Option()],
    again: Annotated[bool, typer.Option("--undo", help="Let the account in again.")] = False,
) -> None:
    """End what an account may do: within two seconds nothing of it is open any more. Nothing it made is lost."""
    with _writing() as db:
        if accounts.disable(db, email, time.time(), again) is None:
            raise typer.BadParameter("There is no account with this address.")
    print("The account is in use again." if again else "The account is disabled.")


@cli.command()
def detach(email: Annotated[str, typer.Option()]) -> None:
    """Forget who an account is to the sign-in provider: their next sign-in there connects it anew."""
    from app.actions.coming_by_provider import forget_provider

    with _writing() as db:
        if not forget_provider(db, email, time.time()):
            raise typer.BadParameter("No account with this address came by a provider.")
    print("The next sign-in there connects it anew. A password that it had is good again.")


@cli.command()
def demo(if_empty: Annotated[bool, typer.Option("--if-empty")] = False) -> None:
    """Fill the database with a worked example."""
    from app.demo import fill

    with _writing() as db:
        fill(db, time.time(), if_empty)


@cli.command()
def rehearse(
    code: Annotated[str, typer.Argument(help="The join code, such as 482916.")],
    people: Annotated[int, typer.Option(min=1, max=1000, help="How many simulated people join.")] = 20,
    url: Annotated[str, typer.Option(help="Where the server is, if not at COMMON_GROUND_BASE_URL.")] = "",
    seconds: Annotated[float | None, typer.Option(min=1, help="Until when; without it until the end.")] = None,
    pace: Annotated[float, typer.Option(min=0.1, max=100, help="2 is twice as fast as people.")] = 1.0,
    of_a_server: Annotated[bool, typer.Option("--of-a-server", hidden=True)] = False,
) -> None:
    """Let simulated people take part in a workshop, to try it out. They count in rehearsals only, and leave again."""
    from app.rehearsal.crowd import rehearse as send_in

    settings = Settings()
    send_in(settings, code, people, url or settings.origin or HERE, seconds, pace, of_a_server)


@cli.command()
def backup(
    file: Path,
    key: Annotated[bool, typer.Option("--with-key/--without-key", help="Keep the server's key in it too.")] = True,
) -> None:
    """Write everything into FILE, for either database. The server may go on running."""
    from app.safekeeping import write_backup

    print(write_backup(Settings(), file, key))


@cli.command()
def restore(
    file: Path,
    key: Annotated[bool, typer.Option("--with-key/--without-key", help="Put the key back too.")] = True,
    trusting: Annotated[
        bool, typer.Option("--trusting", help="Even if journal or record was changed by hand.")
    ] = False,
) -> None:
    """Fill an empty database from FILE, on SQLite or PostgreSQL, whichever it came from."""
    from app.safekeeping import read_backup

    print(read_backup(Settings(), file, key, trusting))


@cli.command()
def retain(
    backups: Annotated[Path | None, typer.Option(help="A folder of backups, of which the old ones go too.")] = None,
    backup_days: Annotated[int, typer.Option(min=1, help="How long a backup is kept.")] = 30,
    look: Annotated[bool, typer.Option("--look", help="Only name the backups that would go.")] = False,
) -> None:
    """Erase what people said where a programme's days are over. `serve` does this too, once a day."""
    from app.keeping import erase_what_is_due, remove_old_backups

    if not look:
        print(erase_what_is_due(Settings(), time.time()))
    if backups is not None:
        print(remove_old_backups(backups, backup_days, time.time(), look))


@cli.command()
def bench(
    name: Annotated[
        str | None,
        typer.Argument(
            help="ingest, fanout, room, kinds, stalled, memory, growth, outcomes, phone, rooms, safety, shaping, storm"
            " or workers; all without a name."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Run the benchmarks, each beside its baseline. They need the development tools."""
    from app.bench.running import BENCHES, run

    if name is not None and name not in BENCHES:
        raise typer.BadParameter(f"The benchmarks are {', '.join(BENCHES)}.")
    if not run(name, as_json):
        print("Some figures were not reached.")


class _writing:
    """A short transaction beside a running server: it writes, and never checkpoints."""

    def __enter__(self) -> Db:
        settings = Settings()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        migrate_database(settings.database)
        self._engine = writing_engine(settings.database, 1, checkpoints=False)
        self._db = Db(self._engine, expire_on_commit=False)
        return self._db

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._db.rollback() if kind else self._db.commit()
        finally:
            self._db.close()
            self._engine.dispose()


def main() -> None:
    cli()


if __name__ == "__main__":
    main()
