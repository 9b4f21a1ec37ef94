//! Crisis roles: the catalogue, who fills them, coverage, and what a member of staff must know.
