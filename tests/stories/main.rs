//! The stories: what a person sees in a real browser, and what the issuer recorded of it.

mod brand;
mod crash;
mod external;
mod fetch;
mod harness;
mod launcher;
mod lost_receiver;
mod may_not_enter;
mod other_user;
mod own_page;
mod page;
mod page_module;
mod popup;
mod projects;
mod quick_start;
mod redirect;
mod refused_wasm;
mod renewal;
mod renewal_clock;
mod renewal_ended;
mod renewal_network;
mod renewal_sleep;
mod renewal_stored;
mod round_trips;
mod second_domain;
mod sign_out;
mod steps;
mod two_tabs;
mod unknown_return_to;
mod wrong_password;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = libtest_mimic::Arguments::from_args();
    if !arguments.list
        && let Err(error) = e2e::process::end_all_when_interrupted()
    {
        eprintln!("cannot watch for an interruption: {error:#}");
        return ExitCode::FAILURE;
    }
    let trials = [
        harness::trials(),
        popup::trials(),
        other_user::trials(),
        redirect::trials(),
        wrong_password::trials(),
        may_not_enter::trials(),
        unknown_return_to::trials(),
        launcher::trials(),
        second_domain::trials(),
        external::trials(),
        sign_out::trials(),
        two_tabs::trials(),
        refused_wasm::trials(),
        page_module::trials(),
        lost_receiver::trials(),
        crash::trials(),
        round_trips::trials(),
        projects::trials(),
        quick_start::trials(),
        own_page::trials(),
        brand::trials(),
        renewal::trials(),
        renewal_clock::trials(),
        renewal_ended::trials(),
        renewal_network::trials(),
        renewal_sleep::trials(),
        renewal_stored::trials(),
        fetch::trials(),
    ]
    .into_iter()
    .flatten()
    .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
