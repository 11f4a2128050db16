// D1 over the SQLite that Node has: as much of it as the Worker uses. Each call is a step; a batch is one transaction.

import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** What one call of the database is about, for faults and breaks. */
export type Query = { readonly sql: string; readonly values: readonly SQLInputValue[] }
export type Rows = { readonly results: readonly unknown[]; readonly changes: number }

/** Carries out one call; the statements of a batch come together. */
export type Perform = (queries: readonly Query[]) => Promise<readonly Rows[]>

const folder = new URL('../../migrations/', import.meta.url)
const migrations = readdirSync(folder)
  .toSorted()
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))

const free: DatabaseSync[] = []

/** An empty database with every migration; one that was used before keeps its prepared statements. */
export function openDatabase(): DatabaseSync {
  const used = free.pop()
  if (used) {
    const tables = used.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    for (const { name } of tables) used.exec(`DELETE FROM ${String(name)}`)
    return used
  }
  const database = new DatabaseSync(':memory:')
  for (const migration of migrations) database.exec(migration)
  return database
}

/** It may be given to another world. */
export const leaveDatabase = (database: DatabaseSync): void => void free.push(database)

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>()

/** Each statement is prepared once: the record's are long. */
export function statementOf(database: DatabaseSync, sql: string): StatementSync {
  const known = prepared.get(database) ?? new Map<string, StatementSync>()
  prepared.set(database, known)
  const statement = known.get(sql) ?? database.prepare(sql)
  known.set(sql, statement)
  return statement
}

/** All of the queries, or none. */
export function carryOut(database: DatabaseSync, queries: readonly Query[]): readonly Rows[] {
  const run = (sql: string) => statementOf(database, sql).run()
  const isMany = queries.length > 1
  if (isMany) run('BEGIN')
  try {
    const rows = queries.map(({ sql, values }) => {
      const results = statementOf(database, sql).all(...values)
      const isRead = sql.startsWith('SELECT')
      const changed = isRead ? undefined : statementOf(database, 'SELECT changes() AS n').get()
      return { results, changes: Number(changed?.['n'] ?? 0) }
    })
    if (isMany) run('COMMIT')
    return rows
  } catch (error) {
    if (isMany) run('ROLLBACK')
    throw error
  }
}

/** The binding as one invocation has it. */
export function bindingOf(perform: Perform) {
  const queries = new WeakMap<object, Query>()
  const prepare = (sql: string, values: readonly SQLInputValue[] = []) => {
    const query: Query = { sql, values }
    const one = async (): Promise<Rows> => (await perform([query]))[0] ?? { results: [], changes: 0 }
    const answer = ({ results, changes }: Rows) => ({ success: true, results, meta: { changes } })
    const statement = {
      bind: (...bound: readonly SQLInputValue[]) => prepare(sql, bound),
      all: async () => answer(await one()),
      run: async () => answer(await one()),
      first: async () => (await one()).results[0] ?? null,
    }
    queries.set(statement, query)
    return statement
  }
  return {
    prepare: (sql: string) => prepare(sql),
    batch: async (statements: readonly object[]) => {
      const rows = await perform(statements.flatMap((statement) => queries.get(statement) ?? []))
      return rows.map(({ results, changes }) => ({ success: true, results, meta: { changes } }))
    },
  }
}
