"""Examples in docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import sou

MODULES = [module.name for module in pkgutil.walk_packages(sou.__path__, "sou.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))

    assert failed == 0
