-- Law 6, found under load: when the workers that could judge died or froze within seconds of each other, the one that had
-- just come waited dead_after before it judged, and a killed worker's job ran again after 11 s. That wait is for an outage
-- of the database, in which everybody's beats stand still. The table shows whether there was one.

-- Some worker of the fleet was beating at every moment of the last p_since. An identity beats at least once in
-- p_abort_after, or it is lost and its worker comes back under another: each has beaten from its start to its last beat.
CREATE FUNCTION academy_fleet_beat_on(p_fleet text, p_since interval, p_abort_after interval) RETURNS boolean LANGUAGE sql AS $$
  SELECT coalesce(
    range_agg(tstzrange(w.started_at, w.beat_at + p_abort_after)) @> tstzrange(clock_timestamp() - p_since, clock_timestamp()), false)
  FROM workers w WHERE w.fleet = p_fleet AND w.beat_at > clock_timestamp() - p_since - p_abort_after
$$;

-- As before, with an index for each kind of waiting rows, and a backlog that waits for free slots (law 11) is work, too.
-- p_judge may be NULL: the caller has beaten for less than p_dead_after, and none of its beats failed.
DROP FUNCTION academy_reap(text, interval, interval, boolean);
CREATE FUNCTION academy_reap(
  p_fleet text, p_dead_after interval, p_abort_after interval, p_pending_grace interval, p_shown_running interval, p_judge boolean
) RETURNS TABLE (waiting boolean, next_death_seconds double precision, job jobs) LANGUAGE plpgsql AS $$
DECLARE
  dead text[];
BEGIN
  IF coalesce(p_judge, academy_fleet_beat_on(p_fleet, p_dead_after, p_abort_after))
     AND clock_timestamp() - pg_postmaster_start_time() > p_dead_after THEN
    WITH declared AS (
      UPDATE workers SET declared_dead_at = clock_timestamp()
      WHERE worker_id IN (
        SELECT worker_id FROM workers
        WHERE fleet = p_fleet AND declared_dead_at IS NULL AND beat_at < clock_timestamp() - p_dead_after
        FOR NO KEY UPDATE SKIP LOCKED)
      RETURNING worker_id
    )
    SELECT array_agg(d.worker_id) INTO dead FROM declared d;
    RETURN QUERY SELECT NULL::boolean, NULL::double precision, t FROM academy_take_back(p_fleet) t;
    -- What they ended last is answered as well: they may not have shown it.
    RETURN QUERY SELECT NULL::boolean, NULL::double precision, e
    FROM unnest(dead) AS d (worker_id), academy_ended_by(d.worker_id, p_shown_running) e;
  END IF;
  RETURN QUERY SELECT
    EXISTS (SELECT FROM jobs j WHERE j.fleet = p_fleet AND j.status = 'RETRYING' AND j.due_at <= clock_timestamp())
    OR EXISTS (
      SELECT FROM jobs j WHERE j.fleet = p_fleet AND j.status = 'PENDING' AND j.admitted AND j.due_at <= clock_timestamp() - p_pending_grace
        AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = j.job_id))
    OR academy_backlog_waits(p_fleet, p_pending_grace),
    (SELECT extract(epoch FROM min(w.beat_at) + p_dead_after - clock_timestamp())::double precision
     FROM workers w WHERE w.fleet = p_fleet AND w.declared_dead_at IS NULL),
    NULL::jobs;
END
$$;
