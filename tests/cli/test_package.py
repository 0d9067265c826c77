"""`import sparktally`: the few names that it gives."""

import importlib

import pytest

import engine
import schemas.errors

sparktally = importlib.import_module("sparktally")


def test_the_public_names_are_those_of_the_rooms() -> None:
    assert sparktally.Ledger is engine.Ledger
    assert sparktally.Reader is engine.Reader
    assert sparktally.SparktallyError is schemas.errors.SparktallyError
    assert sparktally.__version__ == engine.__version__
    assert set(sparktally.__all__) <= set(dir(sparktally))


def test_there_are_no_others() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        _ = sparktally.nope
