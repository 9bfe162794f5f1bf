"""`cordon access`: grants by case, off-boarding, the periodic review, one tenant's data for support."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.errors import UserError
from scripts.session import AsJson, DryRun, Stack, opened, tell

app = typer.Typer(help="Access to production: grant, revoke, review, support.", no_args_is_help=True)
review = typer.Typer(help="The periodic review of every role assignment.", no_args_is_help=True)
app.add_typer(review, name="review")

Case = Annotated[str, typer.Argument(help="The case's id.")]
Principal = Annotated[str, typer.Argument(help="Entra's object id.")]
Why = Annotated[str, typer.Option(help="The reason, for the record.")]


@app.command("list")
def list_assignments(stack: Stack = "local", principal: Annotated[str | None, typer.Option()] = None) -> None:
    """Every role assignment that Azure has, or one principal's."""
    from scripts.access import roles

    with opened(stack) as session:
        for one in roles.of(session, principal) if principal else roles.assignments(session):
            print(f"{one.principal}  {one.role:<32} {one.scope}")


@app.command()
def grant(
    case: Case,
    stack: Stack = "local",
    urgent: Annotated[
        bool, typer.Option("--urgent", help="Break-glass: allow a role that nobody has standing.")
    ] = False,
) -> None:
    """Give what an approved case asks for, and print the assignment's id."""
    from scripts.access import grants

    with opened(stack) as session:
        print(grants.grant(session, case, urgent=urgent))


@app.command()
def revoke(case: Case, why: Why, stack: Stack = "local") -> None:
    """End a case's access."""
    from scripts.access import grants

    with opened(stack) as session:
        grants.revoke(session, case, why)
        print(f"{case}: revoked")


@app.command()
def undo(case: Case, stack: Stack = "local") -> None:
    """Take a grant back as if it had not been."""
    from scripts.access import grants

    with opened(stack) as session:
        grants.undo(session, case)


@app.command()
def check(
    case: Case,
    granted: Annotated[bool, typer.Option("--granted/--revoked", help="What Azure must say.")],
    stack: Stack = "local",
    as_json: AsJson = False,
) -> None:
    """Prove that Azure has, or no longer has, what the case gave."""
    from scripts.access import grants

    with opened(stack) as session:
        tell(grants.check(session, case, granted=granted), as_json)


@app.command()
def leave(principal: Principal, why: Why, stack: Stack = "local", dry_run: DryRun = False) -> None:
    """Remove every assignment of a person who leaves."""
    from scripts.access import grants, roles

    with opened(stack) as session:
        if dry_run:
            print(f"Would remove {len(roles.of(session, principal))} assignments of {principal}.")
            return
        print(f"{grants.leave(session, principal, why)} assignments removed")


@app.command()
def none(principal: Principal, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that a person has no assignment left."""
    from scripts.access import roles

    with opened(stack) as session:
        if left := roles.of(session, principal):
            raise UserError(f"{principal} still has {left[0].role} on {left[0].scope}.")
        tell({"principal": principal, "assignments": 0}, as_json)


@app.command()
def stray(principal: Principal, stack: Stack = "local") -> None:
    """For rehearsals: an assignment that no case explains. Refused outside the local environment."""
    from scripts.access import roles
    from scripts.drills.drill import DAMAGE_ALLOWED

    with opened(stack) as session:
        if session.estate.environment not in DAMAGE_ALLOWED:
            raise UserError(f"Environment {session.estate.environment} is no place for rehearsals.")
        roles.grant(session, "rehearsal", principal, "Reader", f"/subscriptions/{session.estate.subscription}")
        print(principal)


@app.command("own-scope")
def own_scope(stack: Stack = "local") -> None:
    """Print the id of the primary region's workspace: a scope for rehearsals and readers of logs."""
    with opened(stack) as session:
        print(session.home.workspace)


@review.command()
def collect(case: Case, stack: Stack = "local") -> None:
    """Compare Azure's assignments with the program's and the cases', and write the list down."""
    from scripts.access import review as reviews

    with opened(stack) as session:
        tell(reviews.collect(session, stack, case), True)


@review.command("open")
def open_ones(case: Case, stack: Stack = "local") -> None:
    """Show the assignments that nothing explains."""
    from scripts.access import review as reviews

    with opened(stack) as session:
        for one in reviews.open_ones(session, case):
            print(f"{one['principal']}  {one['role']:<32} {one['scope']}")


@review.command()
def decide(
    case: Case,
    keep: Annotated[
        list[str] | None, typer.Option(help="A principal whose assignments stay; repeat for several.")
    ] = None,
    keep_self: Annotated[bool, typer.Option("--keep-self", help="Keep those of whoever runs this.")] = False,
    stack: Stack = "local",
) -> None:
    """Decide: what nothing explains goes, but for those who are kept."""
    from scripts.access import review as reviews
    from scripts.runbooks.people import who

    with opened(stack) as session:
        open_principals = {one["principal"] for one in reviews.open_ones(session, case)}
        own = {who(session.azure)} & open_principals if keep_self else set()
        tell(reviews.decide(session, case, sorted({*(keep or []), *own})), False)


@review.command()
def apply(case: Case, stack: Stack = "local", dry_run: DryRun = False) -> None:
    """Revoke what was decided on."""
    from scripts.access import review as reviews

    with opened(stack) as session:
        if dry_run:
            print("\n".join(reviews.decision(session, case)["revoke"]) or "nothing to revoke")
            return
        print(f"{reviews.apply(session, case)} assignments revoked")


@review.command("check")
def check_review(case: Case, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that what was to go is gone, and the rest is there."""
    from scripts.access import review as reviews

    with opened(stack) as session:
        tell(reviews.check(session, case), as_json)


@review.command("check-mark")
def check_mark(case: Case, stack: Stack = "local") -> None:
    """End with 0 only if nothing that the program or a case explains is to be revoked."""
    from scripts.access import review as reviews

    with opened(stack) as session:
        unexplained = {one["assignment"] for one in reviews.open_ones(session, case)}
        if wrong := set(reviews.decision(session, case)["revoke"]) - unexplained:
            raise UserError(f"Assignment {sorted(wrong)[0]} is explained, so it is left alone.")
        print(f"{len(unexplained)} unexplained")


@app.command("made-up")
def made_up(seed: Annotated[str, typer.Argument()]) -> None:
    """Print an object id that nobody has, drawn from a word: for rehearsals."""
    import uuid

    print(uuid.uuid5(uuid.NAMESPACE_URL, f"rehearsal/{seed}"))
