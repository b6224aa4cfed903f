"""Row security on parties, audiences and the activity log, and the one function that reads a viewer's audiences."""

from django.db import migrations

from koppel.apps.sharing.owned import AUDIENCES_SQL, PARTIES_SQL, STAFF_SQL, EnableRowSecurity

# Runs as its owner, because the viewer's audiences are read before the viewer's context exists.
AUDIENCES_FUNCTION = """
CREATE FUNCTION koppel_audiences(parties bigint[], staff boolean, today date) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(audience.id ORDER BY audience.id), '{}')
    FROM public.sharing_audience AS audience
    WHERE (audience.until IS NULL OR audience.until >= today)
      AND (audience.kind = 'public'
           OR (audience.kind = 'partners' AND staff)
           OR (audience.kind = 'circle' AND EXISTS (
                SELECT 1 FROM public.sharing_audiencemember AS member
                WHERE member.audience_id = audience.id AND member.party_id = ANY (parties))))
$$
"""

# Who somebody works for, read at sign-in before the viewer's context exists.
PARTY_FUNCTION = """
CREATE FUNCTION koppel_party(party bigint, OUT code varchar, OUT label varchar, OUT is_active boolean) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT code, label, is_active FROM public.sharing_party WHERE id = party
$$
"""

APPEND_ONLY = """
CREATE FUNCTION koppel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the activity log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sharing_activity
    FOR EACH ROW EXECUTE FUNCTION koppel_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON sharing_activity
    FOR EACH STATEMENT EXECUTE FUNCTION koppel_refuse_change();
"""

# Partners are configuration: operators keep them, nobody else.
OPERATOR = "(SELECT coalesce(current_setting('koppel.operator', true), '') = 'on')"

MY_AUDIENCE = f"owner_id IS NULL OR owner_id = ANY ({PARTIES_SQL}) OR id = ANY ({AUDIENCES_SQL})"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial")]

    operations = [
        migrations.RunSQL(AUDIENCES_FUNCTION, "DROP FUNCTION koppel_audiences(bigint[], boolean, date)"),
        migrations.RunSQL(PARTY_FUNCTION, "DROP FUNCTION koppel_party(bigint)"),
        # A company's party is known to partners and to itself; partners are public.
        EnableRowSecurity(
            "sharing.Party",
            using=f"kind = 'partner' OR {STAFF_SQL} OR id = ANY ({PARTIES_SQL})",
            writing=OPERATOR,
        ),
        EnableRowSecurity("sharing.Audience", using=MY_AUDIENCE, writing=f"owner_id = ANY ({PARTIES_SQL})"),
        EnableRowSecurity(
            "sharing.AudienceMember",
            using="EXISTS (SELECT 1 FROM sharing_audience AS audience WHERE audience.id = audience_id)",
            writing=(
                "EXISTS (SELECT 1 FROM sharing_audience AS audience WHERE audience.id = audience_id"
                f" AND audience.owner_id = ANY ({PARTIES_SQL}))"
            ),
        ),
        EnableRowSecurity(
            "sharing.Activity",
            using=f"owner_id = ANY ({PARTIES_SQL}) OR actor_party_id = ANY ({PARTIES_SQL})",
            writing=f"actor_party_id IS NULL OR actor_party_id = ANY ({PARTIES_SQL})",
        ),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER append_only ON sharing_activity; DROP TRIGGER append_only_whole ON sharing_activity;"
            " DROP FUNCTION koppel_refuse_change()",
        ),
    ]
