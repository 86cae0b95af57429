"""Whether the AWS CLI would take a line: service, operation, options and values, by botocore's own model.

``aws_cli_accepts.py`` asks the real AWS CLI, where one is installed; this needs nothing that the tests have
not, and says the same of the lines that this project prints.
"""

from __future__ import annotations

import json
import shlex
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import jmespath
from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape
from botocore.validate import ParamValidator

from ftr_tui.model.command_line import KINDS

SERVICES = {"s3api": "s3", "configservice": "config", "deploy": "codedeploy"}
"""The CLI's own names of services; the others have botocore's."""
GLOBALS = {"--region": 1, "--query": 1, "--output": 1, "--profile": 1, "--endpoint-url": 1}
GLOBALS |= {"--no-paginate": 0, "--no-cli-pager": 0, "--max-items": 1, "--page-size": 1}
OWN = {("iam", "create-virtual-mfa-device"): {"--outfile", "--bootstrap-method"}}
"""Options that the CLI adds to an operation."""
BEHIND = ({"base64", "--decode"}, {"head", "-2"})
"""What may stand behind a pipe."""
_BLANKS = {kind.id for kind in KINDS.values()}
_OUTPUT = ("json", "text", "table", "yaml")


class Refused(ValueError):  # noqa: N818  it is what happened, as the command line says it
    """The AWS CLI would not take the line; the words say why."""


@lru_cache(maxsize=1)
def _loader() -> Loader:
    return Loader(include_default_search_paths=True)


@cache
def _service(name: str) -> ServiceModel:
    try:
        found = _loader().load_service_model(SERVICES.get(name, name), "service-2")
    except Exception as error:
        raise Refused(f"no service {name}") from error
    if name in SERVICES.values():
        raise Refused(f"the CLI calls the service {name} otherwise")
    return ServiceModel(found, name)


@cache
def _operations(name: str) -> dict[str, str]:
    return {xform_name(op, "-"): op for op in _service(name).operation_names}


def check(line: str) -> tuple[str, str, dict[str, Any]]:
    """Return service, operation and parameters of a line; Refused says what is wrong with it."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&<>()")
    lexer.whitespace_split = True
    lexer.commenters = ""
    words = list(lexer)
    while "|" in words:
        at = len(words) - 1 - words[::-1].index("|")
        if set(words[at + 1 :]) not in BEHIND:
            raise Refused(f"behind the pipe: {words[at + 1 :]}")
        words = words[:at]
    if bad := [w for w in words if w and set(w) <= set("|;&<>()")]:
        raise Refused(f"a shell would obey {bad}")
    if len(words) < 3 or words[0] != "aws":
        raise Refused("no AWS CLI line")
    service, name = words[1], words[2]
    operation = _operations(service).get(name)
    if operation is None:
        raise Refused(f"{service} has no operation {name}")
    model = _service(service).operation_model(operation)
    own = OWN.get((service, name), set())
    parameters = _parameters(model, [o for o in _options(words[3:]) if o[0] not in own])
    if model.input_shape is not None:
        # The CLI makes up the word by which a repeated request is known.
        tokens = dict.fromkeys(model.idempotent_members, "x" * 40)
        report = ParamValidator().validate(tokens | parameters, model.input_shape)
        if report.has_errors():
            raise Refused(report.generate_report())
        _enums(parameters, model.input_shape)
    return service, operation, parameters


def _options(words: list[str]) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for word in words:
        if word.startswith("--"):
            option, mark, value = word.partition("=")
            found.append((option, [value] if mark else []))
        elif word.startswith("-") or not found:
            raise Refused(f"no option: {word}")
        else:
            found[-1][1].append(word)
    names = [option for option, _ in found]
    if twice := {n for n in names if names.count(n) > 1}:
        raise Refused(f"twice: {twice}")
    return found


def _parameters(model: OperationModel, options: list[tuple[str, list[str]]]) -> dict[str, Any]:
    shape = model.input_shape
    members = {xform_name(m, "-"): (m, s) for m, s in shape.members.items()} if shape is not None else {}
    out: dict[str, Any] = {}
    for option, values in options:
        name = option.removeprefix("--")
        if name in members:
            member, kind = members[name]
            out[member] = _value(kind, values, option)
        elif name.startswith("no-") and (plain := members.get(name[3:])) and plain[1].type_name == "boolean":
            if values:
                raise Refused(f"{option} takes no value")
            out[plain[0]] = False
        elif option in GLOBALS:
            _global(option, values)
        else:
            raise Refused(f"unknown option {option} of {model.name}")
    return out


def _global(option: str, values: list[str]) -> None:
    if len(values) != GLOBALS[option]:
        raise Refused(f"{option} takes {GLOBALS[option]} value")
    if option == "--query":
        jmespath.compile(values[0])
    if option == "--output" and values[0] not in _OUTPUT:
        raise Refused(f"unknown output {values[0]}")


# Values


def _value(shape: Shape, values: list[str], option: str) -> Any:
    if any(v.startswith(("http://", "https://", "fileb://")) for v in values):
        raise Refused(f"{option}: the CLI would read {values} from elsewhere")
    if shape.type_name == "boolean":
        if values:
            raise Refused(f"{option} takes no value")
        return True
    if shape.type_name == "list":
        assert isinstance(shape, ListShape)
        if not values:
            raise Refused(f"{option} lacks its values")
        if len(values) == 1 and values[0][:1] in ("[", "{"):
            found = _json(values[0], option)
            return found if isinstance(found, list) else [found]
        return [_one(shape.member, value, option) for value in values]
    if len(values) != 1:
        raise Refused(f"{option} takes one value, not {values}")
    return _one(shape, values[0], option)


def _one(shape: Shape, text: str, option: str) -> Any:
    if text.startswith("file://"):
        # The reader writes that file; as a string it is whatever it holds.
        if shape.type_name not in ("string", "structure", "map", "list"):
            raise Refused(f"{option} takes no file")
        return "{}" if shape.type_name == "string" else _least(shape)
    if shape.type_name in ("structure", "map", "list"):
        if text[:1] in ("{", "["):
            return _json(text, option)
        return _typed(shape, Shorthand(text).read(), option)
    return _scalar(shape, text, option)


def _json(text: str, option: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(f"{option}: no JSON: {error}") from error


def _least(shape: Shape) -> Any:
    """Return the least value of a shape; a file would hold it in full."""
    if isinstance(shape, StructureShape):
        return {m: _least(shape.members[m]) for m in shape.required_members}
    if isinstance(shape, ListShape):
        return [_least(shape.member)] * int(shape.metadata.get("min", 0))
    if getattr(shape, "enum", None):
        return shape.enum[0]
    return {"map": {}, "boolean": True, "integer": 1, "long": 1}.get(shape.type_name, "x")


def files(line: str) -> dict[str, str]:
    """Return file -> what it must hold at least, of a line whose options name files."""
    words = shlex.split(line)
    parameters = check(line)[2]
    found: dict[str, str] = {}
    for option, word in pairwise(words):
        if word.startswith("file://"):
            value = next(v for m, v in parameters.items() if "--" + xform_name(m, "-") == option)
            found[word.removeprefix("file://")] = value if isinstance(value, str) else json.dumps(value)
    return found


def _typed(shape: Shape, found: Any, option: str) -> Any:
    if isinstance(shape, StructureShape):
        if not isinstance(found, dict):
            raise Refused(f"{option}: {found} is no key=value")
        if unknown := set(found) - set(shape.members):
            raise Refused(f"{option}: {shape.name} has no {unknown}")
        return {key: _typed(shape.members[key], value, option) for key, value in found.items()}
    if shape.type_name == "map":
        return {key: _typed(shape.value, value, option) for key, value in found.items()}  # type: ignore[attr-defined]
    if isinstance(shape, ListShape):
        return [_typed(shape.member, one, option) for one in (found if isinstance(found, list) else [found])]
    if not isinstance(found, str):
        raise Refused(f"{option}: {found} where one value stands")
    return _scalar(shape, found, option)


def _scalar(shape: Shape, text: str, option: str) -> Any:
    kind = shape.type_name
    try:
        if kind in ("integer", "long"):
            return int(text)
        if kind in ("float", "double"):
            return float(text)
    except ValueError as error:
        raise Refused(f"{option}: {text} is no number") from error
    if kind == "boolean":
        if text not in ("true", "false"):
            raise Refused(f"{option}: {text} is neither true nor false")
        return text == "true"
    if kind in ("string", "timestamp"):
        return text
    raise Refused(f"{option}: a {kind} is nothing that a person types")


def _enums(found: Any, shape: Shape) -> None:
    """Refuse a word that is none of the model's; botocore leaves that to AWS."""
    if isinstance(shape, StructureShape) and isinstance(found, dict):
        for key, value in found.items():
            _enums(value, shape.members[key])
    elif isinstance(shape, ListShape) and isinstance(found, list):
        for one in found:
            _enums(one, shape.member)
    elif (
        shape.type_name == "string" and getattr(shape, "enum", None) and found not in (*shape.enum, *_BLANKS)
    ):
        raise Refused(f"{found} is none of {shape.enum}")


class Shorthand:
    """The CLI's short way to write a structure: ``a=1,b=x,y,c={d=[e,f]}``."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def read(self) -> Any:
        """Return dicts, lists and strings; a text without any ``key=`` is a plain list of words."""
        if "=" not in self.text:
            words = self.text.split(",")
            return words if len(words) > 1 else words[0]
        found = self._pairs("")
        if self.at != len(self.text):
            raise Refused(f"{self.text}: unexpected at {self.at}")
        return found

    def _pairs(self, end: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            key = self._until("=")
            self.at += 1
            values = [self._any()]
            while self._next() == "," and not self._key_follows():
                self.at += 1
                values.append(self._any())
            found[key] = values if len(values) > 1 else values[0]
            if self._next() == ",":
                self.at += 1
                continue
            if self._next() != end:
                raise Refused(f"{self.text}: unexpected at {self.at}")
            return found

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _key_follows(self) -> bool:
        rest = self.text[self.at + 1 :]
        key = rest.partition("=")[0]
        return "=" in rest and key.replace("-", "").replace(".", "").replace("_", "").isalnum()

    def _any(self) -> Any:
        if self._next() == "{":
            self.at += 1
            found: Any = self._pairs("}")
        elif self._next() == "[":
            self.at += 1
            found = [self._any()]
            while self._next() == ",":
                self.at += 1
                found.append(self._any())
            if self._next() != "]":
                raise Refused(f"{self.text}: a list is not closed")
        else:
            return self._until(",}]")
        self.at += 1
        return found

    def _until(self, ends: str) -> str:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ends:
            self.at += 1
        return self.text[start : self.at]
