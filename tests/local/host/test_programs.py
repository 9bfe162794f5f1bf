"""Programs run, and their errors read as with Pulumi's own host."""

import json

import pytest
import yaml

from tests.local.provider.workbench import Workbench

pytestmark = pytest.mark.local


def test_configuration_and_output_pass_through(bench: Workbench) -> None:
    bench.pulumi("config", "set", "plain", "shown", "--stack", "dev")
    bench.pulumi("config", "set", "hidden", "kept", "--secret", "--stack", "dev")
    said = bench.program(
        "config = pulumi.Config()\nprint('said by the program')\n"
        "export('plain', config.require('plain'))\nexport('hidden', config.require_secret('hidden'))\n"
        "export('where', [pulumi.get_project(), pulumi.get_stack(), pulumi.runtime.is_dry_run()])\n"
    ).up()
    assert "said by the program" in said
    assert "kept" not in said
    assert bench.outputs() == {"plain": "shown", "hidden": "kept", "where": [bench.name, "dev", False]}


def test_main_names_a_folder_whose_modules_are_found(bench: Workbench) -> None:
    project = yaml.safe_load((bench.folder / "Pulumi.yaml").read_text())
    (bench.folder / "Pulumi.yaml").write_text(yaml.safe_dump(project | {"main": "inner"}))
    inner = bench.folder / "inner"
    inner.mkdir()
    (inner / "helper.py").write_text("VALUE = 'found'\n")
    # Imported only when an output is known: long after the program's own code has run.
    (inner / "__main__.py").write_text(
        "import pulumi\ndef late(_):\n    import helper\n    return helper.VALUE\n"
        "pulumi.export('late', pulumi.Output.from_input(1).apply(late))\n"
    )
    bench.up()
    assert bench.outputs() == {"late": "found"}


def test_an_exception_shows_the_programs_frames_only(bench: Workbench) -> None:
    said = bench.refused("def deep():\n    raise ValueError('boom')\ndeep()\n")
    assert "Program failed with an unhandled exception:" in said
    assert "ValueError: boom" in said
    assert "in deep" in said
    assert "runpy" not in said
    assert "local/host" not in said


def test_a_run_error_is_only_its_message(bench: Workbench) -> None:
    said = bench.refused("raise pulumi.RunError('this and no more.')\n")
    assert "error: this and no more." in said
    assert "Traceback" not in said
    assert "unhandled" not in said


def test_a_syntax_error_is_only_itself(bench: Workbench) -> None:
    said = bench.refused("def broken(:\n")
    assert "SyntaxError" in said
    assert "runpy" not in said


def test_an_exit_code_is_reported(bench: Workbench) -> None:
    assert "program exited with non-zero exit code: 3" in bench.refused("raise SystemExit(3)\n")


def test_a_missing_environment_is_named(bench: Workbench) -> None:
    project = yaml.safe_load((bench.folder / "Pulumi.yaml").read_text())
    project["runtime"]["options"]["virtualenv"] = "gone"
    (bench.folder / "Pulumi.yaml").write_text(yaml.safe_dump(project))
    said = bench.refused("")
    project["runtime"]["options"] = {}
    (bench.folder / "Pulumi.yaml").write_text(yaml.safe_dump(project))
    assert "runtime option `virtualenv` names 'gone'" in said


def test_about_and_install_answer(bench: Workbench) -> None:
    bench.program("")
    about = json.loads(bench.pulumi("about", "--json", "--stack", "dev"))
    assert {"name": "pulumi", "version": about_version("pulumi")} in [
        {"name": each["name"], "version": each["version"]} for each in about["dependencies"]
    ]
    assert "nothing to install" in bench.pulumi("install", "--no-plugins")  # those of azuread come from the internet


def about_version(name: str) -> str:
    from importlib.metadata import version

    return version(name)
