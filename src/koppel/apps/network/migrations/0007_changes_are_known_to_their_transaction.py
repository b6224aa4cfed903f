"""A transaction knows that it changed records, so that what only it sees yet is never kept for others."""

from django.db import migrations

COUNT_CHANGES = """
CREATE OR REPLACE FUNCTION network_count_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.network_dataversion SET number = number + 1;
    {mark}RETURN NULL;
END
$$;
"""
MARK = "PERFORM set_config('koppel.records_changed', 'on', true);\n    "


class Migration(migrations.Migration):
    dependencies = [("network", "0006_record_by_pic")]

    operations = [migrations.RunSQL(COUNT_CHANGES.format(mark=MARK), COUNT_CHANGES.format(mark=""))]
