//! nginx and Caddy, for the stories of the gate: Debian's packages, unpacked and not installed. An installed one would
//! be a service, start, and take port 80.

use crate::paths::Paths;
use crate::run::{capture_all, program, run};
use anyhow::{Context, Result};
use std::fs;

struct Server {
    /// The package, and the program.
    name: &'static str,
    /// Where the package has it.
    path: &'static str,
    /// What asks it for its version.
    ask: &'static str,
}

const SERVERS: [Server; 2] = [
    Server {
        name: "nginx",
        path: "usr/sbin/nginx",
        ask: "-v",
    },
    Server {
        name: "caddy",
        path: "usr/bin/caddy",
        ask: "version",
    },
];

pub(super) fn unpack(paths: &Paths) -> Result<()> {
    for server in &SERVERS {
        if server.answers(paths).is_ok() {
            println!("    {}: there", server.name);
        } else {
            server.unpack(paths).with_context(|| {
                let programs = paths.tool_programs();
                let name = server.name;
                format!(
                    "no {name}: where there is no apt-get, put {name} into {} yourself",
                    programs.display()
                )
            })?;
        }
    }
    Ok(())
}

impl Server {
    /// The program in our folder, if it runs: the libraries that it needs are the system's.
    fn answers(&self, paths: &Paths) -> Result<String> {
        capture_all(program(paths, paths.tool_programs().join(self.name))?.arg(self.ask))
    }

    fn unpack(&self, paths: &Paths) -> Result<()> {
        let folder = paths.tools.join(format!("{}.unpacked", self.name));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        super::debian::refresh(paths)?;
        run(program(paths, "apt-get")?
            .current_dir(&folder)
            // As the user who asks: Debian's own for this may not write here.
            .args(["-o", "APT::Sandbox::User=root", "-qq", "download", self.name]))?;
        let files = fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()?;
        let package = files.first().context("apt-get brought nothing")?.path();
        run(program(paths, "dpkg-deb")?
            .arg("--extract")
            .arg(package)
            .arg(&folder))?;
        fs::create_dir_all(paths.tool_programs())?;
        fs::rename(folder.join(self.path), paths.tool_programs().join(self.name))?;
        fs::remove_dir_all(&folder)?;
        self.answers(paths).map(drop)
    }
}
