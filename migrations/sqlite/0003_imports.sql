-- Files that somebody looks at before they are imported; removed after a day.
CREATE TABLE imports (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('plans', 'people')),
    file_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    -- The rows as they were read, in JSON.
    rows TEXT NOT NULL,
    -- When it was confirmed, and what came of it.
    done_at TEXT,
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX imports_user ON imports (user_id);
CREATE INDEX imports_created ON imports (created_at);
