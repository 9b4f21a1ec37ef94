//! The cookies that come with a request.

use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::{Cookie, CookieJar};

/// The cookies of a request. Other programs under the same name set cookies too, and may put anything
/// in them: one that is no text is passed over by itself, not with all that stand beside it.
pub fn cookies(headers: &HeaderMap) -> CookieJar {
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok())
        .filter_map(|pair| Cookie::parse_encoded(pair.trim().to_owned()).ok())
        .fold(CookieJar::new(), CookieJar::add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_cookie_that_is_no_text_takes_no_other_with_it() {
        let mut headers = HeaderMap::new();
        for value in [
            &b"other=\xe9; paraat=a%20b;x"[..],
            b"=; paraat-language=en; \xff",
        ] {
            let value = HeaderValue::from_bytes(value).expect("a value");
            headers.append(header::COOKIE, value);
        }
        let jar = cookies(&headers);
        let value = |name| jar.get(name).map(|cookie| cookie.value().to_owned());
        assert_eq!(value("paraat").as_deref(), Some("a b"));
        assert_eq!(value("paraat-language").as_deref(), Some("en"));
        assert_eq!(value("other"), None);
    }
}
