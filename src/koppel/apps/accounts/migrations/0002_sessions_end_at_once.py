"""A user's sessions can all be ended at once, and an invitation knows the language of its mail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_generation",
            field=models.PositiveIntegerField(default=0, help_text="one higher ends all sessions at once"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="language",
            field=models.CharField(default="nl", help_text="of the mail", max_length=2),
        ),
    ]
