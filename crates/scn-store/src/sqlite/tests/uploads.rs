//! Ids of files that the platform has taken.

use super::*;

#[test]
fn an_id_is_kept_for_its_number_until_it_is_dropped() {
    let place = Place::new();
    let uploaded = |id: &str, at| Uploaded { id: id.to_owned(), at };
    {
        let store = place.open();
        assert_eq!(store.uploaded("100", "sum").unwrap(), None);
        store.keep_upload("100", "sum", uploaded("media-1", 1)).unwrap();
        store.keep_upload("200", "sum", uploaded("media-2", 1)).unwrap();
        store.keep_upload("100", "sum", uploaded("media-3", 2)).unwrap();
    }
    let store = place.open();
    assert_eq!(store.uploaded("100", "sum").unwrap(), Some(uploaded("media-3", 2)));
    store.drop_upload("100", "media-1").unwrap();
    assert_eq!(
        store.uploaded("100", "sum").unwrap(),
        Some(uploaded("media-3", 2)),
        "another has taken its place"
    );
    store.drop_upload("100", "media-3").unwrap();
    assert_eq!(store.uploaded("100", "sum").unwrap(), None);
    assert_eq!(store.uploaded("200", "sum").unwrap(), Some(uploaded("media-2", 1)));
}
