"""A database that is away gives a clear page that says when to come back."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from django.test import Client


@contextmanager
def database_away() -> Iterator[None]:
    connection = connections["default"]
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "away"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


@pytest.mark.usefixtures("database_committed")
def test_a_page_without_its_database_is_503_and_says_when_to_come_back() -> None:
    with database_away():
        answer = Client().get("/en/account/sign-in/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "away" not in answer.content.decode().partition("<main")[2]
    assert Client().get("/en/account/sign-in/").status_code == 200


@pytest.mark.usefixtures("database_committed")
def test_the_process_lives_and_is_not_ready_while_its_database_is_away() -> None:
    with database_away():
        assert Client().get("/health").status_code == 200
        assert Client().get("/ready").status_code == 503
    assert Client().get("/ready").status_code == 200
