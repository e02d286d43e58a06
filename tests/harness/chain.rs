//! How many round trips came one after another: the heaviest chain of intervals, each of which
//! began after the one before had ended.

/// Something that took time, and for how many round trips it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// When it began.
    pub started: f64,
    /// When it ended.
    pub ended: f64,
    /// The round trips in it, at least one.
    pub round_trips: usize,
}

/// The round trips of the heaviest chain.
#[must_use]
pub fn sequential(intervals: &[Interval]) -> usize {
    let mut sorted = intervals.to_vec();
    sorted.sort_by(|one, other| one.ended.total_cmp(&other.ended));
    // For each interval, the heaviest chain that ends with it.
    let mut heaviest: Vec<(f64, usize)> = Vec::new();
    for interval in sorted {
        let before = heaviest
            .iter()
            .filter(|(ended, _)| *ended <= interval.started)
            .map(|(_, weight)| *weight)
            .max();
        heaviest.push((interval.ended, before.unwrap_or(0) + interval.round_trips));
    }
    heaviest.into_iter().map(|(_, weight)| weight).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Interval, sequential};

    fn at(started: f64, ended: f64) -> Interval {
        Interval {
            started,
            ended,
            round_trips: 1,
        }
    }

    #[test]
    fn what_runs_side_by_side_counts_once() {
        assert_eq!(sequential(&[at(0.0, 10.0), at(1.0, 11.0), at(2.0, 9.0)]), 1);
    }

    #[test]
    fn what_waits_for_another_counts_on() {
        assert_eq!(
            sequential(&[at(20.0, 30.0), at(0.0, 10.0), at(10.0, 20.0), at(5.0, 15.0)]),
            3
        );
    }

    #[test]
    fn a_redirect_inside_an_interval_counts_twice() {
        let redirected = Interval {
            round_trips: 2,
            ..at(10.0, 30.0)
        };
        assert_eq!(sequential(&[at(0.0, 10.0), redirected, at(12.0, 20.0)]), 3);
    }

    #[test]
    fn nothing_takes_nothing() {
        assert_eq!(sequential(&[]), 0);
    }
}
