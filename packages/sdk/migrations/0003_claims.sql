-- Each function is one statement on the wire. Inside, every step has a fresh snapshot, which a single SQL statement
-- that first waits for a lock would not have: that is what makes the limits exact.

-- Another tenant has due work and is below its cap: then the cap holds. Otherwise a lone tenant may use every slot.
CREATE FUNCTION academy_other_tenant_waits(p_fleet text, p_tenant text, p_cap integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  -- Loose index scan: one probe a waiting tenant, however many jobs each has waiting.
  WITH RECURSIVE waiting AS (
    (SELECT tenant_id FROM jobs WHERE fleet = p_fleet AND status IN ('PENDING', 'RETRYING') ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT j.tenant_id FROM jobs j
            WHERE j.fleet = p_fleet AND j.status IN ('PENDING', 'RETRYING') AND j.tenant_id > w.tenant_id
            ORDER BY j.tenant_id LIMIT 1)
    FROM waiting w WHERE w.tenant_id IS NOT NULL
  )
  SELECT EXISTS (
    SELECT FROM waiting w
    WHERE w.tenant_id <> p_tenant
      AND EXISTS (SELECT FROM jobs d WHERE d.fleet = p_fleet AND d.tenant_id = w.tenant_id
                  AND d.status IN ('PENDING', 'RETRYING') AND d.due_at <= clock_timestamp())
      AND (SELECT count(*) FROM jobs h WHERE h.fleet = p_fleet AND h.tenant_id = w.tenant_id AND h.locked_by IS NOT NULL) < p_cap
  )
$$;

-- What stands against claiming this row now; NULL when nothing does. The words are the row facts of the decision table.
CREATE FUNCTION academy_claim_obstacle(p_job jobs, p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer)
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_job.status = 'RUNNING' THEN RETURN 'running'; END IF;
  IF p_job.status NOT IN ('PENDING', 'RETRYING') THEN RETURN 'terminal'; END IF;
  IF p_job.attempt >= p_job.max_attempts OR p_job.crashes >= p_max_crashes THEN RETURN 'exhausted'; END IF;
  IF p_job.due_at > clock_timestamp() THEN RETURN 'not_due'; END IF;
  IF academy_fleet_is_full(p_job.fleet, p_fleet_limit) THEN RETURN 'fleet_full'; END IF;
  IF (SELECT count(*) FROM jobs WHERE fleet = p_job.fleet AND tenant_id = p_job.tenant_id AND locked_by IS NOT NULL) >= p_tenant_cap
     AND academy_other_tenant_waits(p_job.fleet, p_job.tenant_id, p_tenant_cap) THEN
    RETURN 'tenant_full';
  END IF;
  RETURN NULL;
END
$$;

-- The lock under which the slots of a fleet are counted and filled: until the commit of the claim that did.
CREATE FUNCTION academy_fleet_lock(p_fleet text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtextextended(p_fleet, 73001)
$$;

-- Claims for a whole batch (law 2): the received messages first, then due rows straight from the table for the slots
-- that are left. p_messages: [{job_id, tenant_id, receipt_handle, queue_url}], p_leases: {channel: seconds}.
-- Answers one row a message (ordinal 1…n) and one row a directly claimed or exhausted job (ordinal NULL).
CREATE FUNCTION academy_claim(
  p_worker text, p_fleet text, p_slots integer, p_messages jsonb, p_leases jsonb,
  p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer, p_pending_grace interval
) RETURNS TABLE (ordinal integer, fact text, job jobs) LANGUAGE plpgsql AS $$
DECLARE
  slots integer := p_slots;
  message record;
BEGIN
  -- Claims of one fleet take turns, so that two of them never count the same free slot.
  PERFORM pg_advisory_xact_lock(academy_fleet_lock(p_fleet));
  -- A worker that was declared dead claims nothing; the lock keeps it alive until this claim is committed.
  PERFORM FROM workers WHERE worker_id = p_worker AND declared_dead_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT NULL::integer, 'worker_dead', NULL::jobs;
    RETURN;
  END IF;

  FOR message IN SELECT m.value, m.ordinality FROM jsonb_array_elements(p_messages) WITH ORDINALITY m LOOP
    ordinal := message.ordinality;
    SELECT j.* INTO job FROM jobs j WHERE j.job_id = (message.value ->> 'job_id')::uuid FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      fact := 'no_row';
    ELSIF job.tenant_id <> message.value ->> 'tenant_id' THEN
      fact := 'tenant_mismatch';
    ELSE
      fact := coalesce(academy_claim_obstacle(job, p_fleet_limit, p_tenant_cap, p_max_crashes), CASE WHEN slots > 0 THEN 'claimed' ELSE 'no_slot' END);
      IF fact = 'claimed' THEN
        slots := slots - 1;
        job := academy_take(job.job_id, p_worker, (p_leases ->> job.channel)::integer, message.value ->> 'queue_url', message.value ->> 'receipt_handle');
      ELSIF fact = 'running' THEN
        UPDATE jobs j SET queue_url = message.value ->> 'queue_url', receipt_handle = message.value ->> 'receipt_handle'
        WHERE j.job_id = job.job_id RETURNING j.* INTO job;
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;

  ordinal := NULL;
  WHILE slots > 0 AND NOT academy_fleet_is_full(p_fleet, p_fleet_limit) LOOP
    SELECT j.* INTO job FROM jobs j
    WHERE j.fleet = p_fleet
      AND j.due_at <= clock_timestamp()
      AND (j.status = 'RETRYING'
           -- A PENDING row's message is normally on its way; only one whose message seems gone is taken directly.
           OR (j.status = 'PENDING' AND j.due_at <= clock_timestamp() - p_pending_grace
               AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = j.job_id)))
      AND academy_claim_obstacle(j, p_fleet_limit, p_tenant_cap, p_max_crashes) IS NULL
    ORDER BY j.due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    EXIT WHEN NOT FOUND;
    slots := slots - 1;
    fact := 'claimed';
    job := academy_take(job.job_id, p_worker, (p_leases ->> job.channel)::integer, NULL, NULL);
    RETURN NEXT;
  END LOOP;

  -- Rows that used up their attempts or crashes without anybody burying them: their message may be gone.
  FOR job IN
    SELECT j.* FROM jobs j
    WHERE j.fleet = p_fleet AND j.status IN ('PENDING', 'RETRYING') AND j.due_at <= clock_timestamp()
      AND (j.attempt >= j.max_attempts OR j.crashes >= p_max_crashes)
    ORDER BY j.due_at LIMIT 10 FOR NO KEY UPDATE SKIP LOCKED
  LOOP
    fact := 'exhausted';
    RETURN NEXT;
  END LOOP;
END
$$;

-- The one place where a job becomes RUNNING.
CREATE FUNCTION academy_take(p_job uuid, p_worker text, p_lease_seconds integer, p_queue_url text, p_receipt_handle text)
RETURNS jobs LANGUAGE sql AS $$
  UPDATE jobs SET
    status = 'RUNNING', fence = fence + 1, attempt = attempt + 1, locked_by = p_worker,
    lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds),
    queue_url = coalesce(p_queue_url, queue_url), receipt_handle = coalesce(p_receipt_handle, receipt_handle),
    started_at = clock_timestamp(), updated_at = clock_timestamp()
  WHERE job_id = p_job
  RETURNING *
$$;

-- The slots of a fleet are full: no row needs to be looked at.
CREATE FUNCTION academy_fleet_is_full(p_fleet text, p_fleet_limit integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT count(*) >= p_fleet_limit FROM jobs WHERE fleet = p_fleet AND locked_by IS NOT NULL
$$;

-- Takes jobs from owners that are gone: due now, fence raised, the attempt given back, a crash counted.
-- Rows that a dying transaction still holds are taken at the next beat; NO KEY UPDATE, since the foreign keys of its
-- uncommitted rows (a checkpoint, say) must not count as holding the job.
CREATE FUNCTION academy_take_back(p_fleet text) RETURNS SETOF jobs LANGUAGE plpgsql AS $$
BEGIN
  -- A cancelled job's slot is free again once its handler's process is gone.
  UPDATE jobs j SET locked_by = NULL FROM workers w
  WHERE w.worker_id = j.locked_by AND w.declared_dead_at IS NOT NULL AND j.fleet = p_fleet AND j.status <> 'RUNNING';
  RETURN QUERY
  WITH orphan AS (
    SELECT j.job_id FROM jobs j JOIN workers w ON w.worker_id = j.locked_by
    WHERE j.fleet = p_fleet AND j.status = 'RUNNING' AND w.declared_dead_at IS NOT NULL
    FOR NO KEY UPDATE OF j SKIP LOCKED
  )
  UPDATE jobs j SET
    status = 'RETRYING', due_at = clock_timestamp(), fence = j.fence + 1, attempt = j.attempt - 1, crashes = j.crashes + 1,
    locked_by = NULL, lease_expires_at = NULL, updated_at = clock_timestamp()
  FROM orphan WHERE j.job_id = orphan.job_id
  RETURNING j.*;
END
$$;

-- The newest jobs that a worker ended, as far back as Redis may show them as RUNNING: it may not have shown their end, nor
-- deleted their messages. What it had done already is done again without effect.
CREATE FUNCTION academy_ended_by(p_worker text, p_shown_running interval) RETURNS SETOF jobs LANGUAGE sql STABLE SET enable_seqscan = off AS $$
  SELECT j.* FROM jobs j WHERE j.finished_by = p_worker AND j.finished_at > clock_timestamp() - p_shown_running
  ORDER BY j.finished_at DESC LIMIT 1000
$$;

-- Law 6. The one row with a NULL job says whether due rows wait for a free slot, and in how many seconds the worker
-- that has been silent longest would be dead: whoever knows that need not wait for its next beat to see it. p_judge is false while the caller
-- cannot judge others (its own beats were just interrupted). Nor is anybody judged within p_dead_after of a database
-- start: everybody's beats stood still meanwhile.
CREATE FUNCTION academy_reap(p_fleet text, p_dead_after interval, p_pending_grace interval, p_judge boolean)
RETURNS TABLE (waiting boolean, next_death_seconds double precision, job jobs) LANGUAGE plpgsql AS $$
BEGIN
  IF p_judge AND clock_timestamp() - pg_postmaster_start_time() > p_dead_after THEN
    UPDATE workers SET declared_dead_at = clock_timestamp()
    WHERE worker_id IN (
      SELECT worker_id FROM workers
      WHERE fleet = p_fleet AND declared_dead_at IS NULL AND beat_at < clock_timestamp() - p_dead_after
      FOR NO KEY UPDATE SKIP LOCKED);
    RETURN QUERY SELECT NULL::boolean, NULL::double precision, t FROM academy_take_back(p_fleet) t;
  END IF;
  RETURN QUERY SELECT EXISTS (
    SELECT FROM jobs j
    WHERE j.fleet = p_fleet AND j.due_at <= clock_timestamp()
      AND (j.status = 'RETRYING' OR (j.status = 'PENDING' AND j.due_at <= clock_timestamp() - p_pending_grace
           AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = j.job_id)))),
    (SELECT extract(epoch FROM min(w.beat_at) + p_dead_after - clock_timestamp())::double precision
     FROM workers w WHERE w.fleet = p_fleet AND w.declared_dead_at IS NULL),
    NULL::jobs;
END
$$;

-- A new identity. A process that comes back under its stable name takes back what its former self held, at once.
CREATE FUNCTION academy_worker_start(p_worker text, p_name text, p_fleet text) RETURNS SETOF jobs LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM workers w
  WHERE w.declared_dead_at < clock_timestamp() - interval '1 day'
    AND NOT EXISTS (SELECT FROM jobs j WHERE j.locked_by = w.worker_id);
  UPDATE workers SET declared_dead_at = clock_timestamp()
  WHERE name = p_name AND fleet = p_fleet AND worker_id <> p_worker AND declared_dead_at IS NULL;
  INSERT INTO workers (worker_id, name, fleet) VALUES (p_worker, p_name, p_fleet);
  RETURN QUERY SELECT * FROM academy_take_back(p_fleet);
END
$$;

-- Law 4: one small UPDATE for all jobs of a process; the answer is every row that carries its name.
-- No row at all (not even the one with a NULL job) means that this identity was declared dead.
CREATE FUNCTION academy_beat(p_worker text) RETURNS TABLE (job_id uuid, fence bigint, status text, queue_url text, receipt_handle text)
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE workers SET beat_at = clock_timestamp() WHERE worker_id = p_worker AND declared_dead_at IS NULL;
  IF NOT FOUND THEN RETURN; END IF;
  RETURN QUERY SELECT NULL::uuid, NULL::bigint, NULL::text, NULL::text, NULL::text;
  RETURN QUERY SELECT j.job_id, j.fence, j.status, j.queue_url, j.receipt_handle FROM jobs j WHERE j.locked_by = p_worker;
END
$$;

-- Law 7: the user's transaction commits only while the job is still this claim's. With p_lock the row stays locked
-- until the commit; without it the check is only a first look that spares a zombie its needless work.
CREATE FUNCTION academy_assert_fence(p_job uuid, p_fence bigint, p_lock boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF p_lock THEN
    PERFORM FROM jobs WHERE job_id = p_job AND fence = p_fence AND status = 'RUNNING' FOR SHARE;
  ELSE
    PERFORM FROM jobs WHERE job_id = p_job AND fence = p_fence AND status = 'RUNNING';
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'job % is no longer held with fence %', p_job, p_fence USING ERRCODE = 'AC002';
  END IF;
END
$$;
