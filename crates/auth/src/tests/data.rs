//! The data block: an error names the member that is wrong.

use wasm_bindgen_test::wasm_bindgen_test;

use super::js;
use crate::data::PageData;

const DOMAIN: &str = "{ name: 'Acme', origin: 'https://app.acme.test', receiver: 'https://app.acme.test/crosspass/receiver.html', carrier: 'popup' }";

fn read(members: &str) -> Result<PageData, &'static str> {
    PageData::read(&js(&format!(
        "{{ issuer: 'https://auth.test', domain: null, return_to: null, nonce: null, jkt: null, {members} }}"
    )))
}

#[wasm_bindgen_test]
fn a_whole_block_is_read() {
    let word = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
    let data = read(&format!("domain: {DOMAIN}, domains: [{DOMAIN}], return_to: 'https://app.acme.test/', nonce: '{word}', jkt: '{word}'")).unwrap();
    assert_eq!(data.domain.unwrap().origin.as_str(), "https://app.acme.test");
    assert_eq!(data.begun.unwrap().nonce.as_str(), word);
    assert_eq!(data.domains.len(), 1);
    assert!(read("").unwrap().domain.is_none());
}

#[wasm_bindgen_test]
fn a_wrong_member_is_named() {
    let word = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
    for (members, named) in [
        ("issuer: 'https://auth.test/'".to_owned(), "issuer"),
        ("issuer: null".to_owned(), "issuer"),
        (
            format!("domain: {}", DOMAIN.replace("'popup'", "'both'")),
            "domain.carrier",
        ),
        (
            format!(
                "domain: {}",
                DOMAIN.replace("https://app.acme.test'", "javascript:alert(1)'")
            ),
            "domain.origin",
        ),
        ("domain: {}".to_owned(), "domain.origin"),
        (format!("domains: [{DOMAIN}, {{}}]"), "domain.origin"),
        (format!("nonce: '{word}'"), "jkt"),
        (format!("jkt: '{word}'"), "nonce"),
        (format!("nonce: 'x', jkt: '{word}'"), "nonce"),
        (format!("nonce: '{word}', jkt: 'x'"), "jkt"),
    ] {
        assert_eq!(read(&members).err(), Some(named), "{members}");
    }
}
