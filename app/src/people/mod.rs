//! The people of the organisations and how to reach them.
