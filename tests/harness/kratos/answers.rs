//! Bodies of the stand-in: built from the SDK's types, and read back through them before they go out.

use std::fmt::Debug;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use ory_kratos_client::models::{ErrorGeneric, GenericError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An answer with a body of the API.
pub(super) fn answer<T>(status: StatusCode, value: &T) -> Response
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let text = serde_json::to_string(value).unwrap_or_default();
    let read: Result<T, _> = serde_json::from_str(&text);
    assert!(
        read.is_ok_and(|read| read == *value),
        "the SDK does not read {text} as {value:?}"
    );
    (status, [(CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response()
}

/// A status by its number.
pub(super) fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A refusal, with the id that programs go by, where Kratos gives one.
pub(super) fn refusal(number: u16, id: Option<&str>) -> Response {
    let status = status(number);
    let error = GenericError {
        code: Some(status.as_u16().into()),
        id: id.map(str::to_owned),
        status: status.canonical_reason().map(str::to_owned),
        ..GenericError::new("The request was refused by the stand-in.".to_owned())
    };
    answer(status, &ErrorGeneric::new(error))
}
