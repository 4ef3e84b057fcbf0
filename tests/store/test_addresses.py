"""Addresses of servers: what is shown of them leads back to the same place, and nothing of it may be a password."""

import pytest

from kanban.store.errors import StoreError
from kanban.store.open import open_store
from kanban.store.postgres.address import Address
from kanban.text.messages import Refused

SECRET = "Zecret99"
LEAD_BACK = (
    "postgresql:///work",
    "postgresql://li@db.example/work",
    "postgresql://li@[::1]:5432/work",
    "postgresql://li@one:5432,two:5433/work",
    "postgresql://li@/work?host=/run/postgresql&port=5433",
    "postgresql://li@/?service=bridge",
    "postgresql://%E5%BC%A0@db.example/%E6%A1%A5",
)


@pytest.mark.parametrize("where", LEAD_BACK)
def test_what_is_shown_of_a_place_is_an_address_of_it(where):
    assert Address(where).place == where


def test_a_host_that_is_named_by_its_number_alone_is_shown():
    assert Address("postgresql://li@/work?hostaddr=127.0.0.1").place == "postgresql://li@127.0.0.1/work"


@pytest.mark.parametrize(
    "where",
    [
        f"postgresql://li:12/34{SECRET}@localhost:5432/bridge",
        f"postgresql://li:12345/{SECRET}@localhost/bridge",
        f"postgresql://li:/{SECRET}@localhost:5432/bridge",
        f"postgresql://localhost:5432/bridge&user=li&password={SECRET}",
        f"postgresql://li@localhost:5432/password={SECRET}",
        f"postgresql://li@localhost/?dbname=password%3D{SECRET}",
        f"postgresql://li%3A{SECRET}@localhost:5432/bridge",
        f"host=localhost dbname=bridge user=li password={SECRET}",
        f" dbname = bridge password={SECRET}",
        f"postgresql:/li:{SECRET}@127.0.0.1:1/bridge",
        f"postgresql//li:{SECRET}@127.0.0.1/bridge",
        f"postgres:li:{SECRET}@127.0.0.1/bridge",
        f"POSTGRESQL://li:{SECRET}@127.0.0.1/bridge",
        f"postgresq://li:{SECRET}@127.0.0.1/bridge",
    ],
)
def test_what_may_be_a_password_in_a_mistyped_address_is_not_repeated_and_makes_no_folder(where, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError) as refusal:
        open_store(where).create()
    assert SECRET not in str(refusal.value)
    assert "postgres" in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("postgresql://db.example/work?target_session_attr=any", "target_session_attr is no parameter of an address"),
        ("postgresql://db.example:x5432/work", "the port of an address is a number"),
        ("postgresql://[::1/work", "the address of the server cannot be read"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(where, reason):
    with pytest.raises(StoreError, match=reason):
        open_store(where)


@pytest.mark.parametrize("name", ["password", "sslpassword"])
def test_a_password_in_an_address_is_refused(name):
    with pytest.raises(Refused, match="a password stands in no address") as refusal:
        open_store(f"postgresql://li@db.example/work?{name}={SECRET}")
    assert SECRET not in str(refusal.value)


def test_a_file_of_passwords_is_looked_at_as_libpq_does(tmp_path, monkeypatch):
    """One that is missing, or is nobody else's, is left to it."""
    file = tmp_path / "passes"
    monkeypatch.setenv("PGPASSFILE", str(file))
    assert Address("postgresql://li@db.example/work").open_passfile == ""
    file.touch(0o600)
    assert Address("postgresql://li@db.example/work").open_passfile == ""
    file.chmod(0o640)
    address = Address("postgresql://li@db.example/work")
    assert address.open_passfile == str(file)
    assert str(file) not in address.conninfo
