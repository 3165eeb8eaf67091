-- A fleet whose slots are never free must not starve what comes back: found under load, a retry that was due and the job
-- of a killed worker waited for minutes, since every slot that became free went to a message.

-- The due RETRYING row that waits longest and whose message is not in this batch, locked; NULL when there is none.
CREATE FUNCTION academy_returned_row(
  p_fleet text, p_messages jsonb, p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer
) RETURNS jobs LANGUAGE sql SET enable_seqscan = off AS $$
  SELECT j.* FROM jobs j
  WHERE j.fleet = p_fleet AND j.status = 'RETRYING' AND j.due_at <= clock_timestamp()
    AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_messages) m WHERE m ->> 'job_id' = j.job_id::text)
    AND academy_claim_obstacle(j, p_fleet_limit, p_tenant_cap, p_max_crashes) IS NULL
  ORDER BY j.due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
$$;

-- Claims for a whole batch (law 2): jobs that came back first, then the received messages, then due rows straight from
-- the table for the slots that are left. p_messages: [{job_id, tenant_id, receipt_handle, queue_url}], p_leases: {channel: seconds}.
-- Answers one row a message (ordinal 1…n, in no order) and one row a directly claimed or exhausted job (ordinal NULL).
-- p_pending_grace: how long a due PENDING row is left to its message; NULL leaves it to its message altogether.
--
-- Jobs are answered as JSON from where they are taken: passing rows of their width on from function to function cost a
-- tenth of the claim's time.
--
-- A plan may be made while the table is small and is kept while it grows: it must not read the whole table then.
DROP FUNCTION academy_claim(text, text, integer, jsonb, jsonb, integer, integer, integer, interval);
CREATE FUNCTION academy_claim(
  p_worker text, p_fleet text, p_slots integer, p_messages jsonb, p_leases jsonb,
  p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer, p_pending_grace interval
) RETURNS TABLE (ordinal integer, fact text, job json) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  slots integer := p_slots;
  claimed integer[] := '{}';
  message record;
  found_row jobs;
BEGIN
  -- Claims of one fleet take turns, so that two of them never count the same free slot.
  PERFORM pg_advisory_xact_lock(academy_fleet_lock(p_fleet));
  -- A worker that was declared dead claims nothing; the lock keeps it alive until this claim is committed.
  PERFORM FROM workers WHERE worker_id = p_worker AND declared_dead_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT NULL::integer, 'worker_dead', NULL::json;
    RETURN;
  END IF;

  fact := 'claimed';
  -- Those of this batch are left to their messages, whose handles are newer than the rows'.
  WHILE slots > 0 AND NOT academy_fleet_is_full(p_fleet, p_fleet_limit) LOOP
    found_row := academy_returned_row(p_fleet, p_messages, p_fleet_limit, p_tenant_cap, p_max_crashes);
    EXIT WHEN found_row.job_id IS NULL;
    slots := slots - 1;
    job := to_json(academy_take(found_row.job_id, p_worker, (p_leases ->> found_row.channel)::integer, NULL, NULL));
    RETURN NEXT;
  END LOOP;

  FOR message IN SELECT t.ordinal, t.job FROM academy_take_all(
    p_worker, p_fleet, slots, p_messages, p_leases, p_fleet_limit, p_tenant_cap, p_max_crashes) t
  LOOP
    ordinal := message.ordinal;
    job := message.job;
    slots := slots - 1;
    claimed := claimed || ordinal;
    RETURN NEXT;
  END LOOP;

  -- Message by message: whatever is not simply claimed, and all of a batch that does not fit as a whole.
  FOR message IN
    SELECT m.value, m.ordinality FROM jsonb_array_elements(p_messages) WITH ORDINALITY m
    WHERE m.ordinality <> ALL (claimed) ORDER BY m.ordinality
  LOOP
    ordinal := message.ordinality;
    SELECT j.* INTO found_row FROM jobs j WHERE j.job_id = (message.value ->> 'job_id')::uuid FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      fact := 'no_row';
    ELSIF found_row.tenant_id <> message.value ->> 'tenant_id' THEN
      fact := 'tenant_mismatch';
    ELSE
      fact := coalesce(academy_claim_obstacle(found_row, p_fleet_limit, p_tenant_cap, p_max_crashes), CASE WHEN slots > 0 THEN 'claimed' ELSE 'no_slot' END);
      IF fact = 'claimed' THEN
        slots := slots - 1;
        found_row := academy_take(found_row.job_id, p_worker, (p_leases ->> found_row.channel)::integer, message.value ->> 'queue_url', message.value ->> 'receipt_handle');
      ELSIF fact = 'running' THEN
        UPDATE jobs j SET queue_url = message.value ->> 'queue_url', receipt_handle = message.value ->> 'receipt_handle'
        WHERE j.job_id = found_row.job_id RETURNING j.* INTO found_row;
      END IF;
    END IF;
    job := CASE WHEN fact <> 'no_row' THEN to_json(found_row) END;
    RETURN NEXT;
  END LOOP;

  ordinal := NULL;
  WHILE slots > 0 AND NOT academy_fleet_is_full(p_fleet, p_fleet_limit) LOOP
    found_row := academy_due_row(p_fleet, p_fleet_limit, p_tenant_cap, p_max_crashes, p_pending_grace);
    EXIT WHEN found_row.job_id IS NULL;
    slots := slots - 1;
    fact := 'claimed';
    job := to_json(academy_take(found_row.job_id, p_worker, (p_leases ->> found_row.channel)::integer, NULL, NULL));
    RETURN NEXT;
  END LOOP;

  -- Rows that used up their attempts or crashes without anybody burying them: their message may be gone.
  FOR job IN
    SELECT to_json(j) FROM jobs j
    WHERE j.fleet = p_fleet AND j.status IN ('PENDING', 'RETRYING') AND j.due_at <= clock_timestamp()
      AND (j.attempt >= j.max_attempts OR j.crashes > 0)
      AND (j.attempt >= j.max_attempts OR j.crashes >= p_max_crashes)
    ORDER BY j.due_at LIMIT 10 FOR NO KEY UPDATE SKIP LOCKED
  LOOP
    fact := 'exhausted';
    RETURN NEXT;
  END LOOP;
END
$$;
