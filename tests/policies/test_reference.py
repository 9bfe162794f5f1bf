"""The reference says what the rules say: each with its text, mapping, examples and gates."""

from policies.engine.discovery import rules
from policies.reference import FOLDER, home, pages
from policies.wire.merged import covered


def test_the_pages_are_what_the_rules_say() -> None:
    for name, text in pages().items():
        assert (FOLDER / name).read_text() == text, "run `python -m policies.reference`"


def test_each_rule_has_an_entry_with_all_that_is_owed() -> None:
    made = pages()
    for rule in rules():
        _, _, rest = made[f"{home(rule)}.md"].partition(f"## {rule.name}\n")
        entry = rest.partition("\n## ")[0]
        assert f"**{rule.title}.** {rule.why} {rule.fix}" in entry
        assert f"- Serves: {' '.join(rule.serves)}\n" in entry
        assert "- ISO 27001:2022 Annex A: " in entry
        assert "- Gates: preview and deployment" in entry
        assert "\nfails " in entry or "Examples: " in entry
        assert f"[{rule.name}]({home(rule)}.md#{rule.name})" in made["README.md"]


def test_the_table_of_checkovs_checks_names_the_rule_of_each_that_is_covered() -> None:
    table = (FOLDER / "checkov.md").read_text()
    for check, name in covered().items():
        line = next(line for line in table.splitlines() if line.startswith(f"| {check} |"))
        assert f"[{name}](" in line
