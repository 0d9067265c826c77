"""Time zone names are those of the shipped database."""

from __future__ import annotations

import re

from schemas import timezones


def test_names_and_version() -> None:
    names = timezones.names()
    assert {"UTC", "Europe/Berlin", "Asia/Calcutta", "Etc/GMT+12"} <= names
    assert not {"", "localtime", "posixrules", "europe/berlin", "+01:00"} & names
    assert re.fullmatch(r"20[0-9]{2}[a-z]+", timezones.version())


def test_no_name_needs_an_escape() -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9_+/-]+", name) for name in timezones.names())
