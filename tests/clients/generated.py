"""A client that openapi-python-client generates from our document makes every call of it.

    python tests/clients/generated.py http://localhost:9000 docs/openapi.json target/clients/python

Each operation is called as it must be, and once with each parameter that it may be given. What answers has to
be of the generated types, with nothing left over.
"""

import inspect
import json
import pathlib
import subprocess
import sys
import typing
from enum import Enum
from importlib import import_module

import attrs

PACKAGE = "overfast"
SUCCESSES = ("2", "3")


def success(operation: dict) -> str:
    """The first status of success that an operation documents."""
    return min(status for status in operation["responses"] if status.startswith(SUCCESSES))


def contents(operation: dict) -> dict:
    return operation["responses"][success(operation)].get("content", {})


def operations(document: dict) -> list[dict]:
    return [operation for item in document["paths"].values() for operation in item.values()]


def generate(document: dict, source: pathlib.Path, folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # The generator knows JSON and HTML, and takes others for what it is told that they are like.
    others = {
        kind: "application/octet-stream" if content["schema"].get("format") == "binary" else "text/html"
        for operation in operations(document)
        for kind, content in contents(operation).items()
        if kind != "application/json"
    }
    config = {"package_name_override": PACKAGE, "content_type_overrides": others, "post_hooks": []}
    config_file = folder / "config.json"
    config_file.write_text(json.dumps(config))
    run("openapi_python_client", "generate", "--path", source, "--meta", "none", "--overwrite",
        "--fail-on-warning", "--config", config_file, "--output-path", folder / PACKAGE)
    run("mypy", "--strict", "--cache-dir", folder / "mypy", folder / PACKAGE)


def run(module: str, *arguments: object) -> None:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def example(parameter: dict, document: dict) -> object:
    """What a parameter can be: its example, its default, or the first of its choices."""
    schema = parameter["schema"]
    if "example" in parameter:
        return parameter["example"]
    while True:
        for word in ["default", "example"]:
            if word in schema:
                return schema[word]
        if "enum" in schema:
            return schema["enum"][0]
        schema = schema["oneOf"][0] if "oneOf" in schema else resolved(schema, document)


def resolved(schema: dict, document: dict) -> dict:
    return document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]


def argument(value: object, annotation: object) -> object:
    """A value as the generated function wants it: a choice as its enum's member."""
    choices = [kind for kind in typing.get_args(annotation) or [annotation] if inspect.isclass(kind)]
    enums = [kind for kind in choices if issubclass(kind, Enum)]
    return enums[0](value) if enums else value


def check_type(value: object, place: str) -> None:
    """The generated models take what they cannot read as it is: what has no model is not of its type."""
    assert not isinstance(value, dict), f"{place}: no model reads {value}"
    if isinstance(value, list):
        for item in value:
            check_type(item, place)
    elif attrs.has(type(value)):
        members = attrs.asdict(value, recurse=False)
        others = members.pop("additional_properties")
        assert not (members and others), f"{place}: {others}"
        for name, item in (members | others).items():
            check_type(item, f"{place}[{name}]")


def calls(operation: dict, document: dict) -> list[dict]:
    parameters = operation.get("parameters", [])
    values = {parameter["name"]: example(parameter, document) for parameter in parameters}
    required = {p["name"]: values[p["name"]] for p in parameters if p["required"]}
    optional = [name for name in values if name not in required]
    return [required, *(required | {name: values[name]} for name in optional)]


def main() -> None:
    address, source, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    document = json.loads(source.read_text())
    generate(document, source, folder)
    sys.path.insert(0, str(folder))
    package = import_module(PACKAGE)
    functions = {
        path.stem: import_module(f"{PACKAGE}.api.{path.parent.name}.{path.stem}").sync_detailed
        for path in (folder / PACKAGE / "api").glob("*/*.py")
        if path.stem != "__init__"
    }
    count = 0
    with package.Client(base_url=address, raise_on_unexpected_status=True) as client:
        for operation in operations(document):
            name = operation["operationId"]
            function = functions.pop(name)
            kinds = typing.get_type_hints(function)
            for call in calls(operation, document):
                # Where a name is one of Python's own, the generator adds a dash.
                named = {key if key in kinds else f"{key}_": value for key, value in call.items()}
                arguments = {key: argument(value, kinds[key]) for key, value in named.items()}
                response = function(client=client, **arguments)
                assert str(int(response.status_code)) == success(operation), f"{name} {call}: {response.content[:500]!r}"
                # Of the document itself nothing is said but that it is JSON.
                if any(content["schema"] for content in contents(operation).values()):
                    assert response.parsed is not None, f"{name}: not parsed"
                check_type(response.parsed, name)
                if "application/json" in contents(operation) and hasattr(response.parsed, "to_dict"):
                    assert response.parsed.to_dict() == json.loads(response.content), f"{name} {call}"
                count += 1
    assert not functions, f"never called: {functions.keys()}"
    print(f"openapi-python-client: {count} calls of {len(operations(document))} operations got their types")


main()
