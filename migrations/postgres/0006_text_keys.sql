-- Keys by which texts are found, compared and sorted, beside the texts: folded by the program
-- (app::fold), which fills those of rows that are there when it starts. Their order is that of bytes.

ALTER TABLE organisations ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX organisations_name_key ON organisations (name_key);

ALTER TABLE people ADD COLUMN sort_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN search_key TEXT COLLATE "C" NOT NULL DEFAULT '';
DROP INDEX people_organisation;
CREATE INDEX people_organisation ON people (organisation_id, sort_key);

ALTER TABLE review_rules ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE crisis_roles ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE crisis_roles ADD COLUMN search_key TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE plans ADD COLUMN title_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE plans ADD COLUMN search_key TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE exercises ADD COLUMN title_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE exercises ADD COLUMN search_key TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE lessons ADD COLUMN search_key TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE actions ADD COLUMN title_key TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE playbooks ADD COLUMN title_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE playbooks ADD COLUMN search_key TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE audit ADD COLUMN actor_key TEXT COLLATE "C" NOT NULL DEFAULT '';
