//! The stories: what a person sees in a real browser, and what the issuer recorded of it.

mod attacks;
mod backend;
mod brand;
mod crash;
mod everywhere;
mod external;
mod fetch;
mod gate;
mod harness;
mod inspector;
mod isolation;
mod kratos;
mod launcher;
mod lost_receiver;
mod matrix;
mod may_not_enter;
mod other_user;
mod own_page;
mod page;
mod page_module;
mod popup;
mod projects;
mod propagation;
mod quick_start;
mod races;
mod recovery;
mod redirect;
mod refused_wasm;
mod renewal;
mod renewal_clock;
mod renewal_ended;
mod renewal_network;
mod renewal_sleep;
mod renewal_stored;
mod restarts;
mod round_trips;
mod second_domain;
mod sign_out;
mod sign_out_at_page;
mod steps;
mod two_tabs;
mod unknown_return_to;
mod versions;
mod wrong_password;

use std::process::ExitCode;

use libtest_mimic::Trial;

/// How many stories are told at once.
const THREADS: usize = 8;

fn main() -> ExitCode {
    let mut arguments = libtest_mimic::Arguments::from_args();
    // Browsers that are busy have places of their own; the rest of the threads waits with stories that wait.
    arguments.test_threads = arguments.test_threads.or(Some(THREADS));
    if !arguments.list
        && let Err(error) = e2e::process::end_all_when_interrupted()
    {
        eprintln!("cannot watch for an interruption: {error:#}");
        return ExitCode::FAILURE;
    }
    let busy = [
        harness::trials(),
        popup::trials(),
        backend::trials(),
        gate::trials(),
        other_user::trials(),
        redirect::trials(),
        wrong_password::trials(),
        may_not_enter::trials(),
        unknown_return_to::trials(),
        launcher::trials(),
        second_domain::trials(),
        external::trials(),
        sign_out::trials(),
        sign_out_at_page::trials(),
        two_tabs::trials(),
        races::trials(),
        recovery::trials(),
        refused_wasm::trials(),
        page_module::trials(),
        lost_receiver::trials(),
        crash::trials(),
        everywhere::trials(),
        round_trips::trials(),
        projects::trials(),
        propagation::trials(),
        quick_start::trials(),
        own_page::trials(),
        inspector::trials(),
        brand::trials(),
        renewal_stored::trials(),
        fetch::trials(),
        isolation::trials(),
        attacks::trials(),
        matrix::trials(),
        versions::trials(),
    ];
    let waiting = [
        kratos::trials(),
        renewal::trials(),
        renewal_clock::trials(),
        renewal_ended::trials(),
        renewal_network::trials(),
        renewal_sleep::trials(),
        isolation::waiting(),
        matrix::waiting(),
        versions::waiting(),
        gate::waiting(),
        restarts::trials(),
    ];
    let trials = spread(busy.into_iter().flatten(), waiting.into_iter().flatten());
    let conclusion = libtest_mimic::run(&arguments, trials);
    e2e::end_waiting_browsers();
    for line in e2e::longest() {
        println!("{line}");
    }
    conclusion.exit_code()
}

/// Puts the stories that wait evenly between the busy ones: some of them wait while those are told.
fn spread(busy: impl Iterator<Item = Trial>, waiting: impl Iterator<Item = Trial>) -> Vec<Trial> {
    let (busy, waiting): (Vec<_>, Vec<_>) = (busy.collect(), waiting.collect());
    let between = busy.len() / (waiting.len() + 1) + 1;
    let mut waiting = waiting.into_iter();
    let mut trials = Vec::new();
    for (number, trial) in busy.into_iter().enumerate() {
        if number % between == 0 {
            trials.extend(waiting.next());
        }
        trials.push(trial);
    }
    trials.extend(waiting);
    trials
}
