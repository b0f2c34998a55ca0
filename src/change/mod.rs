//! What changed in meaning between two models.

pub mod direction;
