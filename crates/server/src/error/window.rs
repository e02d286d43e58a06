//! Why a page is not given: the browser says that it is not to fill a window.

use axum::http::StatusCode;
use crosspass_protocol::Code;

use super::Failure;

/// What speaks against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WindowError {
    /// `Sec-Fetch-Mode` is not `navigate`, or is given twice.
    Mode,
    /// `Sec-Fetch-Dest` is not `document`, or is given twice.
    Destination,
    /// It is loaded ahead: its user may never go there.
    Ahead,
}

impl From<WindowError> for Failure {
    fn from(error: WindowError) -> Self {
        let message = match error {
            WindowError::Mode => {
                "Sec-Fetch-Mode: this address is for a window that goes there, not for a script's call. Send the window \
                 there."
            }
            WindowError::Destination => {
                "Sec-Fetch-Dest: this address is for a whole window, not for a frame or a part of a page. Send the whole \
                 window there."
            }
            WindowError::Ahead => {
                "Sec-Purpose: this address cannot be loaded ahead. Take it out of prefetch and prerender rules."
            }
        };
        Self::new(StatusCode::FORBIDDEN, Code::InvalidRequest, message)
    }
}
