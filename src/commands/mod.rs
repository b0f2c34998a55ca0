//! The commands of `kpi`, one per file: parse, call the library, print.
//!
//! Only this module prints. stdout is the result, stderr is progress and notes.

mod approve;
mod attribution;
mod calibrate;
mod check;
mod choose;
mod completions;
mod days;
mod diagnose;
mod diff;
mod docs;
mod driver;
mod explain;
mod gap;
mod history;
mod init;
mod leads;
mod log;
mod over_time;
mod plan;
mod progress;
mod project;
mod question;
mod report;
mod review;
mod revisions;
mod run;
mod salt;
mod sample;
mod schema;
mod test;
mod verify;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::diagnostic::{Diagnostic, Diagnostics, OutputFormat, render};
use crate::source::Sources;

/// All is well.
pub const FINE: u8 = 0;
/// There are findings: errors in definitions or data.
pub const FINDINGS: u8 = 1;
/// The command was called in a way it does not know.
pub const USAGE: u8 = 2;
/// The question could not be answered.
pub const NO_ANSWER: u8 = 3;

const AFTER_HELP: &str = "\
Exit codes:
  0  fine
  1  findings (errors in definitions or data, tests that fail)
  2  wrong use of the command line
  3  could not answer (data missing or not as defined)

Examples:
  kpi init my-kpis && cd my-kpis
  kpi check --data
  kpi run --by channel,month --period \"last 12 months\"
  kpi explain win_rate
  kpi leads mql --period \"this month\" --by channel";

/// KPI definitions that marketing and sales share: checked, explained, evaluated.
#[derive(Debug, Parser)]
#[command(name = "kpi", version, about, after_help = AFTER_HELP, propagate_version = true)]
struct Arguments {
    /// Directory of the project; else the nearest one with `kpi.toml`, upward from here
    #[arg(long, short = 'C', global = true, value_name = "DIR")]
    project: Option<PathBuf>,
    /// When to use colour; `NO_COLOR` is respected
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Run(run::Run),
    Explain(explain::Explain),
    Plan(plan::Plan),
    Leads(leads::Leads),
    Calibrate(calibrate::Calibrate),
    Gap(gap::Gap),
    Diagnose(diagnose::Diagnose),
    Diff(diff::Diff),
    Review(review::Review),
    Approve(approve::Approve),
    Log(log::Log),
    Report(report::Report),
    Docs(docs::Docs),
    Attribution(attribution::Attribution),
    Verify(verify::Verify),
    Test(test::Test),
    Init(init::Init),
    Sample(sample::Sample),
    Schema(schema::Schema),
    #[command(name = "git-diff-driver")]
    Driver(driver::Driver),
    Completions(completions::Completions),
}

/// What every command may ask about its surroundings.
struct Outside {
    project: Option<PathBuf>,
    color: Color,
}

/// Runs the program; gives its exit code.
pub fn main() -> u8 {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { USAGE } else { FINE };
        }
    };
    let outside = Outside { project: arguments.project, color: arguments.color };
    match arguments.command {
        Command::Check(command) => command.run(&outside),
        Command::Run(command) => command.run(&outside),
        Command::Explain(command) => command.run(&outside),
        Command::Plan(command) => command.run(&outside),
        Command::Leads(command) => command.run(&outside),
        Command::Calibrate(command) => command.run(&outside),
        Command::Gap(command) => command.run(&outside),
        Command::Diagnose(command) => command.run(&outside),
        Command::Diff(command) => command.run(&outside),
        Command::Review(command) => command.run(&outside),
        Command::Approve(command) => command.run(&outside),
        Command::Log(command) => command.run(&outside),
        Command::Report(command) => command.run(&outside),
        Command::Docs(command) => command.run(&outside),
        Command::Attribution(command) => command.run(&outside),
        Command::Verify(command) => command.run(&outside),
        Command::Test(command) => command.run(&outside),
        Command::Init(command) => command.run(&outside),
        Command::Sample(command) => command.run(&outside),
        Command::Driver(command) => command.run(&outside),
        Command::Schema(command) => command.run(),
        Command::Completions(command) => command.run(),
    }
}

impl Outside {
    /// Tells whether a stream gets colour.
    fn colored(&self, terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }

    fn color_stdout(&self) -> bool {
        self.colored(std::io::stdout().is_terminal())
    }

    /// Prints findings to stderr.
    fn complain(&self, diagnostics: &Diagnostics, sources: &Sources) {
        let color = self.colored(std::io::stderr().is_terminal());
        eprint!("{}", render(diagnostics, sources, OutputFormat::Human { color }));
    }

    /// Prints one finding that has no spot in a definition file.
    fn complain_of(&self, diagnostic: Diagnostic) {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(diagnostic);
        self.complain(&diagnostics, &Sources::default());
    }
}

/// Prints a result; a reader that has gone away is no error, any other failure ends the program.
fn print(text: &str) {
    print_bytes(text.as_bytes());
}

fn print_bytes(bytes: &[u8]) {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            eprintln!("error: the result could not be written: {error}");
            std::process::exit(i32::from(NO_ANSWER));
        }
        _ => {}
    }
}

/// Columns of the terminal, if stdout is one.
fn width() -> Option<u16> {
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    columns.filter(|_| std::io::stdout().is_terminal())
}
