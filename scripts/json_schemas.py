"""The JSON Schema of every type and of the union, a file each: `python -m scripts.json_schemas [FOLDER]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from schemas.reader import MODELS
from schemas.schema_documents import json_schema

FOLDER = Path("docs/reference/schemas")


def files() -> dict[str, str]:
    """File name to text: `event.json` for the union, `TYPE.json` for each type."""
    schemas = {"event": json_schema(None), **{name: json_schema(name) for name in MODELS}}
    return {f"{name}.json": json.dumps(schema, indent=2) + "\n" for name, schema in schemas.items()}


def main(folder: Path) -> None:
    """Write every file into the folder, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
