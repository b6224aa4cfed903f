"""Row security on everything that has an owner, on organisations, and on what rests on two records."""

from django.db import migrations

from koppel.apps.sharing.owned import PARTIES_SQL, EnableRowSecurity

MINE = f"left_owner_id = ANY ({PARTIES_SQL}) OR right_owner_id = ANY ({PARTIES_SQL})"
BOTH_RECORDS = (
    "EXISTS (SELECT 1 FROM network_record AS record WHERE record.id = left_id)"
    " AND EXISTS (SELECT 1 FROM network_record AS record WHERE record.id = right_id)"
)
SOME_RECORD = "EXISTS (SELECT 1 FROM network_record AS record WHERE record.organisation_id = network_organisation.id)"

COUNT_CHANGES = """
CREATE FUNCTION network_count_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.network_dataversion SET number = number + 1;
    RETURN NULL;
END
$$;
CREATE TRIGGER count_change AFTER INSERT OR UPDATE OR DELETE ON network_record
    FOR EACH STATEMENT EXECUTE FUNCTION network_count_change();
INSERT INTO network_dataversion (id, number) VALUES (1, 1);
"""

# An organisation shows only through its records, so one that has none yet could not be read back by who adds it.
MINT = """
CREATE FUNCTION network_mint(record bigint, now timestamptz) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    organisation bigint;
    address uuid;
BEGIN
    PERFORM 1 FROM public.network_record AS mine
        WHERE mine.id = record AND mine.organisation_id IS NULL
          AND mine.owner_id = ANY (string_to_array(nullif(current_setting('koppel.parties', true), ''), ',')::bigint[]);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not a record of this viewer without an organisation' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.network_organisation (uuid, created_at) VALUES (gen_random_uuid(), now)
        RETURNING id, uuid INTO organisation, address;
    UPDATE public.network_record SET organisation_id = organisation WHERE id = record;
    INSERT INTO public.network_linkevent (at, kind, record_id, organisation_id, because)
        VALUES (now, 'minted', record, organisation, 'hand');
    RETURN address;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial"), ("sharing", "0003_standing_audiences")]

    operations = [
        EnableRowSecurity("network.Record", shared_if="gone_at IS NULL"),
        EnableRowSecurity("network.Delivery"),
        EnableRowSecurity("network.DeliveryRow"),
        EnableRowSecurity("network.DeliverySettings"),
        EnableRowSecurity("network.Person"),
        EnableRowSecurity("network.ContactMoment"),
        # A tombstone shows when the organisation it points to does.
        EnableRowSecurity(
            "network.Organisation",
            using=f"{SOME_RECORD} OR {SOME_RECORD.replace('network_organisation.id', 'network_organisation.merged_into_id')}",
            writing="false",
        ),
        EnableRowSecurity("network.Candidate", using=MINE, writing=MINE),
        EnableRowSecurity("network.Evidence", using=BOTH_RECORDS, writing="false"),
        EnableRowSecurity(
            "network.Verdict",
            using=f"{MINE} OR party_id = ANY ({PARTIES_SQL})",
            writing=f"party_id = ANY ({PARTIES_SQL}) AND ({MINE})",
        ),
        EnableRowSecurity(
            "network.LinkEvent",
            using="EXISTS (SELECT 1 FROM network_record AS record WHERE record.id = record_id)",
            writing="false",
        ),
        migrations.RunSQL(
            COUNT_CHANGES,
            "DELETE FROM network_dataversion; DROP TRIGGER count_change ON network_record;"
            " DROP FUNCTION network_count_change()",
        ),
        migrations.RunSQL(MINT, "DROP FUNCTION network_mint(bigint, timestamptz)"),
    ]
