-- One commit between the end of a job and the start of the one that gets its slot (laws 2, 8 and 11), instead of two that
-- follow each other: the jobs of p_done are completed first, so that the limits count their slots as free.
-- The fleet's lock comes before any job's row, as in every claim: one that holds the lock may wait for such a row.
-- Answers a row for each completed job, fact 'completed' and in job its id and its message's handle, then what
-- academy_claim_fairly answers.
CREATE FUNCTION academy_complete_and_claim(
  p_done jsonb, p_worker text, p_fleet text, p_slots integer, p_messages jsonb, p_leases jsonb,
  p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer, p_pending_grace interval
) RETURNS TABLE (ordinal integer, fact text, job json) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(academy_fleet_lock(p_fleet));
  RETURN QUERY SELECT NULL::integer, 'completed', to_json(c) FROM academy_complete(p_done) c;
  RETURN QUERY SELECT f.ordinal, f.fact, f.job FROM academy_claim_fairly(
    p_worker, p_fleet, p_slots, p_messages, p_leases, p_fleet_limit, p_tenant_cap, p_max_crashes, p_pending_grace) f;
END
$$;
