//! Access tokens: what partners can verify, what nobody can forge, how keys are changed.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use tegata_domain::kernel::{Purpose, Sealed};
use tegata_tests::harness::{DAY, MINUTE, TestApp, Wire};
use tegata_tests::on_both;

use super::right;

/// A token's header, claims and signature.
fn parts(token: &str) -> (Value, Value, Vec<u8>) {
    let bytes: Vec<Vec<u8>> = token.split('.').map(|part| BASE64.decode(part).unwrap()).collect();
    let json = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap();
    (json(&bytes[0]), json(&bytes[1]), bytes[2].clone())
}

/// A token made of these, signed as told.
fn token(header: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let [header, claims] = [header, claims].map(|part| BASE64.encode(part.to_string()));
    let text = format!("{header}.{claims}");
    let signature = BASE64.encode(sign(text.as_bytes()));
    format!("{text}.{signature}")
}

/// The same object with other members; null takes one away.
fn but(object: &Value, changes: Value) -> Value {
    let (mut object, changes) = (object.clone(), changes);
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            object.as_object_mut().unwrap().remove(name);
        } else {
            object[name] = value.clone();
        }
    }
    object
}

/// The server's own signing key.
fn signing_key(app: &TestApp) -> Ed25519KeyPair {
    let hex = app.sql_texts("SELECT hex(private_key) AS value FROM signing_keys").remove(0);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let sealed = Sealed(hex.as_bytes().chunks(2).map(byte).collect());
    let private = app.app.env.keys.open(Purpose::SigningKey, &sealed).unwrap();
    Ed25519KeyPair::from_pkcs8(&private).unwrap()
}

on_both! {
    /// A partner verifies a token with the published key alone, and reads who and until when.
    fn partners_verify_with_the_published_keys(app) {
        app.person("taro_cargo");
        let session = app.stranger().post("/v1/sessions", right("taro_cargo")).expect(201);
        let access = session.text("/access_token");
        let (header, claims, signature) = parts(&access);
        let set = app.stranger().get("/.well-known/jwks.json").expect(200);
        let keys = set.body["keys"].as_array().unwrap();
        let key = keys.iter().find(|key| key["kid"] == header["kid"]).expect("its key");
        assert_eq!([&key["kty"], &key["crv"], &key["alg"]], ["OKP", "Ed25519", "EdDSA"]);
        assert!(key.get("d").is_none(), "the private key is not published: {}", set.text);
        let public = BASE64.decode(key["x"].as_str().unwrap()).unwrap();
        let (signed, _) = access.rsplit_once('.').unwrap();
        UnparsedPublicKey::new(&ED25519, public).verify(signed.as_bytes(), &signature).unwrap();

        assert_eq!(header["typ"], "at+jwt");
        assert_eq!([&claims["iss"], &claims["aud"]], ["http://127.0.0.1:8080", "tegata"]);
        assert_eq!([&claims["sub"], &claims["sid"]], [&session.body["account_id"], &session.body["session_id"]]);
        let (from, until) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
        assert_eq!(until - from, 10 * MINUTE);
    }

    /// OPS-SBX-01: an access token lives ten minutes of real time.
    fn an_access_token_expires(app) {
        let taro = app.person("taro_cargo");
        app.advance(30 * DAY);
        app.advance_real(590);
        taro.get("/v1/me").expect(200);
        app.advance_real(10);
        taro.get("/v1/me").refused(401, "access_token_expired", "");
    }

    /// A new key is published before it signs, and tokens of the old one live on; it is gone when no
    /// token of it can live any more.
    fn keys_are_changed_under_running_sessions(app) {
        let kid = |token: &str| parts(token).0["kid"].as_str().unwrap().to_owned();
        let published = || -> Vec<String> {
            let set = app.stranger().get("/.well-known/jwks.json").expect(200);
            let keys = set.body["keys"].as_array().unwrap().clone();
            keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
        };
        let sign_in = || {
            let reply = app.stranger().post("/v1/sessions", right("taro_cargo")).expect(201);
            reply.text("/access_token")
        };
        app.person("taro_cargo");
        let old = kid(&sign_in());
        let new = app.app.tokens.rotate().unwrap();
        assert_eq!(published(), [new.clone(), old.clone()]);
        let before = sign_in();
        assert_eq!(kid(&before), old, "partners may not have the new one yet");

        app.advance_real(9 * MINUTE);
        let late = sign_in();
        assert_eq!(kid(&late), old);
        app.advance_real(MINUTE);
        let after = sign_in();
        assert_eq!(kid(&after), new);
        for token in [&late, &after] {
            app.with_token(token).get("/v1/me").expect(200);
        }
        app.with_token(&before).get("/v1/me").refused(401, "access_token_expired", "");

        app.advance_real(DAY);
        let newest = app.app.tokens.rotate().unwrap();
        assert_eq!(published(), [newest, new]);
        app.with_token(&after).get("/v1/me").refused(401, "access_token_expired", "");
    }
}

/// Whatever is not exactly a living token of a living session is 401, in the form of every refusal.
#[test]
fn forged_tokens_are_refused() {
    let app = TestApp::sqlite();
    app.person("jiro_cargo");
    app.person("taro_cargo");
    let mine = app.stranger().post("/v1/sessions", right("taro_cargo")).expect(201);
    let theirs = app.stranger().post("/v1/sessions", right("jiro_cargo")).expect(201);
    let access = mine.text("/access_token");
    let (header, claims, signature) = parts(&access);
    let (_, others, _) = parts(&theirs.text("/access_token"));
    let key = signing_key(&app);
    let public = key.public_key().as_ref().to_vec();
    let signed = |text: &[u8]| key.sign(text).as_ref().to_vec();
    let hmac = |secret: &[u8]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        move |text: &[u8]| hmac::sign(&key, text).as_ref().to_vec()
    };
    let stranger = Ed25519KeyPair::generate().unwrap();
    let by_stranger = |text: &[u8]| stranger.sign(text).as_ref().to_vec();
    let own_jwk = json!({
        "kty": "OKP", "crv": "Ed25519", "x": BASE64.encode(stranger.public_key().as_ref())
    });
    let bearer = |token: &str| app.with_token(token).get("/v1/me");

    // What is forged below differs from this by one thing.
    bearer(&token(&header, &claims, signed)).expect(200);
    let lower = app.stranger().with("authorization", &format!("bearer {access}"));
    lower.get("/v1/me").expect(200);

    let header_is = |changes| token(&but(&header, changes), &claims, signed);
    let claims_are = |changes| token(&header, &but(&claims, changes), signed);
    let unsigned = |_: &[u8]| Vec::new();
    let forged: Vec<(&str, String, &str)> = [
        ("alg none", token(&but(&header, json!({ "alg": "none" })), &claims, unsigned)),
        ("alg None", token(&but(&header, json!({ "alg": "None" })), &claims, signed)),
        ("no signature", token(&header, &claims, unsigned)),
        (
            "HMAC by the public key",
            token(&but(&header, json!({ "alg": "HS256" })), &claims, hmac(&public)),
        ),
        (
            "HMAC by its text",
            token(
                &but(&header, json!({ "alg": "HS256" })),
                &claims,
                hmac(BASE64.encode(&public).as_bytes()),
            ),
        ),
        ("HMAC called EdDSA", token(&header, &claims, hmac(&public))),
        ("another's key", token(&header, &claims, by_stranger)),
        (
            "another's key, brought along",
            token(&but(&header, json!({ "jwk": own_jwk })), &claims, by_stranger),
        ),
        (
            "another's key by address",
            token(
                &but(&header, json!({ "jku": "http://127.0.0.1/keys", "kid": "x" })),
                &claims,
                by_stranger,
            ),
        ),
        ("typ of an id token", header_is(json!({ "typ": "JWT" }))),
        ("no typ", header_is(json!({ "typ": null }))),
        ("unknown kid", header_is(json!({ "kid": "00000000-0000-0000-0000-000000000000" }))),
        ("no kid", header_is(json!({ "kid": null }))),
        ("kid as a path", header_is(json!({ "kid": "../../etc/passwd" }))),
        ("other audience", claims_are(json!({ "aud": "another-service" }))),
        ("no audience", claims_are(json!({ "aud": null }))),
        ("other issuer", claims_are(json!({ "iss": "http://127.0.0.1:8081" }))),
        ("no issuer", claims_are(json!({ "iss": null }))),
        ("no exp", claims_are(json!({ "exp": null }))),
        ("exp as text", claims_are(json!({ "exp": "9999999999" }))),
        ("exp beyond time", claims_are(json!({ "exp": i64::MAX }))),
        ("no session", claims_are(json!({ "sid": null }))),
        ("an account for a session", claims_are(json!({ "sid": claims["sub"] }))),
        ("a list for an account", claims_are(json!({ "sub": [claims["sub"]] }))),
        ("other claims, old signature", token(&header, &others, |_| signature.clone())),
        (
            "one bit of the signature",
            token(&header, &claims, |text| {
                let mut signature = signed(text);
                signature[0] ^= 1;
                signature
            }),
        ),
        ("a fourth part", format!("{access}.e30")),
        ("two parts", access.rsplit_once('.').unwrap().0.to_owned()),
        ("no parts", String::new()),
        ("dots", "..".to_owned()),
        ("padding", format!("{access}=")),
        ("a refresh token", mine.text("/refresh_token")),
        ("a device token", mine.text("/device_token")),
    ]
    .into_iter()
    .map(|(name, token)| (name, token, "unauthenticated"))
    .chain([
        ("in the past", claims_are(json!({ "exp": 1 })), "access_token_expired"),
        ("another's session", claims_are(json!({ "sid": others["sid"] })), "session_ended"),
        ("another's account", claims_are(json!({ "sub": others["sub"] })), "session_ended"),
        (
            "no such session",
            claims_are(json!({ "sid": "sess_01kabd3ns8e9bv4r8j7xq7s0yz" })),
            "session_ended",
        ),
    ])
    .collect();
    for (name, token, code) in forged {
        let reply = bearer(&token);
        assert_eq!(reply.body["code"], code, "{name}: {} {}", reply.status, reply.text);
        let reply = reply.refused(401, code, "");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"tegata\""), "{name}");
    }
}

/// A header that says two things, or another, is refused as no token is.
#[test]
fn a_token_stands_in_one_header_alone() {
    let app = TestApp::sqlite();
    app.person("taro_cargo");
    let access = app.stranger().post("/v1/sessions", right("taro_cargo")).expect(201);
    let access = access.text("/access_token");
    for values in [
        vec![format!("Bearer {access}"), format!("Bearer {access}")],
        vec![format!("Bearer {access}"), "Basic dGFybzpjYXJnbw==".to_owned()],
        vec![format!("Basic {access}")],
        vec![format!("Bearer {access}, Bearer {access}")],
        vec![access.clone()],
        vec!["Bearer".to_owned()],
        vec![],
    ] {
        let client =
            values.iter().fold(app.stranger(), |client, value| client.with("authorization", value));
        client.get("/v1/me").refused(401, "unauthenticated", "");
    }
    let mut wire = Wire::open(&app);
    wire.say(b"GET /v1/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \xff\xfe\r\n\r\n");
    wire.reply().refused(401, "unauthenticated", "");
    // Nor in the address, where logs would keep it.
    let query = app.stranger().get(&format!("/v1/me?access_token={access}"));
    query.fields(&[("?access_token", "unknown_field")]);
}
