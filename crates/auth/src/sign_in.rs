//! The class that pages use: `new SignIn({ data, onStatus })`.

use std::cell::RefCell;
use std::rc::Rc;

use crosspass_protocol::Code;
use crosspass_protocol::handoff::opener::Start;
use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::data::{Credentials, PageData};
use crate::error::crosspass_error;
use crate::object::member;
use crate::run::{Run, begin};

/// Signs a user in and hands the session to the page's domain, inside the user's own click.
#[wasm_bindgen]
pub struct SignIn(Rc<RefCell<Run>>);

#[wasm_bindgen]
impl SignIn {
    /// `data` is the page's parsed data block; `onStatus` is told of every change.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "SignInOptions")] options: JsValue,
    ) -> Result<SignIn, JsValue> {
        let data = PageData::read(&member(&options, "data")).map_err(|name| {
            let message = ["SignIn: options.data is no data block; see ", name];
            crosspass_error(Code::InvalidRequest, &message.concat())
        })?;
        let on_status: Function = member(&options, "onStatus")
            .dyn_into()
            .map_err(|_| crosspass_error(Code::InvalidRequest, "SignIn: options.onStatus is no function"))?;
        Ok(SignIn(Rc::new(RefCell::new(Run::new(data, on_status)))))
    }

    /// Sends login and password and opens the popup. Call it in the submit event itself.
    pub fn submit(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Credentials")] credentials: JsValue,
    ) -> Result<(), JsValue> {
        let credentials = Credentials::read(&credentials).ok_or_else(|| {
            crosspass_error(
                Code::InvalidRequest,
                "submit: give { login, password }, both strings",
            )
        })?;
        self.0.borrow_mut().aim(None);
        begin(&self.0, Start::Credentials, Some(credentials));
        Ok(())
    }

    /// "Continue as …": hands the present issuer session over. Call it in the click event itself.
    #[wasm_bindgen(js_name = continueAs)]
    pub fn continue_as(&self) {
        self.0.borrow_mut().aim(None);
        begin(&self.0, Start::Session, None);
    }

    /// The launcher: hands the session to one of `data.domains`. Call it in the click event itself.
    pub fn open(&self, origin: &str) -> Result<(), JsValue> {
        if !self.0.borrow_mut().aim(Some(origin)) {
            return Err(crosspass_error(
                Code::UnknownDomain,
                "open: not one of data.domains",
            ));
        }
        begin(&self.0, Start::Session, None);
        Ok(())
    }
}
