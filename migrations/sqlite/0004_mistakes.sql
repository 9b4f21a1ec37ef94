-- What was recorded by mistake stays in the record, but no longer counts.

ALTER TABLE plan_versions ADD COLUMN revoked_on TEXT;
ALTER TABLE plan_reviews ADD COLUMN revoked_on TEXT;
ALTER TABLE plan_milestones ADD COLUMN revoked_on TEXT;
ALTER TABLE plan_annex_checks ADD COLUMN revoked_on TEXT;

-- A request to read that an organisation makes of its own people alone; without one it is made of all.
ALTER TABLE plan_readers ADD COLUMN organisation_id TEXT REFERENCES organisations (id);
CREATE INDEX plan_readers_organisation ON plan_readers (organisation_id);

-- The kind of an import stands with its rows.
ALTER TABLE imports DROP COLUMN kind;

-- Plans of the first release: their rules had one milestone, the start, and a review alone asked for work.
UPDATE plans SET next_milestone = 'start', next_milestone_on = warn_from
WHERE due_on IS NOT NULL AND next_milestone IS NULL
    AND NOT EXISTS (SELECT 1 FROM plan_milestones m WHERE m.plan_id = plans.id);
UPDATE plans SET asked_on = (
    SELECT MAX(r.reviewed_on) FROM plan_reviews r WHERE r.plan_id = plans.id AND r.outcome = 'revise'
        AND NOT EXISTS (SELECT 1 FROM plan_versions v WHERE v.plan_id = plans.id AND v.adopted_on > r.reviewed_on)
        AND NOT EXISTS (SELECT 1 FROM plan_reviews c
                        WHERE c.plan_id = plans.id AND c.outcome <> 'revise' AND c.reviewed_on >= r.reviewed_on)
) WHERE asked_on IS NULL;
