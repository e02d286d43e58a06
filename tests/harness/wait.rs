//! Waiting for a condition, with a deadline. Nothing in the tests sleeps for a fixed time.

use std::time::Duration;

use anyhow::{Result, anyhow};

/// How long a step that a person would see may take before the story fails: two busy cores and
/// cold browsers are slow, a hang is endless.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The shortest and the longest pause between two questions. Each costs a browser some milliseconds of a core.
const PAUSES: [Duration; 2] = [Duration::from_millis(25), Duration::from_millis(250)];

/// Asks `check` again and again until it answers `Some`, for `limit` at most. Its pauses grow by a tenth, so that stories
/// which wait long leave the machine to the others.
///
/// An error of `check` counts as "not yet": a page that is just being replaced answers many
/// questions with an error. The last one is told when time is up.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut check: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let mut last = String::from("never answered");
    let asking = async {
        let [mut pause, longest] = PAUSES;
        loop {
            match check().await {
                Ok(Some(answer)) => return answer,
                Ok(None) => last = String::from("not yet so"),
                Err(error) => last = format!("{error:#}"),
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 11 / 10).min(longest);
        }
    };
    match tokio::time::timeout(limit, asking).await {
        Ok(answer) => Ok(answer),
        Err(_) => Err(anyhow!("waited {limit:?} for {what}: {last}")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Duration, anyhow, until};

    #[tokio::test]
    async fn answers_when_the_condition_holds_even_after_errors() {
        let mut turns = 0;
        let answer = until("third turn", Duration::from_secs(5), async || {
            turns += 1;
            match turns {
                1 => Err(anyhow!("not there")),
                2 => Ok(None),
                _ => Ok(Some(turns)),
            }
        })
        .await;
        assert_eq!(answer.unwrap(), 3);
    }

    #[tokio::test]
    async fn names_what_it_waited_for_and_the_last_error() {
        let error = until::<()>("the moon", Duration::from_millis(60), async || {
            Err(anyhow!("cloudy"))
        })
        .await
        .unwrap_err()
        .to_string();
        assert!(error.contains("the moon") && error.contains("cloudy"), "{error}");
    }
}
