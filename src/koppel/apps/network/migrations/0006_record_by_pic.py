"""A participant number is found without reading every record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0005_list_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(condition=models.Q(("pic", ""), _negated=True), fields=["pic"], name="record_by_pic"),
        ),
    ]
