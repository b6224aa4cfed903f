"""The three audiences that everybody has: public, partners and private, without end or purpose."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the standing audiences."""
    audience = apps.get_model("sharing", "Audience")
    for kind in ("public", "partners", "private"):
        audience.objects.using(schema_editor.connection.alias).create(kind=kind)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the standing audiences away."""
    audience = apps.get_model("sharing", "Audience")
    audience.objects.using(schema_editor.connection.alias).filter(owner=None).delete()


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_row_security")]
    operations = [migrations.RunPython(add, remove)]
