/**
 * The judge's eyes in the database. `zombie_marks` holds, for every result, checkpoint, failure and lease that was
 * committed, the fence of whoever wrote it and the job's fence in the instant of the commit. `zombie_deaths` says by
 * whose connection a worker was declared dead.
 */
export const zombieTables = `
CREATE TABLE zombie_marks (
  at timestamptz DEFAULT clock_timestamp(), job_id uuid, kind text, fence bigint, fence_at_commit bigint);
CREATE TABLE zombie_deaths (at timestamptz DEFAULT clock_timestamp(), name text, declared_by text);

CREATE FUNCTION zombie_mark(p_job uuid, p_kind text, p_fence bigint) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  INSERT INTO zombie_marks (job_id, kind, fence, fence_at_commit)
  SELECT p_job, p_kind, p_fence, fence FROM jobs WHERE job_id = p_job
$$;
CREATE FUNCTION zombie_mark_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM zombie_mark(NEW.job_id, 'result', coalesce(NEW.result ->> 'total', substring(NEW.result ->> 'provider_message_id' FROM '[0-9]+'))::bigint);
  RETURN NULL;
END $$;
CREATE FUNCTION zombie_mark_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM zombie_mark(NEW.job_id, 'checkpoint', NEW.fence);
  RETURN NULL;
END $$;
CREATE FUNCTION zombie_mark_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.error_message IS DISTINCT FROM OLD.error_message AND NEW.error_message LIKE 'fence %' THEN
    PERFORM zombie_mark(NEW.job_id, 'job', substring(NEW.error_message FROM '[0-9]+')::bigint);
  END IF;
  -- A lease that only a zombie asks for: 1,000,000 s and 1,000 for each fence.
  IF NEW.lease_expires_at > clock_timestamp() + interval '900000 s' AND NEW.lease_expires_at IS DISTINCT FROM OLD.lease_expires_at THEN
    PERFORM zombie_mark(NEW.job_id, 'job', round((extract(epoch FROM NEW.lease_expires_at - clock_timestamp()) - 1000000) / 1000)::bigint);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER zombie_result AFTER INSERT OR UPDATE ON job_results
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION zombie_mark_result();
CREATE CONSTRAINT TRIGGER zombie_checkpoint AFTER INSERT OR UPDATE ON job_checkpoints
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION zombie_mark_checkpoint();
CREATE CONSTRAINT TRIGGER zombie_job AFTER UPDATE ON jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION zombie_mark_job();

CREATE FUNCTION zombie_note_death() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO zombie_deaths (name, declared_by) VALUES (NEW.name, current_setting('application_name'));
  RETURN NULL;
END $$;
CREATE TRIGGER zombie_death AFTER UPDATE ON workers FOR EACH ROW
  WHEN (OLD.declared_dead_at IS NULL AND NEW.declared_dead_at IS NOT NULL) EXECUTE FUNCTION zombie_note_death();

-- The contract lets five jobs of a fleet run at once; here ten and more workers must have one in hand at the same time.
ALTER FUNCTION academy_claim RENAME TO academy_claim_within_limits;
CREATE FUNCTION academy_claim(
  p_worker text, p_fleet text, p_slots integer, p_messages jsonb, p_leases jsonb,
  p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer, p_pending_grace interval
) RETURNS TABLE (ordinal integer, fact text, job json) LANGUAGE sql AS $$
  SELECT * FROM academy_claim_within_limits(p_worker, p_fleet, p_slots, p_messages, p_leases, 1000, 1000, p_max_crashes, p_pending_grace)
$$;
`
