-- Claims and completions of whole batches: one statement on the wire and, where nothing stands against it, one inside.

-- What a claim looks for straight in the table, however long the backlog and however old the table are.
CREATE INDEX jobs_retrying ON jobs (fleet, due_at) WHERE status = 'RETRYING';
CREATE INDEX jobs_used_up ON jobs (fleet, due_at) WHERE status IN ('PENDING', 'RETRYING') AND (attempt >= max_attempts OR crashes > 0);

-- A plan may be made while the table is small, or has no statistics, and is kept while it grows: the functions of this
-- file read by index only, and those that are given a batch look each of its rows up by its key.

-- Claims every claimable job of the batch when all of them fit together: into the caller's slots, the fleet's limit and
-- each tenant's cap. Then no order among them matters. When they do not fit it claims nothing.
-- Called under the fleet's lock: held slots can only become fewer meanwhile. Rows are locked in one order everywhere.
CREATE FUNCTION academy_take_all(
  p_worker text, p_fleet text, p_slots integer, p_messages jsonb, p_leases jsonb,
  p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer
) RETURNS TABLE (ordinal integer, job json) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  RETURN QUERY
  WITH asked AS (
    -- A job of which two messages came is claimed by the first; the second finds it RUNNING.
    SELECT DISTINCT ON (m.value ->> 'job_id') m.ordinality::integer AS ordinal, (m.value ->> 'job_id')::uuid AS job_id,
      m.value ->> 'tenant_id' AS tenant_id, m.value ->> 'queue_url' AS queue_url, m.value ->> 'receipt_handle' AS receipt_handle
    FROM jsonb_array_elements(p_messages) WITH ORDINALITY m
    ORDER BY m.value ->> 'job_id', m.ordinality
  ), claimable AS MATERIALIZED (
    SELECT a.ordinal, a.queue_url, a.receipt_handle, j.job_id, j.tenant_id
    FROM asked a JOIN jobs j ON j.job_id = a.job_id
    WHERE j.fleet = p_fleet AND j.tenant_id = a.tenant_id AND j.status IN ('PENDING', 'RETRYING')
      AND j.attempt < j.max_attempts AND j.crashes < p_max_crashes AND j.due_at <= clock_timestamp()
    ORDER BY j.job_id FOR NO KEY UPDATE OF j
  ), held AS (
    SELECT j.tenant_id, count(*) AS slots FROM jobs j WHERE j.fleet = p_fleet AND j.locked_by IS NOT NULL GROUP BY j.tenant_id
  ), fits AS (
    SELECT (SELECT count(*) FROM claimable) <= p_slots
      AND (SELECT count(*) FROM claimable) + (SELECT coalesce(sum(h.slots), 0) FROM held h) <= p_fleet_limit
      AND NOT EXISTS (
        SELECT FROM claimable c LEFT JOIN held h ON h.tenant_id = c.tenant_id
        GROUP BY c.tenant_id, h.slots HAVING count(*) + coalesce(h.slots, 0) > p_tenant_cap) AS whole
  )
  UPDATE jobs j SET
    status = 'RUNNING', fence = j.fence + 1, attempt = j.attempt + 1, locked_by = p_worker,
    lease_expires_at = clock_timestamp() + make_interval(secs => (p_leases ->> j.channel)::integer),
    queue_url = c.queue_url, receipt_handle = c.receipt_handle,
    started_at = clock_timestamp(), updated_at = clock_timestamp()
  FROM claimable c
  WHERE j.job_id = c.job_id AND (SELECT f.whole FROM fits f)
  RETURNING c.ordinal, to_json(j);
END
$$;

-- The next row to be claimed without a message, locked; NULL when there is none. RETRYING rows come first. A PENDING
-- row's message is normally on its way: only one whose message seems gone is taken directly.
CREATE FUNCTION academy_due_row(
  p_fleet text, p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer, p_pending_grace interval
) RETURNS jobs LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  job jobs;
BEGIN
  SELECT j.* INTO job FROM jobs j
  WHERE j.fleet = p_fleet AND j.status = 'RETRYING' AND j.due_at <= clock_timestamp()
    AND academy_claim_obstacle(j, p_fleet_limit, p_tenant_cap, p_max_crashes) IS NULL
  ORDER BY j.due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  IF FOUND OR p_pending_grace IS NULL THEN RETURN job; END IF;
  SELECT j.* INTO job FROM jobs j
  WHERE j.fleet = p_fleet AND j.status = 'PENDING' AND j.due_at <= clock_timestamp() - p_pending_grace
    AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = j.job_id)
    AND academy_claim_obstacle(j, p_fleet_limit, p_tenant_cap, p_max_crashes) IS NULL
  ORDER BY j.due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  RETURN job;
END
$$;

-- DONE, with their results, for all given jobs that are still held with the given fence (laws 7 and 8).
-- p_done: [{job_id, fence, result}]. Answers those, and those that were DONE under this very fence before: an answer
-- that was lost is asked again. A row that is missing in the answer is no longer this claim's, or is locked by somebody
-- at the moment: one locked row must not hold up its neighbours, nor two batches wait for each other.
CREATE FUNCTION academy_complete(p_done jsonb) RETURNS TABLE (job_id uuid, queue_url text, receipt_handle text)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT j.job_id, j.tenant_id, j.queue_url, j.receipt_handle, d.result,
      j.fence = d.fence AND j.status = 'RUNNING' AS held, j.fence = d.fence AND j.status = 'DONE' AS done_before
    FROM jsonb_to_recordset(p_done) AS d(job_id uuid, fence bigint, result jsonb) JOIN jobs j ON j.job_id = d.job_id
    FOR NO KEY UPDATE OF j SKIP LOCKED
  ), results AS (
    INSERT INTO job_results (job_id, tenant_id, result) SELECT f.job_id, f.tenant_id, f.result FROM found f WHERE f.held
  ), ended AS (
    UPDATE jobs j SET
      status = 'DONE', finished_at = clock_timestamp(), finished_by = j.locked_by, error_code = NULL, error_message = NULL,
      locked_by = NULL, lease_expires_at = NULL, updated_at = clock_timestamp()
    FROM found f WHERE j.job_id = f.job_id AND f.held
    RETURNING j.job_id, j.queue_url, j.receipt_handle
  )
  SELECT e.job_id, e.queue_url, e.receipt_handle FROM ended e
  UNION ALL
  SELECT f.job_id, f.queue_url, f.receipt_handle FROM found f WHERE f.done_before;
END
$$;
