//! The program `kpi`: arguments -> command -> exit code.

use std::process::ExitCode;

/// Stack of the thread that works: expressions of the largest allowed depth need a part of it.
const STACK: usize = 256 * 1024 * 1024;

fn main() -> ExitCode {
    quiet_engine();
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(gyakusan::commands::main);
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => ExitCode::from(code),
        _ => ExitCode::from(gyakusan::commands::NO_ANSWER),
    }
}

/// Threads of the data engine that are given up after an error say so by panicking; the error itself
/// is reported as a finding.
fn quiet_engine() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let current = std::thread::current();
        if !current.name().is_some_and(|name| name.starts_with("async-executor")) {
            usual(panic);
        }
    }));
}
