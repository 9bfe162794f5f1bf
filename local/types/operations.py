"""The REST operations of a client: URL, API version, accepted status codes, long-running or not, the body's model."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter

from local.types.sources import Client, pieces, text_of

URL = re.compile(r'_url = (?:kwargs\.pop\(\s*"template_url",)?\s*\(?((?:\s*"[^"\n]*"(?:  #[^\n]*)?)+)')
QUERY = re.compile(r'_params\["([\w$-]+)"\]')
VERB = re.compile(r'method="([A-Z]+)"')
VERSION = re.compile(r"""["']api-version["'],\s*"([\w-]+)\"""")
PARAMETER = re.compile(r'"(\w+)": _SERIALIZER\.url\(\s*"(\w+)"')
CODES = re.compile(r"status_code not in \[([\d, ]+)\]")
BUILDER = re.compile(r"\b(build_\w+_request)\(")
MODEL = re.compile(r"_models\.(\w+)")
BODY = re.compile(
    r"_models\.(\w+)\"?\]*, (?:_types\.\w+, |JSON, )?IO\[bytes\]|\w+: (?:Optional\[)?_models\.(\w+)(?:,|\])"
)


@dataclass(frozen=True, kw_only=True)
class Operation:
    client: str  # name of the client: prefix of its models
    package: str
    group: str  # "Servers"
    verb: str
    url: str
    parameters: dict[str, str]  # of the URL -> Python's name
    query: tuple[str, ...]
    api_version: str
    codes: tuple[int, ...]
    long_running: bool
    body: str | None  # name of the model
    response: str | None

    @property
    def key(self) -> str:
        """The URL without its parameters' names and case: by this, operations on one resource are found."""
        return url_key(self.url)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Operation":
        return TypeAdapter(Operation).validate_python(data)


def url_key(url: str) -> str:
    return re.sub(r"\{[^}]+\}", "{}", url).lower()


def operations(client: Client) -> Iterator[Operation]:
    """Every operation of a client that its default profile offers."""
    files = [
        p for p in sorted((client.folder / "operations").glob("*.py")) if p.name not in ("__init__.py", "_patch.py")
    ]
    for file in files:
        top = list(pieces(text_of(file)))
        builders = {name: source for name, source in top if name.startswith("build_")}
        for name, source in top:
            group = name.removesuffix("Operations")
            if group != name and not group.startswith("_") and client.serves(group):
                yield from _of_group(client, group, source, builders)


def _of_group(client: Client, group: str, source: str, builders: dict[str, str]) -> Iterator[Operation]:
    methods: dict[str, str] = {}
    for name, text in pieces(source, "    "):
        methods[name] = methods.get(name, "") + text  # the overloads and the method itself
    for name, text in methods.items():
        called, codes = BUILDER.search(text), CODES.search(text)
        if not called or not codes or called[1] not in builders:
            continue
        builder = builders[called[1]]
        url, verb, version = URL.search(builder), VERB.search(builder), VERSION.search(builder)
        if not url or not verb:
            continue
        public = re.sub(r"^_(\w+)_initial$", r"begin_\1", name)
        signature = text[: text.index(called[1])]
        accepts, _, _ = signature.rpartition(") ->")
        returns = re.findall(r"\) -> ([^:]*?):\s", methods.get(public, text))
        yield Operation(
            client=client.name,
            package=client.package,
            group=group,
            verb=verb[1],
            url="".join(re.findall(r'"([^"\n]*)"', url[1])),
            parameters=dict(PARAMETER.findall(builder)),
            query=tuple(name for name in QUERY.findall(builder) if name != "api-version"),
            api_version=version[1] if version else client.version,
            codes=tuple(int(code) for code in codes[1].split(",") if code.strip()),
            long_running=public.startswith("begin_"),
            body=_first([first or second for first, second in BODY.findall(accepts)]),
            response=_first(MODEL.findall(" ".join(returns))),
        )


def _first(names: list[str]) -> str | None:
    return names[0] if names else None
