-- A grant may be bound to the job it is for, and to an amount that is used up.
ALTER TABLE grants ADD COLUMN job TEXT;
ALTER TABLE grants ADD COLUMN budget_unit TEXT;
ALTER TABLE grants ADD COLUMN budget_left INTEGER;
CREATE INDEX grants_job ON grants(job) WHERE job IS NOT NULL AND revoked_ms IS NULL AND expired_ms IS NULL;
