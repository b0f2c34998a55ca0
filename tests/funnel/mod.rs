//! Funnels: stages and what is counted of them, against a naive reading of the language.
//!
//! The naive reading goes row by row: `moments`, `model`, `conditions`, `replay`, `stages`, `entries`, `arrival`.
//! `written` makes files of a project for the program, `definitions` and `random` make projects,
//! `compare` holds both readings against each other.

mod arrival;
mod cases;
mod changed;
mod compare;
mod conditions;
mod cycles;
mod definitions;
mod entries;
mod in_force;
mod model;
mod moments;
mod properties;
mod random;
mod replay;
mod replays;
mod skips;
mod stages;
mod survival;
mod versions;
mod why;
mod windows;
mod written;
