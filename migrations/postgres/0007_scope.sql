-- The same rows as before, each grant's own organisation and those of its region, found by indexes
-- alone: "or" in the join made SQLite go through all organisations, and for all users.
DROP VIEW user_scope;
CREATE VIEW user_scope AS
SELECT g.user_id, g.organisation_id, g.level FROM grants g
UNION ALL
SELECT g.user_id, o.id, g.level FROM grants g JOIN organisations o ON o.region_id = g.organisation_id;
