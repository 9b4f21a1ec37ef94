-- Lists of codes are the program's own: its enumerations write them and refuse any other when they
-- read. A check of the same list in a table would have to be built anew for each new code, so the
-- checks go. What a table holds stays as it is, so only its text changes, in the way that SQLite
-- has for it (lang_altertable, "Making Other Kinds Of Table Schema Changes").
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = REPLACE(sql, ' CHECK (kind IN (''region'', ''municipality'', ''partner''))', '')
WHERE type = 'table' AND name = 'organisations';
UPDATE sqlite_schema SET sql = REPLACE(sql, ' CHECK (level IN (''staff'', ''coordinator'', ''manager'', ''admin''))', '')
WHERE type = 'table' AND name = 'grants';
UPDATE sqlite_schema SET sql = REPLACE(REPLACE(REPLACE(sql,
    ' CHECK (label IN (''law'', ''policy'', ''advice''))', ''),
    ' CHECK (checked IN (''yes'', ''press'', ''no''))', ''),
    ' CHECK (counted_from IN (''review'', ''adoption'', ''series''))', '')
WHERE type = 'table' AND name IN ('review_rules', 'rule_duties', 'playbook_phases');
UPDATE sqlite_schema SET sql = REPLACE(sql, '
    CHECK (counted_from IN (''review'', ''adoption'', ''series''))', '')
WHERE type = 'table' AND name = 'review_rules';
UPDATE sqlite_schema SET sql = REPLACE(sql, ' CHECK (stage IN (''draft'', ''in-force'', ''in-revision'', ''withdrawn''))', '')
WHERE type = 'table' AND name = 'plans';
UPDATE sqlite_schema SET sql = REPLACE(sql, ' CHECK (outcome IN (''still-right'', ''small-change'', ''revise''))', '')
WHERE type = 'table' AND name = 'plan_reviews';
UPDATE sqlite_schema SET sql = REPLACE(sql, ' CHECK (milestone IN (''start'', ''draft'', ''inspection'', ''board''))', '')
WHERE type = 'table' AND name = 'plan_milestones';
UPDATE sqlite_schema SET sql = REPLACE(sql, ' CHECK (cause IN (''exercise'', ''deployment'', ''lesson'', ''organisation'', ''other''))', '')
WHERE type = 'table' AND name = 'plan_signals';
UPDATE sqlite_schema SET sql = REPLACE(sql, ' CHECK (kind IN (''pdf'', ''docx'', ''odt''))', '')
WHERE type = 'table' AND name = 'plan_documents';
UPDATE sqlite_schema SET sql = REPLACE(sql,
    ' CHECK (status IN (''draft'', ''planned'', ''held'', ''evaluated'', ''closed'', ''cancelled''))', '')
WHERE type = 'table' AND name = 'exercises';
UPDATE sqlite_schema SET sql = REPLACE(REPLACE(sql,
    ' CHECK (part IN (''client'', ''leader'', ''process-manager'', ''evaluator'', ''response-cell'', ''observer'', ''casualty'', ''participant''))', ''),
    ' CHECK (answer IN (''none'', ''yes'', ''no''))', '')
WHERE type = 'table' AND name = 'exercise_participants';
UPDATE sqlite_schema SET sql = REPLACE(sql, ' CHECK (rating IN (''P'', ''S'', ''M'', ''U''))', '')
WHERE type = 'table' AND name = 'exercise_objectives';
UPDATE sqlite_schema SET sql = REPLACE(sql, ' CHECK (kind IN (''improve'', ''keep''))', '')
WHERE type = 'table' AND name = 'lessons';
UPDATE sqlite_schema SET sql = REPLACE(sql, ' CHECK (selection IN (''mine'', ''scope''))', '')
WHERE type = 'table' AND name = 'calendar_feeds';
PRAGMA writable_schema = RESET;

-- What calendars keep of a plan's days is stored with the plan, and raised by what changes it: so far
-- it was counted from the audit trail. No sequence falls.
ALTER TABLE plans ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
-- None for a plan that nobody has changed since it came with the first data.
ALTER TABLE plans ADD COLUMN updated_at TEXT;
ALTER TABLE plan_annexes ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE plan_annexes ADD COLUMN updated_at TEXT;
UPDATE plans SET
    sequence = (version - 1) * 1000
        + MIN(999, (SELECT COUNT(*) FROM audit a WHERE a.subject = 'rule' AND a.subject_id = plans.rule_id)),
    updated_at = (SELECT MAX(at) FROM (
        SELECT MAX(a.at) AS at FROM audit a WHERE a.subject = 'rule' AND a.subject_id = plans.rule_id
        UNION ALL
        SELECT MAX(a.at) AS at FROM audit a WHERE a.subject = 'plan' AND a.subject_id = plans.id
            AND a.action NOT IN ('reader-add', 'reader-end', 'read')) AS changes);
UPDATE plan_annexes SET
    sequence = (version - 1) * 1000
        + MIN(999, (SELECT COUNT(*) FROM audit a WHERE a.subject = 'rule' AND a.subject_id = plan_annexes.rule_id)),
    updated_at = (SELECT MAX(at) FROM (
        SELECT MAX(a.at) AS at FROM audit a WHERE a.subject = 'rule' AND a.subject_id = plan_annexes.rule_id
        UNION ALL
        SELECT MAX(a.at) AS at FROM audit a WHERE a.subject = 'annex' AND a.subject_id = plan_annexes.id) AS changes);

-- A label is free for another version once the one that had it was taken back. So far a label that
-- was taken back was bent to make room; it comes back.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE plan_versions_before AS SELECT * FROM plan_versions;
DROP TABLE plan_versions;
CREATE TABLE plan_versions (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    label TEXT NOT NULL,
    adopted_on TEXT NOT NULL,
    adopted_by TEXT NOT NULL,
    in_force_on TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    revoked_on TEXT
) STRICT;
INSERT INTO plan_versions (id, plan_id, label, adopted_on, adopted_by, in_force_on, note, revoked_on)
SELECT id, plan_id, label, adopted_on, adopted_by, in_force_on, note, revoked_on FROM plan_versions_before;
DROP TABLE plan_versions_before;
CREATE INDEX plan_versions_plan ON plan_versions (plan_id);
UPDATE plan_versions SET label = SUBSTR(label, 1, LENGTH(label) - LENGTH(id) - 1)
WHERE revoked_on IS NOT NULL AND LENGTH(label) > LENGTH(id) + 1 AND SUBSTR(label, LENGTH(label) - LENGTH(id)) = ' ' || id;
CREATE UNIQUE INDEX plan_versions_label ON plan_versions (plan_id, label) WHERE revoked_on IS NULL;

-- The catalogue of crisis roles belongs to a region. Without one a role is common: regions that share
-- a catalogue go on to do so, and none of them changes it for the others.
CREATE TABLE crisis_roles_before AS SELECT * FROM crisis_roles;
DROP TABLE crisis_roles;
CREATE TABLE crisis_roles (
    id TEXT PRIMARY KEY,
    region_id TEXT REFERENCES organisations (id),
    name TEXT NOT NULL,
    role_group TEXT NOT NULL,
    -- 'municipality': each municipality fills it; 'region': filled once for the region.
    filled_by TEXT NOT NULL,
    -- Comma-separated: 'non-acute', '0' to '5', 'national'.
    grip_levels TEXT NOT NULL,
    minimum INTEGER NOT NULL CHECK (minimum >= 0),
    present_within_minutes INTEGER,
    source TEXT NOT NULL DEFAULT '',
    checked TEXT NOT NULL,
    first_steps TEXT NOT NULL DEFAULT '',
    task_card TEXT NOT NULL DEFAULT '',
    reports_to TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO crisis_roles (id, name, role_group, filled_by, grip_levels, minimum, present_within_minutes, source,
    checked, first_steps, task_card, reports_to, position, version)
SELECT id, name, role_group, filled_by, grip_levels, minimum, present_within_minutes, source,
    checked, first_steps, task_card, reports_to, position, version FROM crisis_roles_before;
DROP TABLE crisis_roles_before;
CREATE UNIQUE INDEX crisis_roles_name ON crisis_roles (region_id, name);
CREATE UNIQUE INDEX crisis_roles_common_name ON crisis_roles (name) WHERE region_id IS NULL;

-- The rule book: without a region a rule is common, and a region may depart from it.
ALTER TABLE review_rules ADD COLUMN region_id TEXT REFERENCES organisations (id);
-- The common rule in whose place the region has this one.
ALTER TABLE review_rules ADD COLUMN replaces_id TEXT REFERENCES review_rules (id)
    CHECK (replaces_id IS NULL OR region_id IS NOT NULL);
-- When the region went back to the common rule.
ALTER TABLE review_rules ADD COLUMN ended_on TEXT;
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
SELECT u.rule_id, u.region_id, lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))) AS id
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
SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))), c.id, d.position, d.name, d.interval_months, d.lead_months, d.exercise_kinds, d.source, d.label,
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
