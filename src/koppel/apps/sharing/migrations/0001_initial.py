"""The first tables of this app."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('partner', 'Partner'), ('organisation', 'Organisation')], max_length=12)),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('label', models.CharField(help_text='short name in lists and chips', max_length=12)),
                ('letter', models.CharField(blank=True, help_text='one or two letters in the network strip', max_length=2)),
                ('provinces', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), blank=True, default=list, help_text='ISO 3166-2 codes', size=None)),
                ('website', models.URLField(blank=True)),
                ('is_hub', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='fixed place in strips and lists')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'parties',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('public', 'Public'), ('partners', 'Partners'), ('private', 'Private'), ('circle', 'Circle')], max_length=8)),
                ('name', models.CharField(blank=True, help_text='what a circle is called', max_length=120)),
                ('purpose', models.CharField(blank=True, max_length=300)),
                ('until', models.DateField(blank=True, help_text='last day that it counts', null=True)),
                ('members_key', models.CharField(blank=True, help_text='sorted party ids, to find an equal circle', max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
            ],
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField(db_index=True)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_role', models.CharField(max_length=14)),
                ('verb', models.CharField(max_length=60)),
                ('noun', models.CharField(max_length=60)),
                ('noun_id', models.CharField(db_index=True, max_length=60)),
                ('details', models.JSONField(default=dict)),
                ('address', models.GenericIPAddressField(null=True)),
                ('actor_party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
            ],
            options={
                'verbose_name_plural': 'activities',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='AudienceMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='sharing.audience')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('audience', 'party'), name='party_once_per_audience')],
            },
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.UniqueConstraint(fields=('kind', 'owner', 'name', 'purpose', 'until', 'members_key'), name='one_row_per_equal_audience', nulls_distinct=False),
        ),
    ]
