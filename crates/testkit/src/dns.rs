//! A DNS server on loopback, over UDP and TCP, that says what a test has it say.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{CNAME, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

/// What it says to every question.
#[derive(Clone, Debug)]
pub enum Says {
    /// These records, each of its strings.
    Records(Vec<Vec<String>>),
    /// The same of another name, to which the first one leads.
    Elsewhere(String),
    /// There is such a name, and no such record.
    NoRecords,
    /// There is no such name.
    NoName,
    /// It cannot say.
    Failure,
    /// Nothing at all.
    Silence,
    /// What is no answer.
    Garbage,
}

/// A running server; it ends with the test's runtime.
#[derive(Clone)]
pub struct DnsServer {
    pub address: SocketAddr,
    says: Arc<Mutex<Says>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl DnsServer {
    pub async fn start(says: Says) -> Self {
        // A port that is free for both.
        let (udp, tcp) = loop {
            let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
            if let Ok(udp) = UdpSocket::bind(tcp.local_addr().unwrap()).await {
                break (udp, tcp);
            }
        };
        let server = Self {
            address: tcp.local_addr().unwrap(),
            says: Arc::new(Mutex::new(says)),
            asked: Arc::default(),
        };
        tokio::spawn(server.clone().over_udp(udp));
        tokio::spawn(server.clone().over_tcp(tcp));
        server
    }

    pub fn say(&self, says: Says) {
        *self.says.lock().unwrap() = says;
    }

    /// A record of one string.
    pub fn publish(&self, record: &str) {
        self.say(Says::Records(vec![vec![record.to_owned()]]));
    }

    /// The names that it was asked about.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    async fn over_udp(self, socket: UdpSocket) {
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            if let Some(answer) = self.answer(&buffer[..length]) {
                // What does not fit is asked for again over TCP (RFC 1035, 4.2.1).
                let answer = if answer.len() > 512 { cut(&answer) } else { answer };
                socket.send_to(&answer, from).await.unwrap();
            }
        }
    }

    async fn over_tcp(self, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(self.clone().answer_one(stream));
        }
    }

    async fn answer_one(self, mut stream: TcpStream) {
        let Ok(length) = stream.read_u16().await else {
            return;
        };
        let mut question = vec![0; length.into()];
        if stream.read_exact(&mut question).await.is_err() {
            return;
        }
        if let Some(answer) = self.answer(&question) {
            let length = u16::try_from(answer.len()).unwrap();
            stream.write_u16(length).await.unwrap();
            stream.write_all(&answer).await.unwrap();
        }
        // The client closes.
        stream.read_u8().await.ok();
    }

    fn answer(&self, question: &[u8]) -> Option<Vec<u8>> {
        let question = Message::from_vec(question).ok()?;
        let query = question.queries.first()?.clone();
        assert_eq!(query.query_type(), RecordType::TXT);
        let name = query.name().clone();
        self.asked.lock().unwrap().push(name.to_string().to_lowercase());
        let mut answer = Message::response(question.metadata.id, OpCode::Query);
        answer.add_query(query);
        let text = |name: &Name, strings: Vec<String>| {
            Record::from_rdata(name.clone(), 300, RData::TXT(TXT::new(strings)))
        };
        match self.says.lock().unwrap().clone() {
            Says::Records(records) => {
                for strings in records {
                    answer.add_answer(text(&name, strings));
                }
            }
            Says::Elsewhere(record) => {
                let there = Name::from_ascii("elsewhere.example.").unwrap();
                answer.add_answer(Record::from_rdata(name, 300, RData::CNAME(CNAME(there.clone()))));
                answer.add_answer(text(&there, vec![record]));
            }
            Says::NoRecords => {}
            Says::NoName => answer.metadata.response_code = ResponseCode::NXDomain,
            Says::Failure => answer.metadata.response_code = ResponseCode::ServFail,
            Says::Silence => return None,
            Says::Garbage => return Some(b"no answer at all".to_vec()),
        }
        Some(answer.to_vec().unwrap())
    }
}

fn cut(answer: &[u8]) -> Vec<u8> {
    let mut cut = Message::from_vec(answer).unwrap();
    cut.answers.clear();
    cut.metadata.truncation = true;
    cut.to_vec().unwrap()
}
