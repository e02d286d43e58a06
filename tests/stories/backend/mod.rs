//! A domain whose receiver is its backend: the session is a cookie that no script can read.

mod carriers;
mod life;
mod login_url;
mod page;
mod scopes;
mod users;

use libtest_mimic::Trial;
pub(crate) use page::landed_at;

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = carriers::trials();
    trials.extend(users::trials());
    trials.extend(life::trials());
    trials.extend(login_url::trials());
    trials.extend(scopes::trials());
    trials
}
