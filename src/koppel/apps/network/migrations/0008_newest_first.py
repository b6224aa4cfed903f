"""The newest records of a partner and the last contacts are found without reading all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0007_changes_are_known_to_their_transaction")]

    operations = [
        migrations.AddIndex(
            model_name="contactmoment", index=models.Index(fields=["-on", "-id"], name="contact_by_day")
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("gone_at", None)), fields=["owner", "-created_at"], name="record_newest"
            ),
        ),
    ]
