"""An operator sees every party, also organisations that have users here, because operators manage their users."""

from django.db import migrations

from koppel.apps.sharing.owned import PARTIES_SQL, STAFF_SQL

OPERATOR = "(SELECT coalesce(current_setting('koppel.operator', true), '') = 'on')"
BEFORE = f"kind = 'partner' OR {STAFF_SQL} OR id = ANY ({PARTIES_SQL})"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_standing_audiences")]

    operations = [
        migrations.RunSQL(
            f"ALTER POLICY koppel_read ON sharing_party USING ({BEFORE} OR {OPERATOR})",
            f"ALTER POLICY koppel_read ON sharing_party USING ({BEFORE})",
        ),
    ]
