"""A row of the calendar that is in force is never rewritten: it ends, and another one begins."""

from django.db import migrations

KEPT = """
CREATE FUNCTION calendar_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.status = 'in_force' AND (
        TG_OP = 'DELETE' OR OLD.until IS NOT NULL
        OR to_jsonb(NEW) - 'until' - 'legal_basis' IS DISTINCT FROM to_jsonb(OLD) - 'until' - 'legal_basis')
    THEN
        RAISE EXCEPTION 'a calendar row in force only ends' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER day_kept BEFORE UPDATE OR DELETE ON agencies_calendarday
    FOR EACH ROW EXECUTE FUNCTION calendar_kept();
CREATE TRIGGER hours_kept BEFORE UPDATE OR DELETE ON agencies_officehours
    FOR EACH ROW EXECUTE FUNCTION calendar_kept();
"""

UNDO = """
DROP TRIGGER hours_kept ON agencies_officehours;
DROP TRIGGER day_kept ON agencies_calendarday;
DROP FUNCTION calendar_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_versions")]
    operations = [migrations.RunSQL(KEPT, UNDO)]
