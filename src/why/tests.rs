//! What is asked of a lead, and what is missing.
