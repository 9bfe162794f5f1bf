"""A job is told what to publish; what it can't read ends in one sentence."""

import pytest

from scripts.errors import UserError
from scripts.estate import Estate
from scripts.status import source


def test_without_the_variable_the_stack_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(source.VARIABLE, raising=False)
    assert source.from_environment() is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "CORDON_STATUS can't be read as JSON: "),
        ("{}", "CORDON_STATUS: environment: Field required."),
    ],
)
def test_what_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch, text: str, sentence: str) -> None:
    monkeypatch.setenv(source.VARIABLE, text)
    with pytest.raises(UserError) as refused:
        source.from_environment()
    assert str(refused.value).startswith(sentence)


def test_a_stack_without_pages_is_refused() -> None:
    edge = {"profile": "/p", "endpoint": "https://e", "waf": "/w"}
    whole = {"environment": "test", "subscription": "s", "primary": "northeurope", "edge": edge, "regions": {}}
    with pytest.raises(UserError, match="has no outputs site and availability"):
        source.of(Estate.model_validate(whole))
