//! The two last releases with each other: hosts of the last one at the present issuer, present hosts at its issuer, and
//! an upgrade of both in the middle of a session. docs/protocol.md names what each pair goes without.

mod domain;
mod gate;
mod upgrade;

use anyhow::Result;
use e2e::{CHROMIUM, Cast, DatabaseKind, Options, Release, Stage, story_of};
use libtest_mimic::Trial;

/// Which of the two sides is of the last release, in names of stories.
const PAIRS: [(&str, Cast); 2] = [
    (
        "old_hosts",
        Cast {
            issuer: Release::Present,
            hosts: Release::Last,
            database: DatabaseKind::Sqlite,
        },
    ),
    (
        "old_issuer",
        Cast {
            issuer: Release::Last,
            hosts: Release::Present,
            database: DatabaseKind::Sqlite,
        },
    ),
];

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = of_each_pair("carriers", domain::carriers);
    trials.extend(of_each_pair("gate", gate::in_and_out));
    trials
}

/// Those that wait for the most part.
pub(crate) fn waiting() -> Vec<Trial> {
    let mut trials = of_each_pair("life", domain::life);
    let both = Cast {
        issuer: Release::Last,
        hosts: Release::Last,
        database: DatabaseKind::Sqlite,
    };
    let options = Options::default();
    trials.extend(story_of(
        "versions::upgrade",
        &[CHROMIUM],
        &options,
        both,
        upgrade::in_place,
    ));
    trials
}

fn of_each_pair<F>(name: &str, play: F) -> Vec<Trial>
where
    F: AsyncFn(&mut Stage) -> Result<()> + Copy + Send + 'static,
{
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    let told = PAIRS.iter().map(|(pair, cast)| {
        let name = format!("versions::{pair}::{name}");
        story_of(&name, &[CHROMIUM], &options, *cast, play)
    });
    told.flatten().collect()
}
