//! What the demo keeps between two starts, in `target/demo`: the database and the password.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use e2e::people::{ACME, CUSTOMERS, HUDSUCKER, PEOPLE, VANDELAY};
use e2e::{Domain, Issuer, random, workspace};
use serde_json::Value;

/// A page of the visitor's own: nothing of ours answers there, and Acme takes what does.
pub(crate) const OWN_PAGE: &str = "http://localhost:3000";

/// The demo's folder, for as long as this demo runs.
#[derive(Debug)]
pub(crate) struct Home {
    folder: PathBuf,
    /// Held, so that a second demo cannot pull the domains from under the first.
    _lock: File,
}

impl Home {
    /// Opens the demo's folder, made at the first start.
    pub(crate) fn open() -> Result<Self> {
        Self::open_at(&workspace().join("target/demo"))
    }

    fn open_at(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let lock = File::create(folder.join("lock"))?;
        lock.try_lock().with_context(|| {
            format!(
                "another demo is running in {}: stop it with Ctrl-C first",
                folder.display()
            )
        })?;
        Ok(Self {
            folder: folder.to_owned(),
            _lock: lock,
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds what is missing in the database, and tells the password of the demo's users.
    pub(crate) async fn furnish(
        &self,
        issuer: &Issuer,
        domains: &[Domain],
        backend: &str,
        gated: Option<&str>,
    ) -> Result<String> {
        let (password, is_new) = self.password()?;
        let orgs = issuer.list("org").await?;
        let known_domains = issuer.list("domain").await?;
        for known in known_domains.iter().filter_map(|row| row["origin"].as_str()) {
            let mut present = domains
                .iter()
                .map(Domain::origin)
                .chain([backend, OWN_PAGE])
                .chain(gated);
            if !present.any(|origin| origin == known) {
                // An earlier start used other ports; nothing answers there now.
                issuer.run(&["domain", "remove", known], None).await?;
            }
        }
        for (customer, domain) in CUSTOMERS.into_iter().zip(domains) {
            if !has(&orgs, "name", customer.org) {
                issuer.add_customer(customer, domain.origin()).await?;
            } else if !has(&known_domains, "origin", domain.origin()) {
                issuer.add_domain(customer, domain.origin()).await?;
            }
        }
        let subsidiaries = [(&VANDELAY, Some(backend)), (&HUDSUCKER, gated)];
        for (subsidiary, origin) in subsidiaries {
            let missing = origin.filter(|origin| !has(&known_domains, "origin", origin));
            if let Some(origin) = missing {
                issuer.add_subsidiary(subsidiary, origin).await?;
            }
        }
        if !has(&known_domains, "origin", OWN_PAGE) {
            let add = [
                "domain",
                "add",
                OWN_PAGE,
                "--org",
                ACME.org,
                "--name",
                "Your page",
            ];
            issuer.run(&add, None).await?;
        }
        let users = issuer.list("user").await?;
        for person in PEOPLE {
            if !has(&users, "login", person.login) {
                issuer.add_person(person, &password).await?;
            } else if is_new {
                // The file was lost: the accounts stay, with the new password.
                let change = ["user", "password", person.login, "--password-stdin"];
                issuer.run(&change, Some(&password)).await?;
            }
        }
        Ok(password)
    }

    /// The password, made at the first start and readable by its owner only; whether it is new.
    fn password(&self) -> Result<(String, bool)> {
        let file = self.folder.join("password");
        if let Ok(kept) = fs::read_to_string(&file) {
            return Ok((kept.trim_end().to_owned(), false));
        }
        let password = random::password()?;
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&file)
            .and_then(|mut file| writeln!(file, "{password}"))
            .with_context(|| format!("cannot write {}", file.display()))?;
        Ok((password, true))
    }
}

fn has(rows: &[Value], member: &str, value: &str) -> bool {
    rows.iter().any(|row| row[member] == value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::os::unix::fs::PermissionsExt;

    use super::{Home, fs};

    #[test]
    fn the_password_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open_at(folder.path()).unwrap();
        let (first, is_new) = home.password().unwrap();
        assert!(is_new);
        assert_eq!(home.password().unwrap(), (first, false));
        let mode = fs::metadata(folder.path().join("password"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_second_demo_in_the_same_folder_is_refused_while_the_first_runs() {
        let folder = tempfile::tempdir().unwrap();
        let first = Home::open_at(folder.path()).unwrap();
        assert!(Home::open_at(folder.path()).is_err());
        drop(first);
        assert!(Home::open_at(folder.path()).is_ok());
    }
}
