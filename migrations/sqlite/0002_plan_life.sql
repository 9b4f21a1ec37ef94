-- Rule book: from what a rule counts, its milestones, and exercise duties that hang on it.

ALTER TABLE review_rules ADD COLUMN counted_from TEXT NOT NULL DEFAULT 'review'
    CHECK (counted_from IN ('review', 'adoption', 'series'));
-- The first day of a fixed series.
ALTER TABLE review_rules ADD COLUMN series_start TEXT;
-- Months before the due date; `lead_months` is the start of the revision.
ALTER TABLE review_rules ADD COLUMN draft_months INTEGER;
ALTER TABLE review_rules ADD COLUMN inspection_months INTEGER;
ALTER TABLE review_rules ADD COLUMN board_months INTEGER;
ALTER TABLE review_rules ADD COLUMN in_use INTEGER NOT NULL DEFAULT TRUE;
ALTER TABLE review_rules ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

CREATE TABLE rule_duties (
    id TEXT PRIMARY KEY,
    rule_id TEXT NOT NULL REFERENCES review_rules (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    interval_months INTEGER NOT NULL CHECK (interval_months > 0),
    lead_months INTEGER NOT NULL CHECK (lead_months >= 0),
    -- Comma-separated codes of the kinds of exercise that fulfil it.
    exercise_kinds TEXT NOT NULL,
    source TEXT NOT NULL,
    label TEXT NOT NULL CHECK (label IN ('law', 'policy', 'advice')),
    as_of TEXT NOT NULL,
    checked TEXT NOT NULL CHECK (checked IN ('yes', 'press', 'no')),
    ended_on TEXT
) STRICT;
CREATE INDEX rule_duties_rule ON rule_duties (rule_id, position);

-- Life of a plan. What stands here follows from the tables below, as `due_on` and `warn_from` do.

ALTER TABLE plans ADD COLUMN replaced_by TEXT REFERENCES plans (id);
ALTER TABLE plans ADD COLUMN counted_on TEXT;
ALTER TABLE plans ADD COLUMN extended_until TEXT;
ALTER TABLE plans ADD COLUMN asked_on TEXT;
-- The first milestone that was not reached yet, and its last good day.
ALTER TABLE plans ADD COLUMN next_milestone TEXT;
ALTER TABLE plans ADD COLUMN next_milestone_on TEXT;
CREATE INDEX plans_replaced_by ON plans (replaced_by);

CREATE TABLE plan_extensions (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    until TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    revoked_on TEXT
) STRICT;
CREATE INDEX plan_extensions_plan ON plan_extensions (plan_id);

CREATE TABLE plan_milestones (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    milestone TEXT NOT NULL CHECK (milestone IN ('start', 'draft', 'inspection', 'board')),
    done_on TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX plan_milestones_plan ON plan_milestones (plan_id);

CREATE TABLE plan_signals (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    raised_on TEXT NOT NULL,
    raised_by TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('exercise', 'deployment', 'lesson', 'organisation', 'other')),
    exercise_id TEXT REFERENCES exercises (id),
    lesson_id TEXT REFERENCES lessons (id),
    reason TEXT NOT NULL,
    settled_on TEXT,
    settled_by TEXT NOT NULL DEFAULT '',
    settled_note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX plan_signals_plan ON plan_signals (plan_id);
CREATE INDEX plan_signals_exercise ON plan_signals (exercise_id);
CREATE INDEX plan_signals_lesson ON plan_signals (lesson_id);

-- The documents of a version. Without `content` the bytes are in the documents folder.
CREATE TABLE plan_documents (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    version_id TEXT NOT NULL REFERENCES plan_versions (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'docx', 'odt')),
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL,
    content BLOB,
    CONSTRAINT plan_documents_sha256 UNIQUE (version_id, sha256)
) STRICT;
CREATE INDEX plan_documents_plan ON plan_documents (plan_id);

-- Who must read the newest version: the holders of a role, or one person.
CREATE TABLE plan_readers (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    role_id TEXT REFERENCES crisis_roles (id),
    person_id TEXT REFERENCES people (id),
    asked_on TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    ended_on TEXT,
    CHECK ((role_id IS NULL) <> (person_id IS NULL))
) STRICT;
CREATE INDEX plan_readers_plan ON plan_readers (plan_id);
CREATE INDEX plan_readers_role ON plan_readers (role_id);
CREATE INDEX plan_readers_person ON plan_readers (person_id);

CREATE TABLE plan_readings (
    version_id TEXT NOT NULL REFERENCES plan_versions (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    read_at TEXT NOT NULL,
    PRIMARY KEY (version_id, person_id)
) STRICT;
CREATE INDEX plan_readings_person ON plan_readings (person_id);

-- What an organisation adds of its own to a plan that it shares with others.
CREATE TABLE plan_annexes (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    rule_id TEXT NOT NULL REFERENCES review_rules (id),
    contacts TEXT NOT NULL DEFAULT '',
    places TEXT NOT NULL DEFAULT '',
    -- As with plans: they follow from the checks and the rule.
    due_on TEXT,
    warn_from TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT plan_annexes_organisation UNIQUE (plan_id, organisation_id)
) STRICT;
CREATE INDEX plan_annexes_by_organisation ON plan_annexes (organisation_id);
CREATE INDEX plan_annexes_rule ON plan_annexes (rule_id);

CREATE TABLE plan_annex_checks (
    id TEXT PRIMARY KEY,
    annex_id TEXT NOT NULL REFERENCES plan_annexes (id),
    checked_on TEXT NOT NULL,
    checked_by TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX plan_annex_checks_annex ON plan_annex_checks (annex_id);

UPDATE plans SET counted_on = NULLIF(MAX(
    COALESCE((SELECT MAX(v.adopted_on) FROM plan_versions v WHERE v.plan_id = plans.id), ''),
    COALESCE((SELECT MAX(r.reviewed_on) FROM plan_reviews r WHERE r.plan_id = plans.id AND r.outcome <> 'revise'), '')
), '');
