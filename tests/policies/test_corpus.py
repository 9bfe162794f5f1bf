"""The tool for other people's programs: runs them as they are, says what it found, and which it couldn't run."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from local.home import CLONE
from policies.corpus import KEY, judge, listed

RECORDS = sorted((Path(__file__).parent / "corpus").glob("*.yaml"))
PROGRAM = """
import pulumi
from pulumi_azure_native import resources, storage
from pulumi_nowhere import Secret

name = pulumi.Config().require("name")
group = resources.ResourceGroup("group", location="uksouth")
account = storage.StorageAccount("files", resource_group_name=group.name, kind="StorageV2",
                                 sku=storage.SkuArgs(name="Standard_LRS"), minimum_tls_version="TLS1_0")
keys = storage.list_storage_account_keys_output(resource_group_name=group.name, account_name=account.name)
pulumi.export("key", keys.keys[0].value)
pulumi.export("secret", Secret("s").value)
"""


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "policies.corpus", str(folder)]
    return subprocess.run(command, cwd=CLONE, capture_output=True, text=True, check=False)


@pytest.mark.local
def test_runs_what_asks_for_configuration_keys_and_packages_that_are_not_here(tmp_path: Path) -> None:
    for name, text in (("good", PROGRAM), ("broken", "raise ValueError('no')")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
        (tmp_path / name / "__main__.py").write_text(text)
    done = run(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "broken: can't be run here: ValueError: no" in done.stdout
    assert "good: 2 resources" in done.stdout
    assert 'ResourceGroup "group" has location "uksouth"' in done.stdout
    assert 'StorageAccount "files" has minimumTlsVersion "TLS1_0"' in done.stdout
    assert "1 programs judged, 0 rules failed." in done.stdout


def test_a_folder_without_programs_is_no_result(tmp_path: Path) -> None:
    assert run(tmp_path).returncode == 2


def test_judges_resources_as_a_program_gives_them() -> None:
    account = {"type": "azure-native:storage/v20240101:StorageAccount", "name": "s", "id": "/s", "inputs": {}}
    assert "storage_accounts_speak_tls_1_2" in {verdict.rule.name for verdict in judge([account])}


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_the_findings_on_foreign_programs_are_those_that_were_read(file: Path) -> None:
    record = yaml.safe_load(file.read_text())
    read = [{key: one[key] for key in KEY} for one in record["findings"]]
    assert listed(judge(record["resources"])) == read
    assert [one for one in record["findings"] if not one["holds"]] == []


def test_the_page_counts_what_the_records_hold() -> None:
    page = (CLONE / "docs/rules/corpus.md").read_text()
    assert len(RECORDS) >= 10
    for file in RECORDS:
        record = yaml.safe_load(file.read_text())
        counts = [str(len(record[part])) for part in ("resources", "findings", "missed")]
        assert f"/{file.name}) | {' | '.join(counts)} |" in page
