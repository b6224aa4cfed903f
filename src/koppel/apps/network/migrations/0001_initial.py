"""The first tables of this app."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('sharing', '0003_standing_audiences'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DataVersion',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('file_name', models.CharField(max_length=200)),
                ('format', models.CharField(blank=True, choices=[('csv', 'Csv'), ('xlsx', 'Xlsx'), ('jsonl', 'Jsonl')], max_length=5)),
                ('size_bytes', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('payload', models.BinaryField()),
                ('preview', models.JSONField(default=dict, help_text='sheets, headers, samples and recognised columns')),
                ('mappings', models.JSONField(default=dict, help_text='sheet name -> field -> header, as confirmed')),
                ('state', models.CharField(choices=[('columns', 'waits until the columns are confirmed'), ('reading', 'rows are read and checked'), ('parked', 'waits for a steward, because it would change or remove much'), ('applying', 'rows become records'), ('linking', 'records are compared with the other networks'), ('done', 'linked'), ('refused', 'could not be read'), ('withdrawn', 'stopped by a steward')], default='columns', max_length=10)),
                ('refusal', models.JSONField(default=dict, help_text='code and parameters of why it could not be read')),
                ('done_rows', models.PositiveIntegerField(default=0)),
                ('total_rows', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict, help_text='taken repaired check refused duplicate; new changed unchanged gone')),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('applied_at', models.DateTimeField(null=True)),
                ('linked_at', models.DateTimeField(null=True)),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.audience')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('new_audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.audience')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField()),
                ('merged_into', models.ForeignKey(blank=True, help_text='tombstone: go there', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='network.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('reference', models.CharField(help_text="the owner's own id", max_length=120)),
                ('name', models.CharField(max_length=400)),
                ('acronym', models.CharField(blank=True, max_length=60)),
                ('legal_form', models.CharField(blank=True, max_length=20)),
                ('kvk', models.CharField(blank=True, max_length=8)),
                ('pic', models.CharField(blank=True, help_text='participant number of the European Commission', max_length=12)),
                ('street', models.CharField(blank=True, max_length=200)),
                ('number', models.CharField(blank=True, max_length=30)),
                ('postcode', models.CharField(blank=True, max_length=16)),
                ('city', models.CharField(blank=True, max_length=120)),
                ('country', models.CharField(blank=True, help_text='ISO 3166-1', max_length=2)),
                ('province', models.CharField(blank=True, help_text='ISO 3166-2; empty = unknown, XX = abroad', max_length=5)),
                ('website', models.CharField(blank=True, max_length=300)),
                ('domain', models.CharField(blank=True, max_length=120)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('sector', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True)),
                ('kind', models.CharField(blank=True, choices=[('company', 'Company'), ('knowledge', 'Knowledge'), ('government', 'Government'), ('association', 'Association'), ('', 'Unknown')], default='', max_length=12)),
                ('raw', models.JSONField(default=dict, help_text='the row as delivered')),
                ('content_hash', models.CharField(max_length=64)),
                ('sort_name', models.CharField(max_length=400)),
                ('search_name', models.CharField(help_text='normalised name and acronym, for typing errors', max_length=480)),
                ('name_words', models.TextField(blank=True, help_text='normalised words of name and acronym')),
                ('other_words', models.TextField(blank=True, help_text='normalised words of place, sector and text')),
                ('words', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('name_words', config='simple', weight='A'), '||', django.contrib.postgres.search.SearchVector('other_words', config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_by_hand', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(blank=True, help_text="no longer in the owner's export, or removed", null=True)),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.audience')),
                ('delivery', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='records', to='network.delivery')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='network.organisation')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('role', models.CharField(blank=True, max_length=160)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('purpose', models.CharField(max_length=300)),
                ('keep_until', models.DateField(help_text='removed after this day')),
                ('is_invented', models.BooleanField(default=False, help_text='demonstration: not a real person')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.audience')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='network.record')),
            ],
            options={
                'verbose_name_plural': 'people',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='LinkEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('kind', models.CharField(choices=[('minted', 'first record of a new organisation'), ('joined', 'joined an organisation'), ('left', 'went to another organisation'), ('merged', 'its organisation was merged into another'), ('split', 'its organisation was split'), ('gone', 'the record went')], max_length=7)),
                ('because', models.CharField(blank=True, help_text='what caused it: delivery, verdict, undo, hand', max_length=60)),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='link_events', to='network.record')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('probability', models.FloatField(help_text='0..1')),
                ('weight', models.FloatField(help_text='bits: log2 of the odds')),
                ('contributions', models.JSONField(help_text='list of field, level, weight in bits; they add up to the weight')),
                ('why', models.JSONField(help_text='code and parameters of one sentence')),
                ('decision', models.CharField(help_text='link, ask or no', max_length=5)),
                ('left', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.record')),
                ('right', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.record')),
            ],
        ),
        migrations.CreateModel(
            name='ContactMoment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('on', models.DateField()),
                ('manner', models.CharField(choices=[('visit', 'Visit'), ('call', 'Call'), ('mail', 'Mail'), ('event', 'Event'), ('other', 'Other')], max_length=6)),
                ('note', models.TextField(blank=True)),
                ('purpose', models.CharField(max_length=300)),
                ('keep_until', models.DateField(help_text='removed after this day')),
                ('is_invented', models.BooleanField(default=False, help_text='demonstration: not a real contact')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.audience')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='moments', to='network.person')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_moments', to='network.record')),
            ],
            options={
                'ordering': ['-on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('probability', models.FloatField(help_text='0..1')),
                ('priority', models.FloatField(default=0, help_text='higher = matters more: what it would join, how unsure it is')),
                ('created_at', models.DateTimeField()),
                ('left_owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
                ('right_owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
                ('left', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.record')),
                ('right', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.record')),
            ],
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('answer', models.CharField(choices=[('same', 'Same'), ('different', 'Different'), ('related', 'Related'), ('unsure', 'Unsure')], max_length=9)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('probability', models.FloatField(help_text='what the engine thought at the time, 0..1', null=True)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('left', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.record')),
                ('left_owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
                ('party', models.ForeignKey(help_text='who judged', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
                ('right', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.record')),
                ('right_owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='DeliveryRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(help_text='as the reader sees it in the file; 0 = no longer in it')),
                ('sheet', models.CharField(blank=True, max_length=120)),
                ('reference', models.CharField(blank=True, max_length=120)),
                ('name', models.CharField(blank=True, max_length=400)),
                ('outcome', models.CharField(choices=[('taken', 'Taken'), ('repaired', 'Repaired'), ('check', 'Check'), ('refused', 'Refused'), ('duplicate', 'Duplicate')], max_length=9)),
                ('change', models.CharField(blank=True, choices=[('new', 'New'), ('changed', 'Changed'), ('unchanged', 'Unchanged'), ('gone', 'Gone'), ('', 'None')], default='', max_length=9)),
                ('values', models.JSONField(default=dict)),
                ('raw', models.JSONField(default=dict)),
                ('remarks', models.JSONField(default=list, help_text='list of field, code, was, became, severity, params')),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.audience')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='network.delivery')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
            ],
            options={
                'ordering': ['row', 'id'],
                'indexes': [models.Index(fields=['delivery', 'outcome', 'row'], name='rows_by_outcome')],
            },
        ),
        migrations.CreateModel(
            name='DeliverySettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mappings', models.JSONField(default=dict, help_text='key of the headers -> field -> header')),
                ('park_share', models.FloatField(default=0.2, help_text='0..1: park when more of the records would change or go')),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.audience')),
                ('new_audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.audience')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.party')),
            ],
            options={
                'verbose_name_plural': 'delivery settings',
                'constraints': [models.UniqueConstraint(fields=('owner',), name='settings_once_per_owner')],
            },
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('gone_at', None)), fields=['sort_name', 'id'], name='record_by_name'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['organisation', 'sort_name', 'id'], name='record_of_organisation'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['province'], name='record_by_province'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('kvk', ''), _negated=True), fields=['kvk'], name='record_by_kvk'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('postcode', ''), _negated=True), fields=['postcode'], name='record_by_postcode'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('domain', ''), _negated=True), fields=['domain'], name='record_by_domain'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='record_words'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_name'], name='record_search_name', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.UniqueConstraint(fields=('owner', 'reference'), name='reference_once_per_owner'),
        ),
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(fields=['right'], name='evidence_by_right'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(fields=('left', 'right'), name='evidence_once'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(fields=['-priority', 'id'], name='candidate_by_priority'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('left', 'right'), name='pair_once'),
        ),
        migrations.AddIndex(
            model_name='verdict',
            index=models.Index(fields=['left', 'right'], name='verdict_by_pair'),
        ),
    ]
