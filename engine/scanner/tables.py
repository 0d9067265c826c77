"""What goes into the kernel and comes out of it: tables of numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]


class Contract(NamedTuple):
    """What the kernel knows of fields and rules; masks have a bit for each field, or for each type.

    Args:
        kinds: of each field; the first is the event's id.
        packed: whether an id is wanted as the number that it is written as.
        owned: by type, in the order of its choices: mask of the fields that it has.
        needed: by type: mask of those that it needs.
        defaults: the choice that a missing field has, or -1.
        defaulted: mask of the fields that have one.
        names: the fields' names, one after the other.
        name_ends: where each begins there; one more is the end.
        slots: a field by its name's hash, or -1; as many as a power of two.
        factor: of that hash, which tells the names apart.
        choices: the texts of all choices, one after the other.
        choice_ends: where each begins there; one more is the end.
        first_choice: of each field; one more is the end.
        rules: a row each: kind, field, the condition's field (or `ALWAYS`), its choice, whether any other
            choice is meant, mask of the choices that are allowed, mask of types.
        type_field: which field is the type.
        id_max: an id's characters at most.
        integer_max: the greatest integer.
        instant_min: the first instant, in milliseconds since 1970.
        instant_end: past the last.
    """

    kinds: Array
    packed: Array
    owned: Array
    needed: Array
    defaults: Array
    defaulted: int
    names: Array
    name_ends: Array
    slots: Array
    factor: int
    choices: Array
    choice_ends: Array
    first_choice: Array
    rules: Array
    type_field: int
    id_max: int
    integer_max: int
    instant_min: int
    instant_end: int


class Rows(NamedTuple):
    """Where the kernel puts the lines that it takes, one after the other; room for all lines.

    Args:
        line: each row's line, from 0.
        values: by field and row: microseconds since 1970 of an instant; the number of a choice; an integer;
            of an id the number that it is written as. -1 for none, 0 for an id that is no such number.
        starts: by field and row: where an id that is no such number, and text, begins; -1 for none.
        ends: where it ends.
        uuids: by row, the event_id's 16 bytes, where it is a UUID as DuckDB writes one.
        is_uuid: whether it is.
        id_hash: the upper half of the md5 of the event_id.
        body: the lower and the upper half of the body's md5.
    """

    line: Array
    values: Array
    starts: Array
    ends: Array
    uuids: Array
    is_uuid: Array
    id_hash: Array
    body: Array


class Line(NamedTuple):
    """What is known of a line, and the texts of some rows that are to be hashed together.

    Args:
        value: of each field, as in `Rows`; -1 for none.
        start: where it begins in the data; -1 for none.
        end: where it ends; of a field that is there.
        ids: the texts of event_ids.
        id_blocks: how many blocks of 64 bytes each has.
        bodies: the texts of bodies.
        body_blocks: as `id_blocks`.
        states: by word, the md5 of each.
    """

    value: Array
    start: Array
    end: Array
    ids: Array
    id_blocks: Array
    bodies: Array
    body_blocks: Array
    states: Array
