//! Changes of a JSON object, one at a time: members that are absent, doubled, of another type; texts that are no JSON.

/// An object as names and values in JSON: what is doubled or broken stays so.
#[derive(Clone)]
pub(super) struct Members(Vec<(String, String)>);

impl Members {
    /// From JSON.
    pub(super) fn of(json: &str) -> Self {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap();
        Self(
            object
                .into_iter()
                .map(|(name, value)| (name, value.to_string()))
                .collect(),
        )
    }

    pub(super) fn json(&self) -> String {
        let members: Vec<_> = self
            .0
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", members.join(","))
    }

    /// With one more member.
    pub(super) fn and(&self, name: &str, value: &str) -> Self {
        let mut more = self.clone();
        more.0.push((name.to_owned(), value.to_owned()));
        more
    }

    /// With that value for a member that is there.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        let member = other.0.iter_mut().find(|(known, _)| known == name).unwrap();
        member.1 = value.to_owned();
        other
    }

    fn change(&self, at: usize, change: impl Fn(&mut Vec<(String, String)>, usize)) -> String {
        let mut other = self.clone();
        change(&mut other.0, at);
        other.json()
    }

    /// Every change, with what was changed.
    pub(super) fn mutations(&self) -> Vec<(String, String)> {
        let mut all = vec![("as it is".to_owned(), self.json())];
        for (at, (name, value)) in self.0.iter().enumerate() {
            let mut add = |what: &str, json| all.push((format!("{name}: {what}"), json));
            add("absent", self.change(at, |members, at| drop(members.remove(at))));
            add(
                "twice",
                self.change(at, |members, at| members.push(members[at].clone())),
            );
            add(
                "another one before",
                self.change(at, |members, at| {
                    members.insert(0, (members[at].0.clone(), "0".to_owned()))
                }),
            );
            add(
                "in capitals",
                self.change(at, |members, at| members[at].0.make_ascii_uppercase()),
            );
            add(
                "its name escaped",
                self.change(at, |members, at| {
                    members[at].0 = members[at]
                        .0
                        .chars()
                        .map(|char| format!("\\u{:04x}", u32::from(char)))
                        .collect();
                }),
            );
            for other in odd_values(value) {
                add(
                    &other,
                    self.change(at, |members, at| members[at].1.clone_from(&other)),
                );
            }
        }
        all.extend(self.whole());
        all
    }

    /// Changes of the text as a whole.
    fn whole(&self) -> Vec<(String, String)> {
        let json = self.json();
        let inner = json[1..json.len() - 1].to_owned();
        let many: String = (0..300).map(|n| format!(",\"m{n}\":0")).collect();
        let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        [
            ("space", format!(" \t\r\n{json} \t\r\n")),
            ("another space", format!("\u{a0}{json}")),
            ("a byte order mark", format!("\u{feff}{json}")),
            ("a comma too many", format!("{{{inner},}}")),
            ("a comment", format!("{json}//")),
            ("more after it", format!("{json}{{}}")),
            ("cut off", json[..json.len() - 1].to_owned()),
            ("a list", format!("[{json}]")),
            ("no object", "1".to_owned()),
            ("nothing", String::new()),
            ("empty", "{}".to_owned()),
            ("single quotes", json.replace('"', "'")),
            ("one more member", format!("{{{inner},\"more\":1}}")),
            ("an unnamed member", format!("{{{inner},\"\":1}}")),
            (
                "its prototype",
                format!("{{{inner},\"__proto__\":{{\"alg\":\"none\"}}}}"),
            ),
            (
                "a twin deep inside",
                format!("{{{inner},\"more\":[{{\"a\":1,\"\\u0061\":2}}]}}"),
            ),
            ("too many members", format!("{{{inner}{many}}}")),
            ("too deep", format!("{{{inner},\"more\":{}}}", deep(40))),
            ("half a character", format!("{{{inner},\"more\":\"\\ud800\"}}")),
            ("a control character", format!("{{{inner},\"more\":\"\u{1}\"}}")),
            (
                "a long number",
                format!("{{{inner},\"more\":{}}}", "9".repeat(40)),
            ),
            ("a huge number", format!("{{{inner},\"more\":1e999}}")),
            ("no number", format!("{{{inner},\"more\":NaN}}")),
        ]
        .map(|(what, json)| (what.to_owned(), json))
        .into()
    }
}

/// Values of other types and other forms.
fn odd_values(value: &str) -> Vec<String> {
    let mut odd: Vec<String> = [
        "null", "true", "false", "0", "7", "-1", "1.5", "1e3", "\"\"", "\"x\"", "[]", "{}",
    ]
    .map(str::to_owned)
    .into();
    odd.push(format!("[{value}]"));
    odd.push(format!("{{\"a\":{value}}}"));
    if let Some(text) = value.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        for other in [
            format!("{text} "),
            format!(" {text}"),
            format!("{text}\\u0000"),
            text.to_ascii_lowercase(),
            text.to_ascii_uppercase(),
            format!(
                "\\u{:04x}{}",
                text.as_bytes().first().copied().unwrap_or(b'x'),
                text.get(1..).unwrap_or_default()
            ),
            format!("{text}A"),
            format!("{text}="),
            text.get(1..).unwrap_or_default().to_owned(),
            format!("{text}/"),
        ] {
            odd.push(format!("\"{other}\""));
        }
    } else if value.bytes().all(|byte| byte.is_ascii_digit()) {
        odd.extend([
            format!("{value}.0"),
            format!("{value}e0"),
            format!("{value}.5"),
            format!("-{value}"),
            format!("0{value}"),
            format!("+{value}"),
            format!("{value}000"),
            format!("\"{value}\""),
        ]);
    }
    odd
}

/// A token with another character at each fourth place, and in other forms.
pub(super) fn compact_forms(token: &str) -> Vec<(String, String)> {
    let mut forms = Vec::new();
    for at in (0..token.len()).step_by(4).chain([token.len() - 1]) {
        for other in ['A', 'b', '.', '=', '+', ' ', '\u{e9}'] {
            if !token[at..].starts_with(other) {
                let form = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                forms.push((format!("character {at}: {other:?}"), form));
            }
        }
    }
    let parts: Vec<&str> = token.split('.').collect();
    // The last character of 64 bytes has four bits that say nothing.
    let last = token.chars().last().unwrap();
    let twin = char::from(if last.is_ascii_digit() || last == '-' {
        last as u8
    } else {
        last as u8 + 1
    });
    for (what, form) in [
        ("in padding", format!("{token}==")),
        (
            "another last character",
            format!("{}{twin}", &token[..token.len() - 1]),
        ),
        ("one segment more", format!("{token}.")),
        ("a fourth segment", format!("{token}.AA")),
        ("two segments", parts[..2].join(".")),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("no header", format!(".{}.{}", parts[1], parts[2])),
        ("no payload", format!("{}..{}", parts[0], parts[2])),
        ("space before", format!(" {token}")),
        ("a line after", format!("{token}\n")),
        ("a line within", token.replacen('.', ".\n", 1)),
        ("half a signature", token[..token.len() - 43].to_owned()),
        ("a longer signature", format!("{token}AAAA")),
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
    ] {
        forms.push((what.to_owned(), form));
    }
    forms
}
