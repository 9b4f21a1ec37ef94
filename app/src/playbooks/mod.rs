//! Scenario playbooks: phases with a trigger and ordered steps by role.
