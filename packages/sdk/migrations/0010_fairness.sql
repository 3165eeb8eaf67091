-- Law 11: fairness is made before the queue. The outbox is the backlog. Of one tenant's jobs no more than a window are
-- admitted to the queue; the others wait in the outbox for a place there, or for a free slot, whichever comes first.

-- admitted: the job's message was given to its queue, or is just being given to it. It fills a place in its tenant's
-- window until the job ends; no counter is kept, so none can be wrong after a crash.
ALTER TABLE jobs ADD COLUMN admitted boolean NOT NULL DEFAULT false;

-- admitted: somebody sends this message now. The job was counted before the send; whoever dies in between leaves this
-- row, and once relay_after has passed another relay sends in its place: counted, but never sent, is sent later.
ALTER TABLE outbox ADD COLUMN admitted boolean NOT NULL DEFAULT false;

UPDATE jobs j SET admitted = true
WHERE j.status IN ('PENDING', 'RETRYING', 'RUNNING')
  AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = j.job_id AND o.destination = 'queue');

-- Each is as small as what it speaks of: the backlog, the windows, the rows that are sent without asking for a place.
CREATE INDEX jobs_backlog ON jobs (fleet, tenant_id, due_at) WHERE status IN ('PENDING', 'RETRYING') AND NOT admitted;
CREATE INDEX jobs_admitted_tenants ON jobs (fleet, tenant_id, due_at) WHERE status IN ('PENDING', 'RETRYING') AND admitted;
CREATE INDEX jobs_sent ON jobs (fleet, due_at) WHERE status = 'PENDING' AND admitted;
DROP INDEX jobs_waiting; -- jobs_sent and jobs_retrying took its place
CREATE INDEX outbox_without_asking ON outbox (relay_after, id) WHERE destination = 'dead_letter_queue' OR admitted;
DROP INDEX outbox_due;

-- When a tenant last got a slot for a job of the backlog: whoever waited longest is next.
CREATE TABLE tenant_turns (
  fleet text NOT NULL,
  tenant_id text NOT NULL,
  last_turn_at timestamptz NOT NULL,
  PRIMARY KEY (fleet, tenant_id)
) WITH (fillfactor = 50);
ALTER TABLE tenant_turns ENABLE ROW LEVEL SECURITY;
CREATE POLICY every_tenant ON tenant_turns TO academy_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON tenant_turns TO academy_worker;
GRANT UPDATE (admitted) ON jobs TO academy_relay;

-- A redriven job starts over in this, too: its first life's message is gone.
CREATE OR REPLACE FUNCTION academy_refuse_leaving_terminal_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'DEAD' AND NEW.status = 'PENDING' AND NEW.fence > OLD.fence THEN
    NEW.snoozing_since := NULL;
    NEW.admitted := false;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'job % is % and stays so', OLD.job_id, OLD.status USING ERRCODE = 'AC001';
END
$$;

-- A job that is claimed from the backlog has no message and needs none. Its outbox row stays while it runs: should it
-- come back, whoever gives it back, the relay sends its message then, since a fleet that has stopped its machines is only
-- woken by its queue. Once it has ended nobody is to be woken for it.
CREATE FUNCTION academy_owe_no_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM outbox o WHERE o.job_id = NEW.job_id AND o.destination = 'queue';
  RETURN NULL;
END
$$;

CREATE TRIGGER jobs_ended_without_message AFTER UPDATE ON jobs
  FOR EACH ROW
  WHEN (NOT NEW.admitted AND NEW.status IN ('DONE', 'FAILED', 'CANCELLED', 'DEAD')
        AND OLD.status NOT IN ('DONE', 'FAILED', 'CANCELLED', 'DEAD'))
  EXECUTE FUNCTION academy_owe_no_message();

-- Places of its window that a tenant fills: jobs whose message is in the queue, and jobs that hold a slot.
CREATE FUNCTION academy_places_filled(p_fleet text, p_tenant text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT (SELECT count(*) FROM jobs WHERE fleet = p_fleet AND tenant_id = p_tenant AND admitted AND status IN ('PENDING', 'RETRYING'))
    + (SELECT count(*) FROM jobs WHERE fleet = p_fleet AND tenant_id = p_tenant AND locked_by IS NOT NULL)
$$;

-- The lock under which places of one tenant are counted and filled; until the commit of the one statement that did.
CREATE FUNCTION academy_window_lock(p_fleet text, p_tenant text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtextextended(p_fleet || ':' || p_tenant, 73004)
$$;

-- The creator's fast path: the outbox row whose message it may send now, or NULL: the window is full and the job waits
-- in the backlog from now on, or somebody else was faster. Locks in the order of everybody: tenant, job, outbox row.
CREATE FUNCTION academy_admit(p_job uuid, p_windows jsonb, p_send_time interval) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  job jobs;
  outbox_id bigint;
BEGIN
  SELECT j.* INTO job FROM jobs j WHERE j.job_id = p_job;
  PERFORM pg_advisory_xact_lock(academy_window_lock(job.fleet, job.tenant_id));
  PERFORM FROM jobs j WHERE j.job_id = p_job AND j.status = 'PENDING' AND NOT j.admitted FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF academy_places_filled(job.fleet, job.tenant_id) >= (p_windows ->> job.fleet)::integer THEN
    UPDATE outbox o SET relay_after = clock_timestamp()
    WHERE o.job_id = p_job AND o.destination = 'queue' AND o.relay_after > clock_timestamp();
    RETURN NULL;
  END IF;
  UPDATE outbox o SET admitted = true, relay_after = clock_timestamp() + p_send_time
  WHERE o.job_id = p_job AND o.destination = 'queue' RETURNING o.id INTO outbox_id;
  IF FOUND THEN UPDATE jobs j SET admitted = true WHERE j.job_id = p_job; END IF;
  RETURN outbox_id;
END
$$;

-- A relay's round: at most p_rows outbox rows that it may send now, each left to it for p_send_time.
-- First what asks for no place: dead letters, and messages whose sender seems to have died. Then the backlog, in round
-- robin: the tenant that fills the fewest places is next, so that what a tenant lost in one round it gets in a later
-- one (the deficit is read off its window). Tenants whose places somebody else counts at the moment are left to them.
CREATE FUNCTION academy_admit_batch(p_windows jsonb, p_rows integer, p_send_time interval)
RETURNS TABLE (id bigint, destination text, reason jsonb, job jobs) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  room integer := p_rows;
  queue record;
  tenants text[];
  taken record;
BEGIN
  FOR taken IN
    WITH due AS (
      SELECT o.id FROM outbox o
      WHERE (o.destination = 'dead_letter_queue' OR o.admitted) AND o.relay_after <= clock_timestamp()
      ORDER BY o.relay_after, o.id LIMIT p_rows FOR UPDATE SKIP LOCKED
    ), leased AS (
      UPDATE outbox o SET relay_after = clock_timestamp() + p_send_time FROM due d WHERE o.id = d.id RETURNING o.*
    )
    SELECT l.id, l.destination, l.reason, j AS job FROM leased l JOIN jobs j USING (job_id) ORDER BY l.id
  LOOP
    room := room - 1;
    id := taken.id; destination := taken.destination; reason := taken.reason; job := taken.job;
    RETURN NEXT;
  END LOOP;

  FOR queue IN SELECT w.key AS fleet, w.value::integer AS places FROM jsonb_each_text(p_windows) w LOOP
    EXIT WHEN room <= 0;
    tenants := ARRAY(
      SELECT f.tenant_id FROM (
        SELECT b.tenant_id FROM academy_backlog_tenants(queue.fleet) b
        WHERE academy_places_filled(queue.fleet, b.tenant_id) < queue.places
        ORDER BY academy_places_filled(queue.fleet, b.tenant_id) LIMIT room
      ) f WHERE pg_try_advisory_xact_lock(academy_window_lock(queue.fleet, f.tenant_id)));
    CONTINUE WHEN cardinality(tenants) = 0;
    -- Counted again, now that nobody else fills places of these tenants.
    FOR taken IN
      WITH counted AS (
        SELECT t.tenant_id, academy_places_filled(queue.fleet, t.tenant_id) AS filled FROM unnest(tenants) AS t (tenant_id)
      ), open AS (
        SELECT w.id, w.job_id, w.due_at, c.filled + row_number() OVER (PARTITION BY c.tenant_id ORDER BY w.due_at, w.id) AS place
        FROM counted c CROSS JOIN LATERAL (
          SELECT o.id, j.job_id, j.due_at FROM jobs j JOIN outbox o ON o.job_id = j.job_id AND o.destination = 'queue'
          WHERE j.fleet = queue.fleet AND j.tenant_id = c.tenant_id AND j.status IN ('PENDING', 'RETRYING') AND NOT j.admitted
            AND j.due_at <= clock_timestamp() AND o.relay_after <= clock_timestamp()
          ORDER BY j.due_at LIMIT greatest(0, least(room, queue.places - c.filled)) FOR NO KEY UPDATE SKIP LOCKED
        ) w
      ), next AS (
        SELECT * FROM open ORDER BY open.place, open.due_at, open.id LIMIT room
      ), counted_now AS (
        UPDATE jobs j SET admitted = true FROM next n WHERE j.job_id = n.job_id RETURNING j.job_id, j AS job
      ), leased AS (
        UPDATE outbox o SET admitted = true, relay_after = clock_timestamp() + p_send_time FROM next n WHERE o.id = n.id
      )
      SELECT n.id, c.job FROM next n JOIN counted_now c USING (job_id) ORDER BY n.place, n.due_at, n.id
    LOOP
      room := room - 1;
      id := taken.id; destination := 'queue'; reason := NULL; job := taken.job;
      RETURN NEXT;
    END LOOP;
  END LOOP;
END
$$;

-- Tenants of whose jobs some have no message yet. One probe a tenant, however many jobs each has waiting.
CREATE FUNCTION academy_backlog_tenants(p_fleet text) RETURNS TABLE (tenant_id text) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE waiting AS (
    (SELECT j.tenant_id FROM jobs j WHERE j.fleet = p_fleet AND j.status IN ('PENDING', 'RETRYING') AND NOT j.admitted
     ORDER BY j.tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT j.tenant_id FROM jobs j
            WHERE j.fleet = p_fleet AND j.status IN ('PENDING', 'RETRYING') AND NOT j.admitted AND j.tenant_id > w.tenant_id
            ORDER BY j.tenant_id LIMIT 1)
    FROM waiting w WHERE w.tenant_id IS NOT NULL
  )
  SELECT w.tenant_id FROM waiting w WHERE w.tenant_id IS NOT NULL
$$;

-- Some jobs found no place in their tenant's window, or their creator and its message are both gone.
CREATE FUNCTION academy_backlog_waits(p_fleet text, p_pending_grace interval) RETURNS boolean
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM jobs j LEFT JOIN outbox o ON o.job_id = j.job_id AND o.destination = 'queue'
    WHERE j.fleet = p_fleet AND j.status = 'PENDING' AND NOT j.admitted AND j.due_at <= clock_timestamp()
      AND coalesce(o.relay_after, j.due_at + p_pending_grace) <= clock_timestamp());
END
$$;

-- Tenants of which a PENDING job is due, with or without a message, and how many slots each holds. One probe a tenant.
CREATE FUNCTION academy_waiting_tenants(p_fleet text) RETURNS TABLE (tenant_id text, running bigint)
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
  RETURN QUERY
  WITH RECURSIVE waiting AS (
    (SELECT j.tenant_id FROM jobs j WHERE j.fleet = p_fleet AND j.status IN ('PENDING', 'RETRYING') ORDER BY j.tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT j.tenant_id FROM jobs j
            WHERE j.fleet = p_fleet AND j.status IN ('PENDING', 'RETRYING') AND j.tenant_id > w.tenant_id
            ORDER BY j.tenant_id LIMIT 1)
    FROM waiting w WHERE w.tenant_id IS NOT NULL
  ), held AS (
    SELECT h.tenant_id, count(*) AS running FROM jobs h WHERE h.fleet = p_fleet AND h.locked_by IS NOT NULL GROUP BY h.tenant_id
  )
  SELECT w.tenant_id, coalesce(h.running, 0) FROM waiting w LEFT JOIN held h ON h.tenant_id = w.tenant_id
  WHERE EXISTS (SELECT FROM jobs j WHERE j.fleet = p_fleet AND j.tenant_id = w.tenant_id AND j.status IN ('PENDING', 'RETRYING')
                AND j.status = 'PENDING' AND j.due_at <= clock_timestamp());
END
$$;

-- Slots that no message filled go to the tenants by turns, straight from the table, while a backlog waits: a slot that
-- becomes free waits neither for a relay nor for the queue. The tenant that holds the fewest slots is next, then the one
-- whose turn is longest ago. A tenant without a backlog takes its turn as well, though its message is on its way:
-- otherwise a long backlog would be faster than the queue. The message then finds the job RUNNING or ended.
-- Called under the fleet's lock. A plan made for each call would take longer than the rest of it.
CREATE FUNCTION academy_take_by_turns(
  p_worker text, p_fleet text, p_slots integer, p_leases jsonb,
  p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer, p_pending_grace interval
) RETURNS SETOF jobs LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  slots integer;
  candidate record;
  job jobs;
BEGIN
  SELECT least(p_slots, p_fleet_limit - count(*)) INTO slots FROM jobs j WHERE j.fleet = p_fleet AND j.locked_by IS NOT NULL;
  IF slots <= 0 OR NOT academy_backlog_waits(p_fleet, p_pending_grace) THEN RETURN; END IF;
  FOR candidate IN
    WITH tenants AS (
      -- The first slots rows are among the first tenants' rows; some more, should one not be had.
      SELECT w.tenant_id, w.running, t.last_turn_at
      FROM academy_waiting_tenants(p_fleet) w
      LEFT JOIN tenant_turns t ON t.fleet = p_fleet AND t.tenant_id = w.tenant_id
      ORDER BY w.running, t.last_turn_at NULLS FIRST, w.tenant_id LIMIT slots + 10
    )
    SELECT d.job_id
    FROM tenants n
    CROSS JOIN LATERAL (
      -- Those without a message first: a message that finds its job gone is a wasted one.
      SELECT b.job_id, row_number() OVER (ORDER BY b.admitted, b.due_at) AS nth FROM (
        (SELECT j.job_id, j.admitted, j.due_at FROM jobs j
         WHERE j.fleet = p_fleet AND j.tenant_id = n.tenant_id AND j.status IN ('PENDING', 'RETRYING') AND NOT j.admitted
           AND j.status = 'PENDING' AND j.due_at <= clock_timestamp() ORDER BY j.due_at LIMIT slots)
        UNION ALL
        (SELECT j.job_id, j.admitted, j.due_at FROM jobs j
         WHERE j.fleet = p_fleet AND j.tenant_id = n.tenant_id AND j.status IN ('PENDING', 'RETRYING') AND j.admitted
           AND j.status = 'PENDING' AND j.due_at <= clock_timestamp() ORDER BY j.due_at LIMIT slots)
      ) b
    ) d
    ORDER BY n.running + d.nth, n.last_turn_at NULLS FIRST, n.tenant_id
  LOOP
    EXIT WHEN slots <= 0;
    SELECT j.* INTO job FROM jobs j WHERE j.job_id = candidate.job_id AND j.status = 'PENDING' FOR NO KEY UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT FOUND OR academy_claim_obstacle(job, p_fleet_limit, p_tenant_cap, p_max_crashes) IS NOT NULL;
    slots := slots - 1;
    INSERT INTO tenant_turns AS t (fleet, tenant_id, last_turn_at) VALUES (p_fleet, job.tenant_id, clock_timestamp())
    ON CONFLICT (fleet, tenant_id) DO UPDATE SET last_turn_at = excluded.last_turn_at;
    RETURN NEXT academy_take(job.job_id, p_worker, (p_leases ->> job.channel)::integer, NULL, NULL);
  END LOOP;
END
$$;

-- Of a batch of messages those that are out of turn: some other tenant that waits holds fewer slots than the job's
-- tenant would with it. Messages of jobs that cannot be claimed anyway are left to the claim, which knows what they are.
CREATE FUNCTION academy_out_of_turn(p_fleet text, p_messages jsonb) RETURNS SETOF integer
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  RETURN QUERY
  WITH held AS (
    SELECT h.tenant_id, count(*) AS running FROM jobs h WHERE h.fleet = p_fleet AND h.locked_by IS NOT NULL GROUP BY h.tenant_id
  ), asked AS (
    SELECT m.ordinality::integer AS ordinal, j.tenant_id,
      coalesce(h.running, 0) + row_number() OVER (PARTITION BY j.tenant_id ORDER BY m.ordinality) - 1 AS running
    FROM jsonb_array_elements(p_messages) WITH ORDINALITY m
    JOIN jobs j ON j.job_id = (m.value ->> 'job_id')::uuid AND j.tenant_id = m.value ->> 'tenant_id' AND j.status = 'PENDING'
    LEFT JOIN held h ON h.tenant_id = j.tenant_id
  ), waiting AS MATERIALIZED (
    SELECT w.tenant_id, w.running FROM academy_waiting_tenants(p_fleet) w
  )
  SELECT a.ordinal FROM asked a
  WHERE EXISTS (SELECT FROM waiting w WHERE w.tenant_id <> a.tenant_id AND w.running < a.running);
END
$$;

-- Law 2 and law 11 in one statement: the claim, then the slots that it left free. While a backlog waits, a message that
-- is out of turn finds no slot: it would be given to a tenant that has more than its share because its message came.
CREATE FUNCTION academy_claim_fairly(
  p_worker text, p_fleet text, p_slots integer, p_messages jsonb, p_leases jsonb,
  p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer, p_pending_grace interval
) RETURNS TABLE (ordinal integer, fact text, job json) LANGUAGE plpgsql AS $$
DECLARE
  slots integer := p_slots;
  late integer[] := '{}';
  places integer[]; -- where each of the messages that are claimed stands in p_messages
  messages jsonb := p_messages;
  answer record;
BEGIN
  -- The claim's own lock, taken before slots are counted.
  PERFORM pg_advisory_xact_lock(academy_fleet_lock(p_fleet));
  IF jsonb_array_length(p_messages) > 0 AND academy_backlog_waits(p_fleet, p_pending_grace) THEN
    late := ARRAY(SELECT academy_out_of_turn(p_fleet, p_messages));
    SELECT coalesce(jsonb_agg(m.value ORDER BY m.ordinality), '[]'), array_agg(m.ordinality ORDER BY m.ordinality)
    INTO messages, places
    FROM jsonb_array_elements(p_messages) WITH ORDINALITY m WHERE m.ordinality <> ALL (late);
  END IF;

  FOR answer IN
    SELECT c.ordinal, c.fact, c.job FROM academy_claim(
      p_worker, p_fleet, p_slots, messages, p_leases, p_fleet_limit, p_tenant_cap, p_max_crashes, p_pending_grace) c
  LOOP
    ordinal := coalesce(places[answer.ordinal], answer.ordinal); fact := answer.fact; job := answer.job;
    RETURN NEXT;
    IF fact = 'worker_dead' THEN RETURN; END IF;
    IF fact = 'claimed' THEN slots := slots - 1; END IF;
  END LOOP;
  IF slots > 0 THEN
    RETURN QUERY SELECT NULL::integer, 'claimed', to_json(t) FROM academy_take_by_turns(
      p_worker, p_fleet, slots, p_leases, p_fleet_limit, p_tenant_cap, p_max_crashes, p_pending_grace) t;
  END IF;
  RETURN QUERY SELECT l.ordinal, 'no_slot', NULL::json FROM unnest(late) AS l (ordinal);
END
$$;

-- As before, but the backlog is not searched for messages that seem gone: it has none.
CREATE OR REPLACE FUNCTION academy_due_row(
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
  WHERE j.fleet = p_fleet AND j.status = 'PENDING' AND j.admitted AND j.due_at <= clock_timestamp() - p_pending_grace
    AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = j.job_id)
    AND academy_claim_obstacle(j, p_fleet_limit, p_tenant_cap, p_max_crashes) IS NULL
  ORDER BY j.due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  RETURN job;
END
$$;
