//! `bench`: the issuer as it is deployed: how soon it answers, what it takes, how fast it serves its keys; and what a
//! session costs at a domain's backend.

use crate::clock::Stopwatch;
use crate::npm;
use crate::paths::Paths;
use crate::run::{program, run, step};
use anyhow::{Context, Result, ensure};
use clap::Args;
use serde::Deserialize;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

/// Measures the optimised binary: start, memory, requests on one connection, and what a session costs a backend.
///
/// Builds it first (profile `dist`: some minutes). Everything happens on the loopback interface, in a new
/// database below target/.
#[derive(Args, Clone)]
pub(crate) struct Bench {
    /// How many requests are made, one after the other
    #[arg(long, default_value_t = 2000)]
    requests: u32,
}

#[derive(Deserialize)]
struct LogLine {
    listening: Option<String>,
    fields: Option<Fields>,
}

#[derive(Deserialize)]
struct Fields {
    listening: Option<String>,
}

impl Bench {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        npm::build(paths)?;
        step("issuer, optimised", || {
            run(program(paths, "cargo")?.args(["build", "--profile", "dist", "-p", "crosspass-cli"]))
        })?;
        let folder = paths.target.join("bench");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let binary = paths.target.join("dist/crosspass");
        println!(
            "binary                      {:>9} KB",
            fs::metadata(&binary)?.len() / 1024
        );
        for start in ["first start, keys made", "start"] {
            let issuer = Issuer::start(paths, start)?;
            println!("idle, resident              {:>9} KB", issuer.resident()?);
            issuer.measure("GET /healthz", "/healthz", self.requests)?;
            issuer.measure(
                "GET /.well-known/jwks.json",
                "/.well-known/jwks.json",
                self.requests,
            )?;
            println!("then, resident              {:>9} KB", issuer.resident()?);
        }
        backends(paths)
    }
}

/// What a session costs at a domain's backend, with the layer and behind the gate: tests/bench.
fn backends(paths: &Paths) -> Result<()> {
    step("backends, optimised", || {
        run(program(paths, "cargo")?.args(["build", "--profile", "dist", "-p", "e2e", "--bin", "bench"]))
    })?;
    let programs = paths.target.join("dist");
    let mut bench = program(paths, programs.join("bench"))?;
    bench
        .env("CROSSPASS_BIN", programs.join("crosspass"))
        .env("CROSSPASS_PAGES", paths.pages())
        .env("CROSSPASS_TOOLS", &paths.tools);
    run(&mut bench)
}

/// A running issuer; ended when dropped.
struct Issuer {
    process: Child,
    address: String,
}

impl Issuer {
    fn start(paths: &Paths, name: &str) -> Result<Self> {
        let watch = Stopwatch::start();
        let mut process = program(paths, paths.target.join("dist/crosspass"))?
            .args([
                "serve",
                "--issuer",
                "http://auth.localhost:9000",
                "--listen",
                "127.0.0.1:0",
                "--database",
            ])
            .arg(paths.target.join("bench/crosspass.db"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().context("no output of the issuer to read")?;
        let mut issuer = Self {
            process,
            address: String::new(),
        };
        let mut output = BufReader::new(output);
        let mut text = String::new();
        while output.read_line(&mut text)? > 0 {
            let line = serde_json::from_str::<LogLine>(&text);
            text.clear();
            let Ok(line) = line else { continue };
            if let Some(address) = line.listening.or_else(|| line.fields?.listening) {
                issuer.address = address;
                break;
            }
        }
        ensure!(!issuer.address.is_empty(), "the issuer ended before it listened");
        // It goes on logging, and would wait for a reader.
        thread::spawn(move || io::copy(&mut output, &mut io::sink()));
        let mut connection = issuer.connect()?;
        get(&mut connection, "/healthz")?;
        println!(
            "{name:<26}  {:>9} ms to the first answer",
            watch.elapsed().as_millis()
        );
        Ok(issuer)
    }

    fn connect(&self) -> Result<TcpStream> {
        let connection = TcpStream::connect(&self.address)?;
        connection.set_nodelay(true)?;
        Ok(connection)
    }

    fn measure(&self, name: &str, path: &str, requests: u32) -> Result<()> {
        let mut connection = self.connect()?;
        let mut times = Vec::new();
        for _ in 0..requests.max(1) {
            let watch = Stopwatch::start();
            get(&mut connection, path)?;
            times.push(watch.elapsed());
        }
        times.sort_unstable();
        let at = |share: usize| times[(times.len() - 1) * share / 100].as_micros();
        let all = times.iter().sum::<Duration>().as_secs_f64();
        println!(
            "{name:<26}  {:>9.0} a second; median {} µs, 99 % below {} µs",
            f64::from(requests) / all,
            at(50),
            at(99)
        );
        Ok(())
    }

    /// Kilobytes of memory, as the kernel counts them.
    fn resident(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        let _ended = self.process.kill().and_then(|()| self.process.wait());
    }
}

/// One request and its whole answer, on a connection that stays open.
fn get(connection: &mut TcpStream, path: &str) -> Result<()> {
    write!(
        connection,
        "GET {path} HTTP/1.1\r\nHost: auth.localhost:9000\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = connection.read(&mut chunk)?;
        ensure!(read > 0, "the issuer closed the connection");
        answer.extend(&chunk[..read]);
        if let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
            ensure!(
                text.starts_with("http/1.1 200"),
                "{path}: {}",
                text.lines().next().unwrap_or_default()
            );
            let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.context("no content-length")?.trim().parse()?;
            if answer.len() >= head + 4 + length {
                return Ok(());
            }
        }
    }
}
