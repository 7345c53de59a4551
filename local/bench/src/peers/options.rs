//! Which servers are measured beside ours.

use std::str::FromStr;

use url::Url;

use crate::BenchError;

/// Other servers.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct PeerOptions {
    /// A server of this API that runs already; it is not started.
    #[arg(long = "peer", value_name = "NAME=URL")]
    peers: Vec<Address>,

    /// The processes of each peer, in the order of the peers: those that they have started count with them.
    #[arg(long = "pid", value_name = "PID[,PID…]")]
    processes: Vec<Processes>,

    /// Start Debian's nginx as a peer, which unpacks our bodies out of redis for each request.
    #[arg(long)]
    pub(super) nginx: bool,
}

/// Where a peer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) name: String,
    pub(super) url: Url,
}

/// The processes of a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Processes(Vec<u32>);

impl PeerOptions {
    /// The servers that run already, each with its processes.
    pub(super) fn peers(&self) -> Result<impl Iterator<Item = (&Address, &[u32])>, BenchError> {
        let Self { peers, processes, .. } = self;
        if peers.len() != processes.len() {
            return Err(BenchError::NoProcesses { peers: peers.len(), pids: processes.len() });
        }
        Ok(peers.iter().zip(processes.iter().map(|Processes(pids)| pids.as_slice())))
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, url) = text.split_once('=').ok_or("a peer is NAME=URL")?;
        let url: Url = url.parse().map_err(|error| format!("{url}: {error}"))?;
        if name.is_empty() || !url.has_host() {
            return Err("a peer is NAME=URL, such as overfast=http://localhost:8080".to_owned());
        }
        Ok(Self { name: name.to_owned(), url })
    }
}

impl FromStr for Processes {
    type Err = String;

    /// Also with spaces between them, as `pidof` prints them.
    fn from_str(text: &str) -> Result<Self, String> {
        let pids = text.split([',', ' ', '\n']).filter(|pid| !pid.is_empty());
        let pids: Vec<u32> = pids
            .map(|pid| pid.parse().map_err(|_| format!("{pid} is no process")))
            .collect::<Result<_, _>>()?;
        if pids.is_empty() {
            return Err("there is no process".to_owned());
        }
        Ok(Self(pids))
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::*;

    fn options(arguments: &[&str]) -> Result<PeerOptions, clap::Error> {
        let command = PeerOptions::augment_args(clap::Command::new("peers").no_binary_name(true));
        PeerOptions::from_arg_matches(&command.try_get_matches_from(arguments)?)
    }

    #[test]
    fn each_peer_has_the_processes_that_follow_it() {
        let options = options(&[
            "--peer",
            "overfast=http://localhost:8080",
            "--pid",
            "12,7",
            "--peer",
            "twin=http://127.0.0.1:9000/",
            "--pid",
            "3 4\n",
        ]);
        let options = options.unwrap();
        let peers: Vec<_> = options.peers().unwrap().collect();
        assert_eq!(peers.len(), 2);
        assert_eq!(peers[0].0.name, "overfast");
        assert_eq!(peers[0].1, [12, 7]);
        assert_eq!(peers[1].0.url.as_str(), "http://127.0.0.1:9000/");
        assert_eq!(peers[1].1, [3, 4]);
    }

    #[test]
    fn what_is_no_peer_is_refused() {
        for peer in ["http://localhost", "=http://localhost", "one=localhost:80", "one="] {
            assert!(options(&["--peer", peer, "--pid", "1"]).is_err(), "{peer}");
        }
        for pid in ["", "one", "1,two", "-1"] {
            assert!(options(&["--peer", "one=http://localhost", "--pid", pid]).is_err(), "{pid}");
        }
    }

    #[test]
    fn a_peer_without_its_processes_is_refused() {
        let one = options(&["--peer", "one=http://localhost"]).unwrap();
        let error = one.peers().map(drop).unwrap_err();
        assert!(matches!(error, BenchError::NoProcesses { peers: 1, pids: 0 }), "{error}");
    }
}
