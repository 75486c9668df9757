"""What is told of a connection to PostgreSQL that there is not."""

from __future__ import annotations

import pytest
from pg8000.exceptions import DatabaseError

from lod.register.database.postgres_connection import Connection, Lost


@pytest.mark.parametrize(
    ("state", "told"),
    [("28P01", "failed; expected it in LOD_REGISTER_PASSWORD"), ("3D000", "failed")],
)
def test_a_password_that_is_missing_is_told_with_where_it_is_expected(state: str, told: str) -> None:
    """The same words of the server stood there when nobody had given one."""

    def refused() -> object:
        raise DatabaseError({"S": "FATAL", "C": state, "M": "password authentication failed"})

    with pytest.raises(Lost, match=rf"here: cannot be reached \(password authentication {told}\)"):
        Connection("here", refused, write=False)
