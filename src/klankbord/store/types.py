"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

Name = Text().with_variant(Text(collation="C"), "postgresql")
"""A text that is compared and sorted by code point on both."""
Id = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives; SQLite counts only plain integers up."""
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Unreadable(dict[str, Any]):
    """Stands for what was to be a JSON object and is none; it holds nothing."""


class Facts(TypeDecorator[dict[str, Any]]):
    """A JSON object that many rows are read by: one that is damaged may not stop the others.

    It comes as `Unreadable`: somebody wrote in the table by hand, or a disk lied.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """As `Json`."""
        return dialect.type_descriptor(Json.dialect_impl(dialect))

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """A value that cannot be read is no fault here."""
        read = super().result_processor(dialect, coltype)

        def told(value: Any) -> Any:
            try:
                made = read(value) if read is not None else value
            except (ValueError, TypeError):
                return Unreadable()
            return made if isinstance(made, dict) else Unreadable()

        return told


class Utc(TypeDecorator[datetime]):
    """A moment: aware in Python, kept in UTC; SQLite keeps no zone by itself."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To UTC.

        Raises:
            ValueError: the moment has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"a moment without a zone: {value}"
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From UTC, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
