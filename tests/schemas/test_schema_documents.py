"""The JSON Schema that is published: current, and of one mind with the models where it can say the rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter

from schemas import MODELS, AnyEvent, Event, json_schema, read_line
from scripts.json_schemas import FOLDER, files, main
from tests.schemas.making import AD, CLICK, COMMENT, GRANT, VIEW, line
from tests.schemas.valid_lines import valid_lines

_ROOT = Path(__file__).parents[2]
_UNION = jsonschema.Draft202012Validator(json_schema(None))


def test_the_committed_files_are_current() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in (_ROOT / FOLDER).glob("*.json")}
    assert committed == files(), "run python -m scripts.json_schemas"


def test_export_writes_every_file(tmp_path: Path) -> None:
    main(tmp_path / "schemas")
    assert {path.name for path in (tmp_path / "schemas").iterdir()} == {
        "event.json",
        *(f"{t}.json" for t in MODELS),
    }


@pytest.mark.parametrize("name", [None, *MODELS])
def test_every_schema_is_a_schema_and_describes_every_field(name: str | None) -> None:
    schema = json_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    objects = schema["$defs"].values() if name is None else [schema]
    assert all(field["description"] for one in objects for field in one["properties"].values())


def test_an_unknown_type_has_no_schema() -> None:
    with pytest.raises(KeyError, match="shares"):
        json_schema("shares")


def test_valid_lines_fit() -> None:
    for text in valid_lines(500, seed=5):
        _UNION.validate(json.loads(text))


@pytest.mark.parametrize(
    "event",
    [
        VIEW | {"ad_id": "a1"},
        VIEW | {"post_id": ""},
        VIEW | {"surface": "paid"},
        VIEW | {"watch_ms": -1},
        VIEW | {"watch_ms": "5"},
        VIEW | {"event_id": "x" * 129},
        VIEW | {"event_id": "\n"},
        VIEW | {"occurred_at": "2024-03-05"},
        VIEW | {"occurred_at": 5},
        VIEW | {"schema_version": 2},
        VIEW | {"type": "views"},
        CLICK | {"element": "CTA"},
        COMMENT | {"action": "remove"},
        GRANT | {"duration_days": 8},
        AD | {"post_id": None},
        AD | {"auth_code": "c"},
        AD | {"display_name": "Shop"},
        AD | {"buying_type": "CPC"},
        AD | {"buying_type": "RESERVATION_TOP_VIEW", "objective_type": "TRAFFIC"},
        AD | {"identity_type": "CUSTOMIZED_USER"},
    ],
)
def test_it_refuses_what_the_models_refuse(event: dict[str, Any]) -> None:
    assert not isinstance(read_line(line(event)), Event)
    assert not _UNION.is_valid(event)


def test_a_field_of_ones_own_model_has_the_published_schema() -> None:
    inside = TypeAdapter(AnyEvent).json_schema()
    assert {json.dumps(one, sort_keys=True) for one in inside["$defs"].values()} == {
        json.dumps(one, sort_keys=True) for one in json_schema(None)["$defs"].values()
    }
