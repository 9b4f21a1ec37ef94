-- Dates and instants are TEXT in ISO 8601, whose order is the order of time.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE organisations (
    id TEXT PRIMARY KEY,
    region_id TEXT REFERENCES organisations (id),
    kind TEXT NOT NULL CHECK (kind IN ('region', 'municipality', 'partner')),
    name TEXT NOT NULL CONSTRAINT organisations_name UNIQUE,
    email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX organisations_region ON organisations (region_id);

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    function TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL CONSTRAINT people_email UNIQUE,
    work_phone TEXT NOT NULL DEFAULT '',
    private_phone TEXT NOT NULL DEFAULT '',
    left_on TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX people_organisation ON people (organisation_id, name);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    person_id TEXT CONSTRAINT users_person UNIQUE REFERENCES people (id),
    email TEXT NOT NULL CONSTRAINT users_email UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale TEXT NOT NULL DEFAULT 'nl',
    active INTEGER NOT NULL DEFAULT TRUE,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE grants (
    user_id TEXT NOT NULL REFERENCES users (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    level TEXT NOT NULL CHECK (level IN ('staff', 'coordinator', 'manager', 'admin')),
    PRIMARY KEY (user_id, organisation_id, level)
) STRICT;
CREATE INDEX grants_organisation ON grants (organisation_id);

-- A grant on the region covers the organisations in it.
CREATE VIEW user_scope AS
SELECT DISTINCT g.user_id, o.id AS organisation_id, g.level
FROM grants g
JOIN organisations o ON o.id = g.organisation_id OR o.region_id = g.organisation_id;

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id),
    user_agent TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    user_id TEXT REFERENCES users (id),
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    organisation_id TEXT REFERENCES organisations (id),
    before TEXT,
    after TEXT
) STRICT;
CREATE INDEX audit_subject ON audit (subject, subject_id);
CREATE INDEX audit_user ON audit (user_id);
CREATE INDEX audit_organisation ON audit (organisation_id, at);

CREATE TABLE review_rules (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    plan_kind TEXT NOT NULL,
    interval_months INTEGER NOT NULL CHECK (interval_months > 0),
    lead_months INTEGER NOT NULL CHECK (lead_months >= 0),
    source TEXT NOT NULL,
    label TEXT NOT NULL CHECK (label IN ('law', 'policy', 'advice')),
    as_of TEXT NOT NULL,
    checked TEXT NOT NULL CHECK (checked IN ('yes', 'press', 'no'))
) STRICT;

CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES organisations (id),
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    steward_id TEXT REFERENCES people (id),
    rule_id TEXT NOT NULL REFERENCES review_rules (id),
    stage TEXT NOT NULL CHECK (stage IN ('draft', 'in-force', 'in-revision', 'withdrawn')),
    -- Both follow from the versions, the reviews and the rule (app::plans::rules); kept here so
    -- that a register can filter and sort in SQL.
    due_on TEXT,
    warn_from TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX plans_owner ON plans (owner_id);
CREATE INDEX plans_steward ON plans (steward_id);
CREATE INDEX plans_rule ON plans (rule_id);
CREATE INDEX plans_due ON plans (due_on);

CREATE TABLE plan_organisations (
    plan_id TEXT NOT NULL REFERENCES plans (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (plan_id, organisation_id)
) STRICT;
CREATE INDEX plan_organisations_organisation ON plan_organisations (organisation_id);

CREATE TABLE plan_versions (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    label TEXT NOT NULL,
    adopted_on TEXT NOT NULL,
    adopted_by TEXT NOT NULL,
    in_force_on TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    CONSTRAINT plan_versions_label UNIQUE (plan_id, label)
) STRICT;

CREATE TABLE plan_reviews (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    reviewed_on TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('still-right', 'small-change', 'revise')),
    reviewer TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX plan_reviews_plan ON plan_reviews (plan_id);

CREATE TABLE crisis_roles (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL CONSTRAINT crisis_roles_name UNIQUE,
    role_group TEXT NOT NULL,
    -- 'municipality': each municipality fills it; 'region': filled once for the region.
    filled_by TEXT NOT NULL CHECK (filled_by IN ('municipality', 'region')),
    -- Comma-separated: 'non-acute', '0' to '5', 'national'.
    grip_levels TEXT NOT NULL,
    minimum INTEGER NOT NULL CHECK (minimum >= 0),
    present_within_minutes INTEGER,
    source TEXT NOT NULL DEFAULT '',
    checked TEXT NOT NULL CHECK (checked IN ('yes', 'press', 'no')),
    first_steps TEXT NOT NULL DEFAULT '',
    task_card TEXT NOT NULL DEFAULT '',
    reports_to TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE role_assignments (
    id TEXT PRIMARY KEY,
    role_id TEXT NOT NULL REFERENCES crisis_roles (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    position INTEGER NOT NULL,
    decision TEXT NOT NULL DEFAULT '',
    decided_on TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX role_assignments_role ON role_assignments (role_id, organisation_id);
CREATE INDEX role_assignments_person ON role_assignments (person_id);
CREATE INDEX role_assignments_organisation ON role_assignments (organisation_id);

CREATE TABLE exercises (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES organisations (id),
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'planned', 'held', 'evaluated', 'closed', 'cancelled')),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    all_day INTEGER NOT NULL DEFAULT FALSE,
    place TEXT NOT NULL DEFAULT '',
    scenario TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    evaluation TEXT NOT NULL DEFAULT '',
    cancelled_because TEXT NOT NULL DEFAULT '',
    cancelled_at TEXT,
    -- For calendars: raised on every change of time, place or status.
    sequence INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX exercises_owner ON exercises (owner_id);
CREATE INDEX exercises_starts ON exercises (starts_at);

CREATE TABLE exercise_organisations (
    exercise_id TEXT NOT NULL REFERENCES exercises (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (exercise_id, organisation_id)
) STRICT;
CREATE INDEX exercise_organisations_organisation ON exercise_organisations (organisation_id);

CREATE TABLE exercise_plans (
    exercise_id TEXT NOT NULL REFERENCES exercises (id),
    plan_id TEXT NOT NULL REFERENCES plans (id),
    PRIMARY KEY (exercise_id, plan_id)
) STRICT;
CREATE INDEX exercise_plans_plan ON exercise_plans (plan_id);

CREATE TABLE exercise_roles (
    exercise_id TEXT NOT NULL REFERENCES exercises (id),
    role_id TEXT NOT NULL REFERENCES crisis_roles (id),
    PRIMARY KEY (exercise_id, role_id)
) STRICT;
CREATE INDEX exercise_roles_role ON exercise_roles (role_id);

CREATE TABLE exercise_participants (
    exercise_id TEXT NOT NULL REFERENCES exercises (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    part TEXT NOT NULL CHECK (part IN ('client', 'leader', 'process-manager', 'evaluator', 'response-cell', 'observer', 'casualty', 'participant')),
    answer TEXT NOT NULL DEFAULT 'none' CHECK (answer IN ('none', 'yes', 'no')),
    PRIMARY KEY (exercise_id, person_id)
) STRICT;
CREATE INDEX exercise_participants_person ON exercise_participants (person_id);

CREATE TABLE exercise_objectives (
    id TEXT PRIMARY KEY,
    exercise_id TEXT NOT NULL REFERENCES exercises (id),
    position INTEGER NOT NULL,
    objective TEXT NOT NULL,
    -- HSEEP: performed without / with some / with major challenges, unable to be performed.
    rating TEXT CHECK (rating IN ('P', 'S', 'M', 'U')),
    observation TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX exercise_objectives_exercise ON exercise_objectives (exercise_id);

CREATE TABLE lessons (
    id TEXT PRIMARY KEY,
    exercise_id TEXT NOT NULL REFERENCES exercises (id),
    objective_id TEXT REFERENCES exercise_objectives (id),
    kind TEXT NOT NULL CHECK (kind IN ('improve', 'keep')),
    lesson TEXT NOT NULL,
    recorded_on TEXT NOT NULL
) STRICT;
CREATE INDEX lessons_exercise ON lessons (exercise_id);
CREATE INDEX lessons_objective ON lessons (objective_id);

CREATE TABLE actions (
    id TEXT PRIMARY KEY,
    lesson_id TEXT REFERENCES lessons (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    owner_id TEXT NOT NULL REFERENCES people (id),
    title TEXT NOT NULL,
    due_on TEXT NOT NULL,
    done_on TEXT,
    done_by TEXT REFERENCES users (id),
    done_note TEXT NOT NULL DEFAULT '',
    verified_on TEXT,
    verified_by TEXT REFERENCES users (id),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX actions_lesson ON actions (lesson_id);
CREATE INDEX actions_organisation ON actions (organisation_id, due_on);
CREATE INDEX actions_owner ON actions (owner_id);
CREATE INDEX actions_done_by ON actions (done_by);
CREATE INDEX actions_verified_by ON actions (verified_by);

CREATE TABLE playbooks (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES organisations (id),
    plan_id TEXT REFERENCES plans (id),
    title TEXT NOT NULL,
    scenario TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    updated_on TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX playbooks_owner ON playbooks (owner_id);
CREATE INDEX playbooks_plan ON playbooks (plan_id);

CREATE TABLE playbook_organisations (
    playbook_id TEXT NOT NULL REFERENCES playbooks (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (playbook_id, organisation_id)
) STRICT;
CREATE INDEX playbook_organisations_organisation ON playbook_organisations (organisation_id);

CREATE TABLE playbook_phases (
    id TEXT PRIMARY KEY,
    playbook_id TEXT NOT NULL REFERENCES playbooks (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    measure TEXT NOT NULL DEFAULT '',
    -- A number or a word; empty means not known yet.
    threshold TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    checked TEXT NOT NULL CHECK (checked IN ('yes', 'press', 'no')),
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX playbook_phases_playbook ON playbook_phases (playbook_id);

CREATE TABLE playbook_steps (
    id TEXT PRIMARY KEY,
    phase_id TEXT NOT NULL REFERENCES playbook_phases (id),
    position INTEGER NOT NULL,
    -- The crisis role that does it, or else `actor` in words (a partner, say).
    role_id TEXT REFERENCES crisis_roles (id),
    actor TEXT NOT NULL DEFAULT '',
    instruction TEXT NOT NULL
) STRICT;
CREATE INDEX playbook_steps_phase ON playbook_steps (phase_id);
CREATE INDEX playbook_steps_role ON playbook_steps (role_id);

CREATE TABLE calendar_feeds (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    token_hash TEXT NOT NULL CONSTRAINT calendar_feeds_token UNIQUE,
    name TEXT NOT NULL,
    -- 'mine': exercises this person takes part in; 'scope': all that the user may see.
    selection TEXT NOT NULL CHECK (selection IN ('mine', 'scope')),
    created_at TEXT NOT NULL,
    used_at TEXT,
    revoked_at TEXT
) STRICT;
CREATE INDEX calendar_feeds_user ON calendar_feeds (user_id);
