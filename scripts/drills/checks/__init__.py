"""Checks of a restored copy, one a file: a function of a Verification that returns a Check."""

from scripts.drills.checks.blobs_match import blobs_match
from scripts.drills.checks.canaries import canaries
from scripts.drills.checks.counts import counts
from scripts.drills.checks.digests import digests
from scripts.drills.checks.foreign_keys import foreign_keys
from scripts.drills.checks.integrity import integrity
from scripts.drills.checks.isolation import isolation
from scripts.drills.checks.keys_unwrap import keys_unwrap
from scripts.drills.checks.no_deleted_person import no_deleted_person
from scripts.drills.checks.no_deleted_tenant import no_deleted_tenant
from scripts.drills.checks.row_security import row_security
from scripts.drills.checks.sequences import sequences
from scripts.drills.checks.structure import structure

PHYSICAL = (
    isolation,
    canaries,
    counts,
    digests,
    structure,
    row_security,
    sequences,
    foreign_keys,
    integrity,
    blobs_match,
    keys_unwrap,
    no_deleted_tenant,
    no_deleted_person,
)
"""For a server restored from physical backups: everything must be there, to the bit."""
