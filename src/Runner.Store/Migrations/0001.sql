-- Times are milliseconds since 1970 in UTC, durations milliseconds; JSON is text. What SQLite and PostgreSQL name differently
-- stands in braces: {blob}.

-- A run, from the moment that it is wanted. All but its place in the queue can be rebuilt from its events.
CREATE TABLE runs (
  id              TEXT PRIMARY KEY,
  workflow        TEXT NOT NULL,               -- its name
  file            TEXT NOT NULL,               -- as the user named it
  folder          TEXT NOT NULL,               -- the folder that relative paths start from
  project         TEXT NOT NULL,               -- the folder of runner.yaml, else the working directory
  trigger         TEXT NOT NULL,               -- manual | schedule | retry | resume | batch | api
  state           TEXT NOT NULL,               -- queued | running | success | failure | cancelled | interrupted (its process died, and nobody serves it)
  created_at      BIGINT NOT NULL,
  due_at          BIGINT NOT NULL,             -- not before: jitter, the slot's time
  started_at      BIGINT NULL,
  finished_at     BIGINT NULL,
  duration        BIGINT NULL,
  exit_code       INTEGER NULL,
  error_kind      TEXT NULL,
  error           TEXT NULL,                   -- the first reason, masked
  succeeded       INTEGER NULL,
  failed          INTEGER NULL,
  skipped         INTEGER NULL,
  cancelled       INTEGER NULL,
  inputs          TEXT NOT NULL,               -- JSON, as given
  definition      TEXT NULL,                   -- definitions.hash: the files as they were when it began
  concurrency     TEXT NULL,                   -- JSON list of the workflow's group and limit, evaluated when it was queued
  runs_on         TEXT NOT NULL DEFAULT '[]',  -- JSON list of labels
  schedule        TEXT NULL,
  slot            BIGINT NULL,
  parent          TEXT NULL,                   -- of a batch: the run that it is a part of
  parent_path     TEXT NULL,                   -- and the job
  retry_of        TEXT NULL,
  options         TEXT NOT NULL DEFAULT '{}',  -- JSON: selection, timeout, item range of a batch
  node            TEXT NULL,                   -- who runs it
  process         TEXT NULL,                   -- of a run outside of the service: machine name and process id: web1/4711
  epoch           INTEGER NOT NULL DEFAULT 0,  -- how often it was taken: a former owner's writes carry an older one and are refused
  lease_until     BIGINT NULL,
  cancel_asked_at BIGINT NULL,
  secret          {blob} NULL                  -- sealed inputs, where some are secret
);
-- Ids begin with the time at which they were made, so that the newest runs are those with the greatest ids.
CREATE INDEX runs_workflow ON runs (workflow, id);
CREATE INDEX runs_file ON runs (file, id);
CREATE INDEX runs_state ON runs (state, id);
CREATE INDEX runs_error ON runs (error_kind, id);
CREATE INDEX runs_schedule ON runs (schedule, id);
CREATE INDEX runs_due ON runs (state, due_at, id);
CREATE INDEX runs_finished ON runs (finished_at);
CREATE INDEX runs_parent ON runs (parent);
CREATE INDEX runs_definition ON runs (definition);

-- The runs that a schedule has to look at before it starts another one.
CREATE INDEX runs_active ON runs (schedule) WHERE state IN ('queued', 'running');

-- What a run said, as docs/events.md describes it.
CREATE TABLE events (
  run    TEXT NOT NULL,
  seq    BIGINT NOT NULL,
  type   TEXT NOT NULL,
  line   TEXT NOT NULL,
  PRIMARY KEY (run, seq)
);

-- What is asked of jobs and steps (and their items), from the events.
CREATE TABLE jobs (
  run         TEXT NOT NULL,
  path        TEXT NOT NULL,
  name        TEXT NOT NULL,
  item        TEXT NULL,
  state       TEXT NOT NULL,                   -- waiting | running | success | failure | skipped | cancelled
  started_at  BIGINT NULL,
  finished_at BIGINT NULL,
  duration    BIGINT NULL,
  error_kind  TEXT NULL,
  error       TEXT NULL,
  PRIMARY KEY (run, path)
);

CREATE TABLE steps (
  run         TEXT NOT NULL,
  path        TEXT NOT NULL,
  job         TEXT NOT NULL,
  name        TEXT NOT NULL,
  uses        TEXT NOT NULL,
  state       TEXT NOT NULL,                   -- running | success | failure | skipped | cancelled
  started_at  BIGINT NULL,
  finished_at BIGINT NULL,
  duration    BIGINT NULL,
  attempts    INTEGER NOT NULL DEFAULT 0,
  host        TEXT NULL,                       -- the error's target, or the inventory's host that its job is for
  error_kind  TEXT NULL,
  error       TEXT NULL,
  PRIMARY KEY (run, path)
);
CREATE INDEX steps_error ON steps (error_kind, run);
CREATE INDEX steps_host ON steps (host, run);

-- The values of a finished step that hold secrets, sealed (AES-256-GCM), so that a run can go on after its process died.
-- They go when the run ends.
CREATE TABLE sealed (
  run   TEXT NOT NULL,
  path  TEXT NOT NULL,
  value {blob} NOT NULL,
  PRIMARY KEY (run, path)
);

-- Files of workflows and scripts by their contents' hash, so that a run goes on with what it began with.
CREATE TABLE definitions (
  hash    TEXT PRIMARY KEY,
  content TEXT NOT NULL,                       -- JSON: texts by absolute path
  used_at BIGINT NOT NULL                      -- when a run last began with them
);

-- Schedules that were found in workflow files; the files say what they are, this what was done to them and when they rang.
CREATE TABLE schedules (
  id            TEXT PRIMARY KEY,              -- project-relative file, and its place or name: workflows/check.yaml#1
  project       TEXT NOT NULL,
  file          TEXT NOT NULL,
  workflow      TEXT NOT NULL,
  text          TEXT NOT NULL,                 -- the cron expression or interval, for people
  paused_at     BIGINT NULL,
  seen_at       BIGINT NOT NULL,               -- since when it is watched: starts before were not missed
  decided_until BIGINT NOT NULL,               -- every slot to here was started, skipped or given up
  next_at       BIGINT NULL,
  problem       TEXT NULL,                     -- what is wrong with the file of which an older version goes on
  gone_at       BIGINT NULL                    -- since when no file has it
);

-- A slot runs at most once: whoever inserts the row starts it.
CREATE TABLE slots (
  schedule   TEXT NOT NULL,
  slot       BIGINT NOT NULL,
  decision   TEXT NOT NULL,                    -- run | overlap | missed | paused | maintenance
  run        TEXT NULL,
  decided_at BIGINT NOT NULL,
  node       TEXT NOT NULL,
  PRIMARY KEY (schedule, slot)
);

-- Who serves. A node that has not been heard of for a while has lost what it ran.
CREATE TABLE nodes (
  id         TEXT PRIMARY KEY,                 -- one a process
  name       TEXT NOT NULL,
  labels     TEXT NOT NULL,                    -- JSON list
  version    TEXT NOT NULL,
  capacity   INTEGER NOT NULL,
  state      TEXT NOT NULL,                    -- ready | draining | gone
  started_at BIGINT NOT NULL,
  heard_at   BIGINT NOT NULL
);
