/**
 * The harness's own tables, beside the product's. `chaos_fenced` holds what handlers wrote under their fence, and what
 * the job's fence was in the instant of the commit: a deferred trigger looks it up last of all, while the product's own
 * check still holds the row. `chaos_states` is the history of every job row. Run as the superuser, so that a worker's
 * role need not see them.
 */
export const harnessTables = `
CREATE TABLE chaos_unfenced (at timestamptz DEFAULT clock_timestamp(), job_id uuid, fence bigint, pid int);
CREATE TABLE chaos_fenced (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz DEFAULT clock_timestamp(),
  job_id uuid, fence bigint, kind text, pid int, fence_at_commit bigint);
CREATE TABLE chaos_states (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz DEFAULT clock_timestamp(),
  job_id uuid, status text, fence bigint, attempt int, crashes int, locked_by text);
GRANT INSERT ON chaos_unfenced, chaos_fenced TO academy_worker;

CREATE FUNCTION chaos_look_at_fence() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  UPDATE chaos_fenced SET fence_at_commit = (SELECT fence FROM jobs WHERE job_id = NEW.job_id) WHERE id = NEW.id;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER chaos_look_at_fence AFTER INSERT ON chaos_fenced
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chaos_look_at_fence();

CREATE FUNCTION chaos_keep_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO chaos_states (job_id, status, fence, attempt, crashes, locked_by)
  VALUES (NEW.job_id, NEW.status, NEW.fence, NEW.attempt, NEW.crashes, NEW.locked_by);
  RETURN NULL;
END
$$;
CREATE TRIGGER chaos_keep_insert AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION chaos_keep_state();
CREATE TRIGGER chaos_keep_update AFTER UPDATE ON jobs FOR EACH ROW
  WHEN (OLD.status <> NEW.status OR OLD.fence <> NEW.fence OR OLD.attempt <> NEW.attempt) EXECUTE FUNCTION chaos_keep_state();
`
