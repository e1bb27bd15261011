-- What a job waits for, how often it is tried, whose child it is; and the halt of the profile.
ALTER TABLE job ADD COLUMN prio INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN not_before_ms INTEGER;
ALTER TABLE job ADD COLUMN deadline_ms INTEGER;
ALTER TABLE job ADD COLUMN max_tries INTEGER NOT NULL DEFAULT 3;
ALTER TABLE job ADD COLUMN backoff_ms INTEGER;
-- Attempts that do not count any more, since the owner released the job.
ALTER TABLE job ADD COLUMN forgiven INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN parent TEXT;

CREATE INDEX job_parent ON job (parent) WHERE parent IS NOT NULL;

CREATE TABLE job_dep (
  job   TEXT NOT NULL REFERENCES job (id),
  needs TEXT NOT NULL REFERENCES job (id),
  PRIMARY KEY (job, needs)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_dep_needs ON job_dep (needs);

CREATE TABLE halt (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  reason   TEXT NOT NULL,
  by_actor TEXT NOT NULL,
  at_ms    INTEGER NOT NULL,
  machine  INTEGER NOT NULL
) STRICT;
