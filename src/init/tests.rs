//! Tests of new projects.

use std::collections::BTreeMap;
use std::path::Path;

use super::*;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every file below a folder: its path with `/`, and its bytes.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            found.insert(name.replace('\\', "/"), std::fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn every_shipped_file_is_embedded() {
    let shipped = tree(&Path::new(ROOT).join("kpi-definitions"));
    let embedded: Vec<&str> =
        files().iter().filter_map(|(name, _)| name.strip_prefix("kpi-definitions/")).collect();
    assert_eq!(embedded, shipped.keys().collect::<Vec<_>>());
}

#[test]
fn every_column_of_the_sample_is_declared() {
    let (_, text) = files()[0];
    let project: toml::Table = text.parse().unwrap();
    let sources = project["source"].as_table().unwrap();
    assert_eq!(sources.len(), schema::TABLES.len());
    for table in schema::TABLES {
        let source = &sources[table.name];
        assert_eq!(source["key"].as_str(), Some(table.key()));
        assert_eq!(source.get("time").and_then(|time| time.as_str()), table.time);
        let columns = source["columns"].as_table().unwrap();
        assert_eq!(columns.len(), table.columns.len(), "{}", table.name);
        for column in table.columns {
            let declared = &columns[column.name];
            let links = match column.holds {
                schema::Holds::Link(to) => Some(to),
                _ => None,
            };
            assert_eq!(declared["type"].as_str(), Some(column.holds.type_name()));
            assert_eq!(declared.get("links").and_then(|to| to.as_str()), links);
        }
    }
}

#[test]
fn the_example_is_what_a_new_project_is() {
    let folder = tempfile::tempdir().unwrap();
    let written = write(&folder.path().join("new/project")).unwrap();
    let made = tree(&folder.path().join("new/project"));
    assert_eq!(written.len(), made.len());
    let example = tree(&Path::new(ROOT).join("examples/b2b"));
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&example));
    for (name, bytes) in &made {
        assert!(example[name] == *bytes, "examples/b2b/{name} differs from a new project");
    }
    let size: usize = made.values().map(Vec::len).sum();
    assert!(size < 400_000, "{size} bytes");
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let kept = folder.path().join("data/deals.csv");
    std::fs::write(&kept, "mine").unwrap();
    let error = write(folder.path()).unwrap_err();
    assert_eq!(error.code, "already-exists");
    assert!(error.message.contains("deals.csv"), "{}", error.message);
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "mine");
    assert_eq!(tree(folder.path()).len(), 1, "nothing else is written");
}
