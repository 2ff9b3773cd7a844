import type { Database } from 'better-sqlite3'

/** "Earn" in ASCII: tells our files from other SQLite files before anything in them is touched. */
export const APPLICATION_ID = 0x4561726e
/** 2: the notes of events in a row may be kept as one. A file of 1 is read, and becomes one of 2 with the next append. */
export const FORMAT = 2
export const PAGE_BYTES = 8_192

/**
 * `batch` is the truth, one row or more an append, held append-only by the database itself. `segment` and `columns` are caches of it
 * and can be dropped; `view` and `view_row` are read models and can be rebuilt. README.md describes every field.
 */
const SCHEMA = `
CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  format INTEGER NOT NULL,
  store_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  hash BLOB NOT NULL,
  seal BLOB NOT NULL
) STRICT;
CREATE TRIGGER meta_goes_forward BEFORE UPDATE ON meta WHEN NEW.position < OLD.position
BEGIN SELECT RAISE(ABORT, 'the head of the log never goes back'); END;
CREATE TRIGGER meta_stays BEFORE DELETE ON meta
BEGIN SELECT RAISE(ABORT, 'the head of the log stays'); END;

CREATE TABLE batch (
  first_position INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  previous_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  names BLOB NOT NULL,
  notes BLOB NOT NULL,
  streams BLOB NOT NULL,
  revisions BLOB NOT NULL,
  ends BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE TRIGGER batch_never_changes BEFORE UPDATE ON batch
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER batch_never_goes BEFORE DELETE ON batch
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER batch_follows_head BEFORE INSERT ON batch
WHEN NEW.first_position IS NOT (SELECT position + 1 FROM meta) OR NEW.previous_hash IS NOT (SELECT hash FROM meta)
BEGIN SELECT RAISE(ABORT, 'a batch follows the head of the log'); END;

CREATE TABLE segment (
  first_position INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  names BLOB NOT NULL,
  streams BLOB NOT NULL,
  identities BLOB NOT NULL
) STRICT;
CREATE TABLE columns (
  first_position INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  version TEXT NOT NULL,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE view (
  view TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  position INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  digest INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE view_row (
  view TEXT NOT NULL,
  key TEXT NOT NULL,
  json TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (view, key)
) STRICT, WITHOUT ROWID;
`

export const createSchema = (db: Database): void => {
  db.exec(SCHEMA)
  db.pragma(`application_id = ${APPLICATION_ID}`)
}

/** Every object of the schema by name, with the text that made it. */
export const schemaOf = (db: Database): ReadonlyMap<string, string> => {
  const rows = db
    .prepare<[], { name: string; sql: string | null }>(
      "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .all()
  return new Map(rows.map(({ name, sql }) => [name, sql ?? '']))
}
