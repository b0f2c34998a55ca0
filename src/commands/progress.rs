//! Progress on a terminal, for work that takes longer than a moment.

use std::sync::mpsc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(300);

/// Does work; shows a spinner on stderr, if that is a terminal, once it takes long.
pub(super) fn during<T>(what: &'static str, work: impl FnOnce() -> T) -> T {
    let (finished, waiting) = mpsc::channel::<()>();
    let watcher = std::thread::spawn(move || {
        if waiting.recv_timeout(PATIENCE) != Err(mpsc::RecvTimeoutError::Timeout) {
            return;
        }
        let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        spinner.set_message(what);
        spinner.enable_steady_tick(Duration::from_millis(120));
        let _ = waiting.recv();
        spinner.finish_and_clear();
    });
    let result = work();
    drop(finished);
    let _ = watcher.join();
    result
}

/// A bar over known amounts of work, named per topic.
pub(super) fn bar() -> impl FnMut(&str, u64, u64) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    move |topic, done, all| {
        bar.set_length(all);
        bar.set_message(topic.to_owned());
        bar.set_position(done);
        if done >= all {
            bar.finish_and_clear();
        }
    }
}
