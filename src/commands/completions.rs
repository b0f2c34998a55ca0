//! `kpi completions`

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Arguments, FINE, print};

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi completions bash > ~/.local/share/bash-completion/completions/kpi
  kpi completions zsh > ~/.zfunc/_kpi")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> u8 {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "kpi", &mut text);
        print(&String::from_utf8_lossy(&text));
        FINE
    }
}
