"""Where nothing stands in a list: before everything else, as SQLite has it; PostgreSQL by itself puts it last."""

from typing import Any

from sqlalchemy import Column, Select, UnaryExpression
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.sql import operators

_PLACED = (operators.nulls_first_op, operators.nulls_last_op)


class NothingFirst(PGCompiler_psycopg):
    """Says it in every ORDER BY that does not say so itself."""

    def order_by_clause(self, select: Select[Any], **kw: Any) -> str:
        """Return the clause, "" where there is none."""
        placed = ", ".join(self._placed(clause, **kw) for clause in select._order_by_clauses)  # noqa: SLF001
        return f" ORDER BY {placed}" if placed else ""

    def _placed(self, clause: Any, **kw: Any) -> str:
        text = str(self.process(clause, **kw))
        modifier = clause.modifier if isinstance(clause, UnaryExpression) else None
        if modifier in _PLACED or (isinstance(clause, Column) and not clause.nullable):
            return text
        return f"{text} NULLS {'LAST' if modifier is operators.desc_op else 'FIRST'}"
