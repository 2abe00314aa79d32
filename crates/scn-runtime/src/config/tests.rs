use super::*;

fn read(yaml: &str, variables: &[(&str, &str)]) -> Result<(Config, Vec<Warning>), Vec<ConfigError>> {
    let environment =
        |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    Config::read(yaml, Path::new("/project"), &environment)
}

const SECRETS: [(&str, &str); 3] =
    [("SCN_ACCESS_TOKEN", "token"), ("SCN_APP_SECRET", "new, old"), ("SCN_VERIFY_TOKEN", "word")];

#[test]
fn a_number_and_three_secrets_are_enough() {
    let (config, warnings) = read("phone_number_id: 106540352242922", &SECRETS).unwrap();
    assert_eq!(config.phone_number_id, "106540352242922");
    assert_eq!(
        (config.api_url.as_str(), config.api_version.as_str()),
        ("https://graph.facebook.com", "v25.0")
    );
    assert_eq!(config.store, Path::new("/project/data/conversations.db"));
    assert_eq!((config.gather, config.events_secrets.len(), &config.events_url), (None, 0, &None));
    assert_eq!(config.project, Path::new("/project"));
    assert_eq!(config.app_secrets, [Secret::new("new"), Secret::new("old")]);
    assert_eq!(warnings, []);
    assert!(!format!("{config:?}").contains("token\""), "secrets are not printed");
}

#[test]
fn the_environment_wins_over_the_file() {
    let variables = [&SECRETS[..], &[("SCN_LISTEN", "0.0.0.0:9000"), ("SCN_GATHER", "0")]].concat();
    let (config, _) = read("phone_number_id: '1'\nlisten: 127.0.0.1:1", &variables).unwrap();
    assert_eq!(config.listen.to_string(), "0.0.0.0:9000");
    assert_eq!(config.gather, Some(Duration::ZERO));
}

#[test]
fn strict_order_is_asked_for_and_its_wait_can_be_set() {
    for (yaml, wanted) in [
        ("", None),
        ("in_order: no\nin_order_wait: 2 seconds", None),
        ("in_order: yes", Some(5)),
        ("in_order: yes\nin_order_wait: 2 seconds", Some(2)),
    ] {
        let (config, warnings) = read(&format!("phone_number_id: '1'\n{yaml}"), &SECRETS).unwrap();
        assert_eq!((config.in_order, warnings), (wanted.map(Duration::from_secs), vec![]), "{yaml}");
    }
}

#[test]
fn everything_that_is_missing_is_said_at_once() {
    let errors = read("", &[]).unwrap_err();
    let keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(keys, ["phone_number_id", "access_token", "app_secret", "verify_token"]);
    assert_eq!(
        errors[1].to_string(),
        "`access_token` is missing: set SCN_ACCESS_TOKEN, or name a file with `access_token_file`; it is the token of a system user, from the business settings"
    );
}

#[test]
fn a_wrong_value_names_key_variable_and_shape() {
    let errors = read("phone_number_id: '+49 170'\nlisten: here\ngather: soon", &SECRETS).unwrap_err();
    assert_eq!(errors.len(), 3);
    assert!(errors[0].text.contains("`listen` is `here`") && errors[0].text.contains("SCN_LISTEN"));
    assert!(errors[2].text.contains("1.5 seconds"), "{}", errors[2]);
}

#[test]
fn secrets_in_the_file_are_refused_without_repeating_them() {
    let errors = read("phone_number_id: 1\naccess_token: EAAG123", &SECRETS).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].text.contains("must not stand in scn.yaml") && !errors[0].text.contains("EAAG123"));
}

#[test]
fn secrets_may_come_from_files() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("token"), "from-file\n").unwrap();
    let environment = |name: &str| match name {
        "SCN_APP_SECRET" | "SCN_VERIFY_TOKEN" => Some("x".to_owned()),
        _ => None,
    };
    let yaml = "phone_number_id: 1\naccess_token_file: token";
    let (config, _) = Config::read(yaml, folder.path(), &environment).unwrap();
    assert_eq!(config.access_token.reveal(), "from-file");
    let errors = Config::read("phone_number_id: 1\naccess_token_file: nowhere", folder.path(), &environment)
        .unwrap_err();
    assert!(errors[0].text.contains("nowhere"));
}

#[test]
fn events_need_a_secret_and_an_address_only_when_there_are_any() {
    let variables = [&SECRETS[..], &[("SCN_EVENTS_SECRET", "new, old")]].concat();
    let (config, _) = read("phone_number_id: 1\nevents_url: https://crm.example/hooks", &variables).unwrap();
    assert_eq!(config.events_secrets, [Secret::new("new"), Secret::new("old")]);
    assert_eq!(config.events_url.unwrap().as_str(), "https://crm.example/hooks");
    let errors = read("phone_number_id: 1\nevents_secret: x\nevents_url: crm", &SECRETS).unwrap_err();
    assert!(errors[0].text.contains("must not stand in scn.yaml") && errors[1].text.contains("https://"));
}

#[test]
fn tokens_come_from_variables_or_from_files() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "from-file\n").unwrap();
    let path = file.path().to_str().unwrap();
    let environment = Environment::of([("A", " a "), ("B", ""), ("C_FILE", path)]);
    assert_eq!(environment.secret("A"), Some(Secret::new("a")));
    assert_eq!((environment.get("B"), environment.secret("B")), (None, None));
    assert_eq!(environment.secret("C"), Some(Secret::new("from-file")));
    assert_eq!(format!("{environment:?}"), "(environment)", "values are not printed");
}

#[test]
fn unknown_keys_are_warned_of() {
    let (_, warnings) = read("phone_number_id: 1\nlisen: 127.0.0.1:1\ncheck: {}", &SECRETS).unwrap();
    assert_eq!(
        warnings,
        [Warning("scn.yaml has `lisen`, which nothing reads; did you mean `listen`?".into())]
    );
}

#[test]
fn a_file_that_is_no_yaml_is_one_error() {
    for yaml in ["- a\n- b", "phone_number_id: [", "just words"] {
        let errors = read(yaml, &SECRETS).unwrap_err();
        assert!(errors[0].text.starts_with("scn.yaml cannot be read"), "{yaml}");
    }
}

const LISTENS: &str = "phone_number_id: '1'\ntranscriber:\n  url: https://speech.example/v1\n  model: whisper-1\n  language: FR\n  processor: Speech Ltd\n  country: ch\n";

#[test]
fn nobody_listens_unless_a_transcriber_is_named_with_its_company_and_country() {
    assert!(read("phone_number_id: '1'", &SECRETS).unwrap().0.transcriber.is_none());
    let variables =
        [&SECRETS[..], &[("SCN_TRANSCRIBER_KEY", "k"), ("SCN_TRANSCRIBER_TIMEOUT", "5 seconds")]].concat();
    let (config, warnings) = read(LISTENS, &variables).unwrap();
    assert_eq!(warnings, []);
    let listens = config.transcriber.unwrap();
    assert_eq!((listens.url.as_str(), listens.model.as_str()), ("https://speech.example/v1", "whisper-1"));
    assert_eq!((listens.processor.as_str(), listens.country.as_str()), ("Speech Ltd", "CH"));
    assert_eq!(
        (listens.language.as_deref(), listens.name, listens.timeout),
        (Some("fr"), None, Duration::from_secs(5))
    );
    assert_eq!(listens.key, Some(Secret::new("k")));

    let errors = read("phone_number_id: '1'\ntranscriber: {url: 'speech', country: Switzerland}", &SECRETS)
        .unwrap_err();
    let keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(
        keys,
        ["transcriber.url", "transcriber.model", "transcriber.processor", "transcriber.country"]
    );
    assert!(errors[1].text.contains("SCN_TRANSCRIBER_MODEL"), "{}", errors[1]);
}

#[test]
fn a_key_of_a_group_that_nothing_reads_is_a_warning() {
    let (_, warnings) = read(&format!("{LISTENS}  modle: x\n"), &SECRETS).unwrap();
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].0.contains("`transcriber.modle`") && warnings[0].0.contains("`transcriber.model`"),
        "{}",
        warnings[0]
    );
}

#[test]
fn operators_have_names_and_tokens_of_their_own_that_are_never_repeated() {
    let with = |operators: &str| {
        let variables = [&SECRETS[..], &[("SCN_OPERATORS", operators)]].concat();
        read("phone_number_id: 1", &variables)
    };
    let (config, _) = with("anna: 0123456789abcdef, ben:fedcba9876543210\n").unwrap();
    let names: Vec<&str> = config.people.operators.iter().map(|operator| operator.name.as_str()).collect();
    assert_eq!(names, ["anna", "ben"]);
    assert_eq!(config.people.operators[0].token, Secret::new("0123456789abcdef"));
    assert_eq!(config.people.listen.to_string(), "127.0.0.1:8090");
    for (wrong, said) in [
        ("0123456789abcdef", "NAME:TOKEN"),
        ("anna:short-token", "at least 16 characters"),
        ("the phone:0123456789abcdef", "letters, digits"),
        ("anna:0123456789abcdef, anna:0123456789abcdeg", "another one has"),
        ("anna:0123456789abcdef, ben:0123456789abcdef", "another one has"),
    ] {
        let errors = with(wrong).unwrap_err();
        assert!(errors[0].text.contains(said), "{wrong}: {}", errors[0]);
        assert!(
            !errors[0].text.contains("0123456789") && !errors[0].text.contains("short-token"),
            "{}",
            errors[0]
        );
    }
    assert!(read("phone_number_id: 1\noperators: anna:0123456789abcdef", &SECRETS).is_err());
}

#[test]
fn a_chatwoot_is_set_whole_or_not_at_all() {
    let yaml = |rest: &str| format!("phone_number_id: '1'\n{rest}");
    let (config, _) = read(&yaml(""), &SECRETS).unwrap();
    assert!(config.chatwoot.is_none());

    let own = [("SCN_CHATWOOT_TOKEN", "agent-token"), ("SCN_CHATWOOT_WEBHOOK_SECRET", "new, old")];
    let variables = [&SECRETS[..], &own].concat();
    let set = yaml("chatwoot:\n  url: https://chat.example\n  account: 3\n  inbox: 7");
    let (config, warnings) = read(&set, &variables).unwrap();
    let chatwoot = config.chatwoot.clone().unwrap();
    assert_eq!((chatwoot.url.as_str(), chatwoot.account, chatwoot.inbox), ("https://chat.example/", 3, 7));
    assert_eq!(chatwoot.webhook_secrets, [Secret::new("new"), Secret::new("old")]);
    assert_eq!(warnings, []);
    assert!(!format!("{config:?}").contains("agent-token"), "secrets are not printed");

    let errors = read(&yaml("chatwoot:\n  url: chat\n  account: none"), &SECRETS).unwrap_err();
    let keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
    let all =
        ["chatwoot.url", "chatwoot.account", "chatwoot.inbox", "chatwoot_token", "chatwoot_webhook_secret"];
    assert_eq!(keys, all, "all that is wrong or missing is said at once");
}
