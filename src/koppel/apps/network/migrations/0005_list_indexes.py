"""Generated columns and indexes that hold all that lists, facets and their order read."""

import django.db.models.expressions
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0004_people_show_only_with_their_record"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="record",
            name="record_by_name",
        ),
        migrations.AddField(
            model_name="record",
            name="facets",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.CombinedExpression(
                    models.Case(
                        models.When(province="NL-DR", then=models.Value(1)),
                        models.When(province="NL-FL", then=models.Value(2)),
                        models.When(province="NL-FR", then=models.Value(4)),
                        models.When(province="NL-GE", then=models.Value(8)),
                        models.When(province="NL-GR", then=models.Value(16)),
                        models.When(province="NL-LI", then=models.Value(32)),
                        models.When(province="NL-NB", then=models.Value(64)),
                        models.When(province="NL-NH", then=models.Value(128)),
                        models.When(province="NL-OV", then=models.Value(256)),
                        models.When(province="NL-UT", then=models.Value(512)),
                        models.When(province="NL-ZE", then=models.Value(1024)),
                        models.When(province="NL-ZH", then=models.Value(2048)),
                        models.When(province="XX", then=models.Value(4096)),
                        default=models.Value(0),
                        output_field=models.IntegerField(),
                    ),
                    "+",
                    models.Case(
                        models.When(kind="company", then=models.Value(65536)),
                        models.When(kind="knowledge", then=models.Value(131072)),
                        models.When(kind="government", then=models.Value(262144)),
                        models.When(kind="association", then=models.Value(524288)),
                        default=models.Value(0),
                        output_field=models.IntegerField(),
                    ),
                ),
                output_field=models.IntegerField(),
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="name_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.Func(
                        django.db.models.functions.text.Lower("name"),
                        models.Value("[^[:alnum:]]+"),
                        models.Value(""),
                        models.Value("g"),
                        function="regexp_replace",
                        output_field=models.TextField(),
                    ),
                    models.Value(0),
                    function="hashtextextended",
                    output_field=models.BigIntegerField(),
                ),
                output_field=models.BigIntegerField(),
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="place",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower("city"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="sector_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(sector="", then=models.Value(0)),
                    default=models.Func(
                        django.db.models.functions.text.Lower("sector"),
                        models.Value(0),
                        function="hashtextextended",
                        output_field=models.BigIntegerField(),
                    ),
                    output_field=models.BigIntegerField(),
                ),
                output_field=models.BigIntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("gone_at", None)),
                fields=["sort_name", "id"],
                include=("organisation", "owner", "audience", "gone_at", "facets", "name_key", "sector_key"),
                name="record_outline",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("gone_at", None)),
                fields=["place", "id"],
                include=("organisation", "owner", "audience", "gone_at"),
                name="record_places",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("gone_at", None)), fields=["sector_key", "id"], name="record_by_sector"
            ),
        ),
    ]
