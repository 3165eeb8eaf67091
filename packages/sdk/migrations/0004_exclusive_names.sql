-- Law 6: a stable name is held by one process. On one machine the kernel's lock says so; between machines the beat does.

-- The machine's boot and network namespace: within one, a name's lock tells whether its former holder is gone.
ALTER TABLE workers ADD COLUMN host text NOT NULL DEFAULT '';

DROP FUNCTION academy_worker_start(text, text, text);

-- A new identity. A process that comes back under its stable name takes back what its former self held, at once: the
-- kernel's lock, which it holds, proves that self gone. A holder elsewhere is only believed gone once its beat is.
-- Answers those jobs, and the newest that this self ended: it may not have shown that.
CREATE FUNCTION academy_worker_start(
  p_worker text, p_name text, p_fleet text, p_host text, p_dead_after interval, p_shown_running interval
) RETURNS SETOF jobs LANGUAGE plpgsql AS $$
DECLARE
  former text[];
BEGIN
  PERFORM pg_advisory_xact_lock(73003, hashtext(p_fleet || ':' || p_name));
  IF EXISTS (SELECT FROM workers w WHERE w.name = p_name AND w.fleet = p_fleet AND w.host <> p_host
             AND w.declared_dead_at IS NULL AND w.beat_at > clock_timestamp() - p_dead_after) THEN
    RAISE EXCEPTION 'the name % is held on another machine', p_name USING ERRCODE = 'AC003';
  END IF;
  DELETE FROM workers w
  WHERE w.declared_dead_at < clock_timestamp() - interval '1 day'
    AND NOT EXISTS (SELECT FROM jobs j WHERE j.locked_by = w.worker_id);
  WITH dead AS (
    UPDATE workers SET declared_dead_at = clock_timestamp()
    WHERE name = p_name AND fleet = p_fleet AND worker_id <> p_worker AND declared_dead_at IS NULL
    RETURNING worker_id
  )
  SELECT array_agg(d.worker_id) INTO former FROM dead d;
  INSERT INTO workers (worker_id, name, fleet, host) VALUES (p_worker, p_name, p_fleet, p_host);
  RETURN QUERY SELECT * FROM academy_take_back(p_fleet);
  RETURN QUERY SELECT e.* FROM unnest(former) AS f (worker_id), academy_ended_by(f.worker_id, p_shown_running) e;
END
$$;
