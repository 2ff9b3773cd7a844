import type { Engine } from '../engine'

/** In the order of the report. Those after `earnback` run only when they are named. */
export const ENGINE_NAMES = ['floor', 'emmett-sqlite', 'duckdb', 'duckdb-ndjson', 'earnback', 'emmett-sqlite-by-account'] as const

export type EngineName = (typeof ENGINE_NAMES)[number]

export const DEFAULT_ENGINES: ReadonlyArray<EngineName> = ENGINE_NAMES.slice(0, 5)

export const BASELINE: EngineName = 'emmett-sqlite'

/** Loads one engine's libraries and no other's, so that they do not weigh on its memory. `null`: nothing is plugged in. */
export const loadEngine = async (name: EngineName): Promise<Engine | null> => {
  switch (name) {
    case 'floor':
      return (await import('./floor.js')).floor
    case 'emmett-sqlite':
      return (await import('./emmett-sqlite.js')).emmettSqlite
    case 'emmett-sqlite-by-account':
      return (await import('./emmett-sqlite-by-account.js')).emmettSqliteByAccount
    case 'duckdb':
      return (await import('./duckdb.js')).duckdb
    case 'duckdb-ndjson':
      return (await import('./duckdb-ndjson.js')).duckdbNdjson
    case 'earnback':
      return (await import('./earnback.js')).earnback
  }
}
