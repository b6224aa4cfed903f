"""A "same" verdict takes effect in the transaction that gives it, and linking may refresh the planner's statistics."""

from django.db import migrations

# Runs as its owner, because the records of the other partner move along. It does only what the verdict of this viewer
# says, on two records that this viewer sees, and never against a "different" verdict. The next full re-link decides
# about the other records of both organisations.
JOIN = """
CREATE FUNCTION network_join(verdict bigint, now timestamptz) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    parties bigint[] := string_to_array(nullif(current_setting('koppel.parties', true), ''), ',')::bigint[];
    audiences bigint[] := string_to_array(nullif(current_setting('koppel.audiences', true), ''), ',')::bigint[];
    one bigint;
    other bigint;
    kept bigint;
BEGIN
    SELECT lefts.organisation_id, rights.organisation_id INTO one, other
    FROM public.network_verdict AS mine
    JOIN public.network_record AS lefts ON lefts.id = mine.left_id
    JOIN public.network_record AS rights ON rights.id = mine.right_id
    WHERE mine.id = verdict AND mine.answer = 'same' AND mine.undone_at IS NULL AND mine.party_id = ANY (parties)
      AND mine.party_id IN (lefts.owner_id, rights.owner_id)
      AND lefts.gone_at IS NULL AND rights.gone_at IS NULL
      AND (lefts.owner_id = ANY (parties) OR lefts.audience_id = ANY (audiences))
      AND (rights.owner_id = ANY (parties) OR rights.audience_id = ANY (audiences));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not a verdict of this viewer that joins two records' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF one IS NULL OR other IS NULL OR one = other THEN
        RETURN false;
    END IF;
    PERFORM 1 FROM public.network_organisation WHERE id IN (one, other) ORDER BY id FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM public.network_verdict AS against
        JOIN public.network_record AS lefts ON lefts.id = against.left_id
        JOIN public.network_record AS rights ON rights.id = against.right_id
        WHERE against.answer IN ('different', 'related') AND against.undone_at IS NULL
          AND ((lefts.organisation_id = one AND rights.organisation_id = other)
               OR (lefts.organisation_id = other AND rights.organisation_id = one))
    ) THEN
        RETURN false;
    END IF;
    SELECT organisation.id INTO kept
    FROM public.network_organisation AS organisation
    JOIN public.network_record AS member ON member.organisation_id = organisation.id
    WHERE organisation.id IN (one, other)
    GROUP BY organisation.id
    ORDER BY count(*) DESC, organisation.created_at, organisation.id
    LIMIT 1;
    IF kept = other THEN
        other := one;
    END IF;
    WITH moved AS (
        UPDATE public.network_record SET organisation_id = kept WHERE organisation_id = other RETURNING id
    )
    INSERT INTO public.network_linkevent (at, kind, record_id, organisation_id, before_id, because)
        SELECT now, 'merged', id, kept, other, 'verdict' FROM moved;
    UPDATE public.network_organisation SET merged_into_id = kept WHERE id = other OR merged_into_id = other;
    RETURN true;
END
$$
"""

# Only an owner of a table may analyse it; the batch role is none.
ANALYSE = """
CREATE FUNCTION network_analyse() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    ANALYZE public.network_record;
    ANALYZE public.network_organisation;
    ANALYZE public.network_candidate;
    ANALYZE public.network_evidence;
    ANALYZE public.network_linkevent;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0002_row_security")]

    operations = [
        migrations.RunSQL(JOIN, "DROP FUNCTION network_join(bigint, timestamptz)"),
        migrations.RunSQL(ANALYSE, "DROP FUNCTION network_analyse()"),
    ]
