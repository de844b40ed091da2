//! `GET /v1/sessions`

use tegata_tests::on_both;

use super::right;

on_both! {
    /// ACC-LCK-03: the own live sessions, with device, place and last use; nobody else's.
    fn own_live_sessions_are_listed(app) {
        app.person("jiro_cargo");
        let home = app.person("taro_cargo");
        let lorry = app.stranger().with("user-agent", &"lorry ".repeat(50));
        let lorry = lorry.post("/v1/sessions", right("taro_cargo")).expect(201);

        let list = home.get("/v1/sessions").expect(200);
        let items = list.body["items"].as_array().unwrap();
        assert_eq!(items.len(), 2, "{}", list.text);
        assert_eq!(items[0]["id"], lorry.body["session_id"]);
        assert_eq!([&items[0]["current"], &items[1]["current"]], [false, true]);
        assert_eq!(items[0]["network"], "127.0.0.1");
        let agent = items[0]["user_agent"].as_str().unwrap();
        assert!(agent.starts_with("lorry lorry") && agent.len() == 200, "{agent}");

        home.delete("/v1/sessions/current").expect(204);
        let list = app.with_token(&lorry.text("/access_token")).get("/v1/sessions").expect(200);
        assert_eq!(list.body["items"].as_array().unwrap().len(), 1, "{}", list.text);
    }
}
