"""A person or a contact moment shows to others only when its record does, whatever its own audience."""

from django.db import migrations

from koppel.apps.sharing.owned import AUDIENCES_SQL, PARTIES_SQL

RECORD_SHOWS = "EXISTS (SELECT 1 FROM network_record AS record WHERE record.id = record_id)"
SHARED = f"audience_id = ANY ({AUDIENCES_SQL})"
MINE = f"owner_id = ANY ({PARTIES_SQL})"


def read_policy(table: str, shared: str) -> str:
    """Replace who reads a table."""
    return f"DROP POLICY koppel_read ON {table}; CREATE POLICY koppel_read ON {table} FOR SELECT USING ({shared} OR {MINE})"


class Migration(migrations.Migration):
    dependencies = [("network", "0003_verdicts_join_at_once")]

    operations = [
        migrations.RunSQL(read_policy(table, f"({SHARED} AND {RECORD_SHOWS})"), read_policy(table, SHARED))
        for table in ("network_person", "network_contactmoment")
    ]
