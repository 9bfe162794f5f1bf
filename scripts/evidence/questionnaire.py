"""Answers for procurement's questionnaires: a CSV line a commitment, with what stands behind it."""

import csv
import io

from scripts.evidence.view import View

COLUMNS = (
    "Area", "Id", "Commitment", "Answer", "Explanation", "Proven by", "Last shown", "Valid until", "ISO/IEC 27001:2022",
    "SOC 2", "Level",
)  # fmt: skip
ANSWERS = {"proven": "Yes", "stale": "Yes, proof is out of date", "unproven": "Not proven", "failed": "No"}


def table(v: View) -> str:
    """RFC 4180, UTF-8. A cell that a spreadsheet would read as a formula is defused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in v["commitments"]:
        row = (
            each["area"],
            each["id"],
            each["promise"],
            "Planned" if each["awaits"] and each["status"] == "unproven" else ANSWERS[each["status"]],
            each["awaits"] or each["sentence"],
            ", ".join(dict.fromkeys(proof["what"] for proof in each["proofs"])),
            (each["at"] or "")[:10],
            (each["until"] or "")[:10],
            ", ".join(each["iso27001"]),
            ", ".join(each["soc2"]),
            each["level"],
        )
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in row])
    return out.getvalue()
