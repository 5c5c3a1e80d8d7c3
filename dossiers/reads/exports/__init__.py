"""Lists as files: every list of supervision, by the slug that its address ends with."""

from dossiers.reads.exports import beside, counted, events, lists
from dossiers.reads.exports.tables import Asked, Lines, Of, Table

TABLES: dict[str, Table] = {
    table.slug: table for table in (*lists.TABLES, *events.TABLES, *beside.TABLES, *counted.TABLES)
}

__all__ = ["TABLES", "Asked", "Lines", "Of", "Table"]
