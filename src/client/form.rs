//! A form with files, such as apps upload: texts as [`Params`], files on disk as they come.
//!
//! Only for those who have shown who they are: nothing is read before the caller wants it.

use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::header;
use tokio::time::timeout;

use super::body::Params;
use super::error::Failure;
use crate::app::App;
use crate::error::Error;
use crate::media::arrival::{Arrival, UPLOADS};

/// What came.
pub(super) struct Form {
    /// The texts.
    pub(super) params: Params,
    files: Vec<(String, Arrival)>,
}

impl Form {
    /// Reads the body, whatever form it has.
    pub(super) async fn read(app: &App, request: Request) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let is_multipart = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
        if !is_multipart {
            let (parts, body) = request.into_parts();
            let body =
                to_bytes(body, TEXT_BYTES).await.map_err(|cause| broken().caused_by(cause))?;
            let request = Request::from_parts(parts, body.into());
            return Ok(Self {
                params: Params::from_request(request, app).await?,
                files: Vec::new(),
            });
        }
        let params = Params::of_query(request.uri());
        let mut form = Multipart::from_request(request, app)
            .await
            .map_err(|cause| broken().caused_by(cause))?;
        let mut read = Self { params, files: Vec::new() };
        if let Err(error) = read.add_all(app, &mut form).await {
            discard(&mut form).await;
            return Err(error.into());
        }
        Ok(read)
    }

    /// The file under `name`.
    pub(super) fn take(&mut self, name: &str) -> Option<Arrival> {
        let at = self.files.iter().position(|(found, _)| found == name)?;
        Some(self.files.swap_remove(at).1)
    }

    async fn add_all(&mut self, app: &App, form: &mut Multipart) -> Result<(), Error> {
        let mut room = TEXT_BYTES;
        while let Some(field) =
            form.next_field().await.map_err(|cause| broken().caused_by(cause))?
        {
            let Some(name) = field.name().map(str::to_owned) else { continue };
            // An empty text under the name of a file is how browsers send none.
            let is_file = FILES.contains(&name.as_str()) && field.file_name() != Some("");
            if is_file && self.files.len() < MOST_FILES {
                let arrival = receive(app, field).await?;
                self.files.extend(arrival.map(|arrival| (name, arrival)));
            } else if field.file_name().is_none() {
                let text = text(field, &mut room).await?;
                self.params.add(&name, text);
            }
        }
        Ok(())
    }
}

/// A file; `None` if there is nothing in it.
async fn receive(app: &App, mut field: Field<'_>) -> Result<Option<Arrival>, Error> {
    let mut arrival = Arrival::begin(&app.media, &app.random, UPLOADS)?;
    let mut is_empty = true;
    while let Some(part) = next(&mut field).await? {
        is_empty &= part.is_empty();
        arrival.add(part).await?;
    }
    Ok((!is_empty).then_some(arrival))
}

async fn text(mut field: Field<'_>, room: &mut usize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(part) = next(&mut field).await? {
        *room = room.checked_sub(part.len()).ok_or_else(broken)?;
        bytes.extend_from_slice(&part);
    }
    String::from_utf8(bytes).map_err(|cause| broken().caused_by(cause))
}

async fn next(field: &mut Field<'_>) -> Result<Option<axum::body::Bytes>, Error> {
    let part = timeout(PATIENCE, field.chunk()).await;
    part.map_err(|cause| broken().caused_by(cause))?.map_err(|cause| broken().caused_by(cause))
}

/// Over HTTP/1.1 an app hears an answer only once it has sent all that it has to.
async fn discard(form: &mut Multipart) {
    let mut left = DISCARDED_BYTES;
    while let Ok(Ok(Some(mut field))) = timeout(PATIENCE, form.next_field()).await {
        while let Ok(Some(part)) = next(&mut field).await {
            match left.checked_sub(part.len()) {
                Some(still) => left = still,
                None => return,
            }
        }
    }
}

fn broken() -> Error {
    Error::invalid("The body of the request broke off, or is not a form")
}

/// Names under which apps send files.
const FILES: &[&str] = &["file", "thumbnail", "avatar", "header"];
const MOST_FILES: usize = 2;
/// All texts together.
const TEXT_BYTES: usize = 1 << 20;
/// So long nothing may come.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a photo or film that is too large may still send.
const DISCARDED_BYTES: usize = 256 << 20;
