"""Rules between an event's fields (SEMANTICS 1), each said once; the gate and JSON Schema render them too.

A rule sees the values that could be read, and which fields were given at all; a field that was given but
could not be read breaks its own rule and is neither missing nor compared here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that an event breaks: at which field, a code of `schemas.reasons.CODES`, and why."""

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class When:
    """A condition: a field's value is `value`, or (with `other`) it is given and is another."""

    field: str
    value: str
    other: bool = False

    def holds(self, read: Mapping[str, Any]) -> bool:
        """Whether the condition is met by the values read; an unread or missing field meets none."""
        found = read.get(self.field)
        return found is not None and (found != self.value if self.other else found == self.value)

    def __str__(self) -> str:
        return f"{self.field} is {'not ' if self.other else ''}{self.value}"


@dataclass(frozen=True, slots=True)
class Needs:
    """A field must be given when a condition holds."""

    field: str
    when: When

    def broken(self, read: Mapping[str, Any], given: Set[str]) -> Iterator[Broken]:
        """At most one break."""
        if self.field not in given and self.when.holds(read):
            yield Broken(self.field, "missing", f"needed when {self.when}")


@dataclass(frozen=True, slots=True)
class Forbids:
    """A field must be missing when a condition holds, whatever JSON it has."""

    field: str
    when: When

    def broken(self, read: Mapping[str, Any], given: Set[str]) -> Iterator[Broken]:
        """At most one break."""
        if self.field in given and self.when.holds(read):
            yield Broken(self.field, "forbidden", f"not allowed when {self.when}")


@dataclass(frozen=True, slots=True)
class Allows:
    """A text field, where given, must be one of some choices when a condition holds."""

    field: str
    choices: tuple[str, ...]
    when: When

    def broken(self, read: Mapping[str, Any], _given: Set[str]) -> Iterator[Broken]:
        """At most one break."""
        value = read.get(self.field)
        if value is not None and value not in self.choices and self.when.holds(read):
            yield Broken(
                self.field, "not_a_choice", f"must be one of {', '.join(self.choices)} when {self.when}"
            )


@dataclass(frozen=True, slots=True)
class Matches:
    """Where two text fields are given, the second must be one that the first allows, under a condition.

    A value of the first that is not listed is another rule's (`Allows`).
    """

    first: str
    second: str
    table: tuple[tuple[str, tuple[str, ...]], ...]
    when: When

    def broken(self, read: Mapping[str, Any], _given: Set[str]) -> Iterator[Broken]:
        """At most one break."""
        allowed = dict(self.table).get(read.get(self.first, ""))
        value = read.get(self.second)
        known = any(value in choices for _, choices in self.table)
        if allowed is not None and known and value not in allowed and self.when.holds(read):
            yield Broken(self.second, "mismatch", f"{value} does not go with {self.first} {read[self.first]}")


Rule = Needs | Forbids | Allows | Matches
