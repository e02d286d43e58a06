//! A map of bounded size that forgets what is old: two generations, of which the older one goes as a whole.

use std::collections::HashMap;
use std::hash::Hash;
use std::mem;
use std::sync::{Mutex, PoisonError};

/// A map that holds the last `size` entries at least and twice as many at most.
#[derive(Debug)]
pub(crate) struct Generations<K, V> {
    size: usize,
    maps: Mutex<[HashMap<K, V>; 2]>,
}

impl<K: Hash + Eq + Clone, V: Clone> Generations<K, V> {
    pub(crate) fn new(size: usize) -> Self {
        Self {
            size,
            maps: Mutex::new([HashMap::new(), HashMap::new()]),
        }
    }

    pub(crate) fn find(&self, key: &K) -> Option<V> {
        self.with(|[young, old]| young.get(key).or_else(|| old.get(key)).cloned())
    }

    /// Keeps a value in place of whatever was there.
    pub(crate) fn keep(&self, key: K, value: V) {
        self.with(|maps| {
            maps[1].remove(&key);
            self.insert(maps, key, value);
        });
    }

    /// What is kept for the key if it is still good, or what is made and kept now.
    pub(crate) fn find_or_keep(
        &self,
        key: &K,
        is_good: impl FnOnce(&V) -> bool,
        make: impl FnOnce() -> V,
    ) -> V {
        self.with(|maps| {
            let found = maps[0].get(key).or_else(|| maps[1].get(key));
            if let Some(value) = found.filter(|value| is_good(value)) {
                return value.clone();
            }
            maps[1].remove(key);
            let value = make();
            self.insert(maps, key.clone(), value.clone());
            value
        })
    }

    fn insert(&self, maps: &mut [HashMap<K, V>; 2], key: K, value: V) {
        if maps[0].len() >= self.size {
            maps[1] = mem::take(&mut maps[0]);
        }
        maps[0].insert(key, value);
    }

    fn with<T>(&self, work: impl FnOnce(&mut [HashMap<K, V>; 2]) -> T) -> T {
        // A panic elsewhere left nothing half done here: each change is one insert or remove.
        work(&mut self.maps.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ones_stay_and_memory_is_bounded() {
        let map = Generations::new(100);
        for number in 0..100_000 {
            map.keep(number, number);
            assert_eq!(map.find(&number), Some(number));
        }
        let held = map.with(|maps| maps[0].len() + maps[1].len());
        assert!((100..=200).contains(&held), "{held}");
        assert!((99_900..100_000).all(|number| map.find(&number) == Some(number)));
    }

    #[test]
    fn what_was_replaced_does_not_come_back() {
        let map = Generations::new(2);
        for key in ["a", "b", "c"] {
            map.keep(key, 1);
        }
        map.keep("a", 2);
        assert_eq!(map.find(&"a"), Some(2));
        let good = |value: &i32| *value == 3;
        assert_eq!(map.find_or_keep(&"a", good, || 3), 3);
        assert_eq!(map.find_or_keep(&"a", good, || 4), 3);
        assert_eq!(map.find(&"a"), Some(3));
        for key in ["d", "e", "f", "g"] {
            map.keep(key, 1);
        }
        assert_eq!(map.find(&"a"), None);
    }
}
