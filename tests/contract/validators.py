"""Validators for the committed JSON Schemas."""

import json
from collections.abc import Mapping

import jsonschema_rs
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.contract.schemas import FOLDER

SCHEMAS: Mapping[str, dict[str, object]] = {
    path.relative_to(FOLDER).as_posix(): json.loads(path.read_bytes()) for path in sorted(FOLDER.rglob("*.json"))
}
"""All schemas, by the path of the file."""


def _in_python(schema: Mapping[str, object]) -> dict[str, object]:
    r"""Return a schema for the regular expressions of Python, where ``\Z`` is the end and ``$`` may be before it."""
    text = json.dumps(schema).replace('$"', '\\\\Z"')
    translated: dict[str, object] = json.loads(text)
    return translated


_REGISTRY = Registry[bool | Mapping[str, object]]().with_resources(
    (name, DRAFT202012.create_resource(_in_python(schema))) for name, schema in SCHEMAS.items()
)


def validator(name: str) -> Draft202012Validator:
    """Return the validator of a schema, which resolves references to the other files."""
    return Draft202012Validator({"$ref": name}, registry=_REGISTRY)


_COMPILED = jsonschema_rs.Registry(list(SCHEMAS.items()), draft=jsonschema_rs.Draft202012)


def quick_validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """Return another validator of a schema, in Rust: it takes a sixtieth of the time, and counts for thousands."""
    return jsonschema_rs.Draft202012Validator({"$ref": name}, registry=_COMPILED)
