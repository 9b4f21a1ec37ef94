-- Lists of codes are the program's own: its enumerations write them and refuse any other when they
-- read. A check of the same list in a table would have to be built anew for each new code, so the
-- checks go.
ALTER TABLE organisations DROP CONSTRAINT organisations_kind_check;
ALTER TABLE grants DROP CONSTRAINT grants_level_check;
ALTER TABLE review_rules DROP CONSTRAINT review_rules_label_check, DROP CONSTRAINT review_rules_checked_check, DROP CONSTRAINT review_rules_counted_from_check;
ALTER TABLE rule_duties DROP CONSTRAINT rule_duties_label_check, DROP CONSTRAINT rule_duties_checked_check;
ALTER TABLE playbook_phases DROP CONSTRAINT playbook_phases_checked_check;
ALTER TABLE plans DROP CONSTRAINT plans_stage_check;
ALTER TABLE plan_reviews DROP CONSTRAINT plan_reviews_outcome_check;
ALTER TABLE plan_milestones DROP CONSTRAINT plan_milestones_milestone_check;
ALTER TABLE plan_signals DROP CONSTRAINT plan_signals_cause_check;
ALTER TABLE plan_documents DROP CONSTRAINT plan_documents_kind_check;
ALTER TABLE crisis_roles DROP CONSTRAINT crisis_roles_filled_by_check, DROP CONSTRAINT crisis_roles_checked_check;
ALTER TABLE exercises DROP CONSTRAINT exercises_status_check;
ALTER TABLE exercise_participants DROP CONSTRAINT exercise_participants_part_check, DROP CONSTRAINT exercise_participants_answer_check;
ALTER TABLE exercise_objectives DROP CONSTRAINT exercise_objectives_rating_check;
ALTER TABLE lessons DROP CONSTRAINT lessons_kind_check;
ALTER TABLE calendar_feeds DROP CONSTRAINT calendar_feeds_selection_check;

-- What calendars keep of a plan's days is stored with the plan, and raised by what changes it: so far
-- it was counted from the audit trail. No sequence falls.
ALTER TABLE plans ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
-- None for a plan that nobody has changed since it came with the first data.
ALTER TABLE plans ADD COLUMN updated_at TIMESTAMPTZ;
ALTER TABLE plan_annexes ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE plan_annexes ADD COLUMN updated_at TIMESTAMPTZ;
UPDATE plans SET
    sequence = (version - 1) * 1000
        + LEAST(999, (SELECT COUNT(*) FROM audit a WHERE a.subject = 'rule' AND a.subject_id = plans.rule_id)),
    updated_at = (SELECT MAX(at) FROM (
        SELECT MAX(a.at) AS at FROM audit a WHERE a.subject = 'rule' AND a.subject_id = plans.rule_id
        UNION ALL
        SELECT MAX(a.at) AS at FROM audit a WHERE a.subject = 'plan' AND a.subject_id = plans.id
            AND a.action NOT IN ('reader-add', 'reader-end', 'read')) AS changes);
UPDATE plan_annexes SET
    sequence = (version - 1) * 1000
        + LEAST(999, (SELECT COUNT(*) FROM audit a WHERE a.subject = 'rule' AND a.subject_id = plan_annexes.rule_id)),
    updated_at = (SELECT MAX(at) FROM (
        SELECT MAX(a.at) AS at FROM audit a WHERE a.subject = 'rule' AND a.subject_id = plan_annexes.rule_id
        UNION ALL
        SELECT MAX(a.at) AS at FROM audit a WHERE a.subject = 'annex' AND a.subject_id = plan_annexes.id) AS changes);

-- A label is free for another version once the one that had it was taken back. So far a label that
-- was taken back was bent to make room; it comes back.
ALTER TABLE plan_versions DROP CONSTRAINT plan_versions_label;
CREATE INDEX plan_versions_plan ON plan_versions (plan_id);
UPDATE plan_versions SET label = SUBSTR(label, 1, LENGTH(label) - LENGTH(id) - 1)
WHERE revoked_on IS NOT NULL AND LENGTH(label) > LENGTH(id) + 1 AND SUBSTR(label, LENGTH(label) - LENGTH(id)) = ' ' || id;
CREATE UNIQUE INDEX plan_versions_label ON plan_versions (plan_id, label) WHERE revoked_on IS NULL;

-- The catalogue of crisis roles belongs to a region. Without one a role is common: regions that share
-- a catalogue go on to do so, and none of them changes it for the others.
ALTER TABLE crisis_roles DROP CONSTRAINT crisis_roles_name;
ALTER TABLE crisis_roles ADD COLUMN region_id TEXT REFERENCES organisations (id);
CREATE UNIQUE INDEX crisis_roles_name ON crisis_roles (region_id, name);
CREATE UNIQUE INDEX crisis_roles_common_name ON crisis_roles (name) WHERE region_id IS NULL;

-- The rule book: without a region a rule is common, and a region may depart from it.
ALTER TABLE review_rules ADD COLUMN region_id TEXT REFERENCES organisations (id);
-- The common rule in whose place the region has this one.
ALTER TABLE review_rules ADD COLUMN replaces_id TEXT REFERENCES review_rules (id)
    CHECK (replaces_id IS NULL OR region_id IS NOT NULL);
-- When the region went back to the common rule.
ALTER TABLE review_rules ADD COLUMN ended_on DATE;
CREATE INDEX review_rules_region ON review_rules (region_id);
CREATE INDEX review_rules_replaces ON review_rules (replaces_id);
CREATE UNIQUE INDEX review_rules_departure ON review_rules (region_id, replaces_id) WHERE ended_on IS NULL;

-- The region of each organisation, its own for a region itself.
CREATE TABLE regions_before AS
SELECT o.id, r.id AS region_id FROM organisations o JOIN organisations r ON r.id = COALESCE(o.region_id, o.id)
WHERE r.kind = 'region';

-- Each role goes to the region that uses it, or to the first where nobody does. One that several use
-- stays common.
CREATE TABLE role_regions_before AS
SELECT a.role_id, b.region_id FROM role_assignments a JOIN regions_before b ON b.id = a.organisation_id
UNION SELECT er.role_id, b.region_id FROM exercise_roles er JOIN exercises e ON e.id = er.exercise_id
      JOIN regions_before b ON b.id = e.owner_id
UNION SELECT s.role_id, b.region_id FROM playbook_steps s JOIN playbook_phases h ON h.id = s.phase_id
      JOIN playbooks pb ON pb.id = h.playbook_id JOIN regions_before b ON b.id = pb.owner_id
      WHERE s.role_id IS NOT NULL
UNION SELECT rd.role_id, b.region_id FROM plan_readers rd JOIN plans p ON p.id = rd.plan_id
      JOIN regions_before b ON b.id = COALESCE(rd.organisation_id, p.owner_id) WHERE rd.role_id IS NOT NULL;
UPDATE crisis_roles SET region_id = CASE (SELECT COUNT(*) FROM role_regions_before u WHERE u.role_id = crisis_roles.id)
    WHEN 0 THEN (SELECT id FROM organisations WHERE kind = 'region' ORDER BY name, id LIMIT 1)
    WHEN 1 THEN (SELECT u.region_id FROM role_regions_before u WHERE u.role_id = crisis_roles.id)
END;

-- Who uses a rule, and who has edited it.
CREATE TABLE rule_regions_before AS
SELECT p.rule_id, b.region_id FROM plans p JOIN regions_before b ON b.id = p.owner_id
UNION SELECT x.rule_id, b.region_id FROM plan_annexes x JOIN regions_before b ON b.id = x.organisation_id
UNION SELECT a.subject_id, b.region_id FROM audit a JOIN regions_before b ON b.id = a.organisation_id
      WHERE a.subject = 'rule';

-- Rules that came with the program have an identifier of version 8. The others were made by a region
-- and become its own; one that several use or have edited is common from now on.
UPDATE review_rules SET region_id = CASE (SELECT COUNT(*) FROM rule_regions_before u WHERE u.rule_id = review_rules.id)
    WHEN 0 THEN (SELECT id FROM organisations WHERE kind = 'region' ORDER BY name, id LIMIT 1)
    WHEN 1 THEN (SELECT u.region_id FROM rule_regions_before u WHERE u.rule_id = review_rules.id)
END
WHERE SUBSTR(id, 15, 1) <> '8';

-- What was edited of a rule that came with the program is a departure of each region that has a plan
-- or an annex under it or has edited it: with it go the duties, what is under it and what the trail
-- tells of it. No date moves. The common rule is as if nobody had edited it, so that it follows the
-- program again.
CREATE TABLE rule_copies_before AS
SELECT u.rule_id, u.region_id, gen_random_uuid()::TEXT AS id
FROM rule_regions_before u JOIN review_rules r ON r.id = u.rule_id
WHERE SUBSTR(r.id, 15, 1) = '8' AND r.version > 1;
INSERT INTO review_rules (id, name, plan_kind, interval_months, lead_months, source, label, as_of, checked,
    counted_from, series_start, draft_months, inspection_months, board_months, in_use, version, region_id, replaces_id)
SELECT c.id, r.name, r.plan_kind, r.interval_months, r.lead_months, r.source, r.label, r.as_of, r.checked,
    r.counted_from, r.series_start, r.draft_months, r.inspection_months, r.board_months, r.in_use, r.version,
    c.region_id, r.id
FROM rule_copies_before c JOIN review_rules r ON r.id = c.rule_id;
INSERT INTO rule_duties (id, rule_id, position, name, interval_months, lead_months, exercise_kinds, source, label,
    as_of, checked, ended_on)
SELECT gen_random_uuid()::TEXT, c.id, d.position, d.name, d.interval_months, d.lead_months, d.exercise_kinds, d.source, d.label,
    d.as_of, d.checked, d.ended_on
FROM rule_copies_before c JOIN rule_duties d ON d.rule_id = c.rule_id;
DELETE FROM rule_duties WHERE SUBSTR(id, 15, 1) <> '8' AND rule_id IN (SELECT rule_id FROM rule_copies_before);
UPDATE rule_duties SET ended_on = NULL WHERE rule_id IN (SELECT rule_id FROM rule_copies_before);
UPDATE plans SET rule_id = c.id FROM rule_copies_before c JOIN regions_before b ON b.region_id = c.region_id
WHERE c.rule_id = plans.rule_id AND b.id = plans.owner_id;
UPDATE plan_annexes SET rule_id = c.id FROM rule_copies_before c JOIN regions_before b ON b.region_id = c.region_id
WHERE c.rule_id = plan_annexes.rule_id AND b.id = plan_annexes.organisation_id;
UPDATE audit SET subject_id = c.id FROM rule_copies_before c
WHERE audit.subject = 'rule' AND audit.subject_id = c.rule_id AND audit.organisation_id = c.region_id;
UPDATE review_rules SET version = 1 WHERE id IN (SELECT rule_id FROM rule_copies_before);
DROP TABLE rule_copies_before;
DROP TABLE rule_regions_before;
DROP TABLE role_regions_before;
DROP TABLE regions_before;
