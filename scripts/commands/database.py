"""`cordon database`: replicas and their promotion; which server the application uses."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.errors import UserError
from scripts.session import AsJson, Stack, opened, tell

app = typer.Typer(help="Databases: replicas, promotion, the host in use.", no_args_is_help=True)

Server = Annotated[str, typer.Argument(help="The server's name.")]
Run = Annotated[str, typer.Option("--run", envvar="CORDON_RUN")]
HOST = "database-host"  # the secret that the application reads at the moment of use


@app.command()
def show(server: Server, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Role, and how far behind."""
    from scripts.databases import replicas

    with opened(stack) as session:
        tell(replicas.facts(session, server), as_json)


@app.command("check-replica")
def check_replica(server: Server, stack: Stack = "local", as_json: AsJson = False) -> None:
    """End with 0 only if it follows a primary."""
    from scripts.databases import replicas

    with opened(stack) as session:
        tell(replicas.check_replica(session, server), as_json)


@app.command()
def promote(server: Server, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Make a replica a server of its own."""
    from scripts.databases import replicas

    with opened(stack) as session:
        tell(replicas.promote(session, server), as_json)


@app.command("check-promoted")
def check_promoted(server: Server, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that it takes writes."""
    from scripts.databases import replicas

    with opened(stack) as session:
        tell(replicas.check_promoted(session, server), as_json)


@app.command("make-rehearsal")
def make_rehearsal(run: Run, stack: Stack = "local") -> None:
    """Make a replica to promote in a rehearsal, and print its name."""
    from scripts.databases import replicas

    with opened(stack) as session:
        print(replicas.make_rehearsal(session, run))


@app.command("drop-rehearsal")
def drop_rehearsal(server: Server, stack: Stack = "local") -> None:
    """Delete a rehearsal's server."""
    from scripts.databases import replicas

    with opened(stack) as session:
        replicas.drop_rehearsal(session, server)


@app.command()
def use(host: Annotated[str, typer.Argument(help="The server's host name.")], run: Run, stack: Stack = "local") -> None:
    """Let the application use this host: a new version of the vault's secret that names it."""
    from scripts.keys import secrets

    with opened(stack) as session:
        if secrets.value(session, HOST) != host:
            secrets.set_value(session, HOST, host, run)
        print(host)


@app.command()
def uses(host: Annotated[str, typer.Argument(help="The server's host name.")], stack: Stack = "local") -> None:
    """End with 0 only if the application is told this host."""
    from scripts.keys import secrets

    with opened(stack) as session:
        if (now := secrets.value(session, HOST)) != host:
            raise UserError(f"The application is told {now or 'no host'}, not {host}.")
        print(host)


@app.command()
def allow(stack: Stack = "local", as_json: AsJson = False) -> None:
    """Let each region's application sign in to its database; needed once after a deployment."""
    from scripts.databases import logins

    with opened(stack) as session:
        tell(logins.allow(session), as_json)


@app.command("check-logins")
def check_logins(stack: Stack = "local", as_json: AsJson = False) -> None:
    """End with 0 only if each application's role is there and can do nothing beyond its group."""
    from scripts.databases import logins

    with opened(stack) as session:
        tell(logins.check(session), as_json)


@app.command()
def host(stack: Stack = "local") -> None:
    """Print the primary's host name, as the stack has it."""
    with opened(stack) as session:
        print(session.home.server.fqdn)


@app.command("host-of")
def host_of(server: Server, stack: Stack = "local") -> None:
    """Print a server's host name, as Azure has it."""
    from scripts.databases import replicas

    with opened(stack) as session:
        place = replicas.find(session, server)
        found = session.azure.postgres.servers.get(place.group, place.name).properties
        print(found.fully_qualified_domain_name if found else "")
