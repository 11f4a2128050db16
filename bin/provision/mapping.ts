// Reads the mapping of a policy, `rules/<policy>/adopted.json`, where there is one.

import { existsSync } from 'node:fs'
import { noMapping, parseMapping, type Mapping } from '../../src/integrations/hubspot/adopted/mapping.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { err, ok, type Result } from '../../src/rules/result.ts'
import { placed, readJson, shownAs, type Mistake } from '../json-text.ts'

/** Nothing is mapped where there is no such file. */
export function readMapping(file: URL, policy: Policy): Result<Mapping, readonly Mistake[]> {
  if (!existsSync(file)) return ok(noMapping)
  const { value, mistakes } = readJson(file)
  if (mistakes.length > 0) return err(mistakes)
  const mapping = parseMapping(value, policy)
  if (mapping.ok) return mapping
  return err(mapping.error.map((finding) => placed({ ...finding, file: shownAs(file) })))
}
