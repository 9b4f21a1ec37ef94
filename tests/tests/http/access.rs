//! Who may go where, and that nobody gets in without signing in.
