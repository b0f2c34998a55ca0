//! The program `kpi`: arguments -> command -> exit code.

use std::process::ExitCode;

/// Stack of the thread that works: expressions of the largest allowed depth need a part of it.
const STACK: usize = 256 * 1024 * 1024;

fn main() -> ExitCode {
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(gyakusan::commands::main);
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => ExitCode::from(code),
        _ => ExitCode::from(gyakusan::commands::NO_ANSWER),
    }
}
