"""Who may read a dossier stands in its row, so that one index finds a person among what somebody may read."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

import dossiers.querysets

KEPT = """
CREATE FUNCTION dossier_readers(bigint, VARIADIC own bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT array_agg(agency ORDER BY agency) FROM (
        SELECT unnest(own)
        UNION SELECT agency_id FROM dossiers_step WHERE dossier_id = $1
        UNION SELECT agency_id FROM dossiers_opinion WHERE dossier_id = $1
    ) AS there(agency)
$$;

CREATE FUNCTION dossier_changes_hands() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.readers := dossier_readers(
        NEW.id, NEW.receiving_agency_id, NEW.deciding_agency_id, NEW.return_agency_id, NEW.holder_agency_id);
    RETURN NEW;
END $$;
CREATE TRIGGER dossier_changes_hands
BEFORE UPDATE OF receiving_agency_id, deciding_agency_id, return_agency_id, holder_agency_id ON dossiers_dossier
FOR EACH ROW WHEN (
    (OLD.receiving_agency_id, OLD.deciding_agency_id, OLD.return_agency_id, OLD.holder_agency_id)
    IS DISTINCT FROM
    (NEW.receiving_agency_id, NEW.deciding_agency_id, NEW.return_agency_id, NEW.holder_agency_id))
EXECUTE FUNCTION dossier_changes_hands();

CREATE FUNCTION dossier_is_put_before() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE dossiers_dossier
    SET readers = dossier_readers(
        id, receiving_agency_id, deciding_agency_id, return_agency_id, holder_agency_id)
    WHERE id = NEW.dossier_id;
    RETURN NULL;
END $$;
CREATE TRIGGER step_goes_elsewhere AFTER UPDATE OF agency_id ON dossiers_step
FOR EACH ROW WHEN (OLD.agency_id IS DISTINCT FROM NEW.agency_id) EXECUTE FUNCTION dossier_is_put_before();
CREATE TRIGGER opinion_is_asked AFTER INSERT ON dossiers_opinion
FOR EACH ROW EXECUTE FUNCTION dossier_is_put_before();

UPDATE dossiers_dossier
SET readers = dossier_readers(id, receiving_agency_id, deciding_agency_id, return_agency_id, holder_agency_id);

ALTER TABLE dossiers_dossier ADD CONSTRAINT dossier_is_read_where_it_lies CHECK (
    readers @> ARRAY[receiving_agency_id, deciding_agency_id, return_agency_id, holder_agency_id]);
"""
UNDO = """
ALTER TABLE dossiers_dossier DROP CONSTRAINT dossier_is_read_where_it_lies;
DROP TRIGGER opinion_is_asked ON dossiers_opinion;
DROP TRIGGER step_goes_elsewhere ON dossiers_step;
DROP TRIGGER dossier_changes_hands ON dossiers_dossier;
DROP FUNCTION dossier_is_put_before(), dossier_changes_hands(), dossier_readers(bigint, bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_draft_by_key")]
    operations = [
        migrations.AddField(
            "dossier",
            "readers",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, editable=False, size=None
            ),
        ),
        migrations.RunSQL(KEPT, UNDO),
        migrations.AddIndex(
            "dossier",
            django.contrib.postgres.indexes.GinIndex(
                models.F("readers"),
                dossiers.querysets.NameWords("applicant_plain"),
                gin_pending_list_limit=1024,
                name="dossier_by_name",
            ),
        ),
    ]
