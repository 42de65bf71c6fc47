//! Inputs of strangers: what they may cost, what they may see, and what they may make meshc print.

#[cfg(unix)]
mod closed;
mod inputs;
mod limits;
mod lists;
mod output;
mod runner;
mod work;
