// A property's value as people read it, in the history.

import { dateInWords, statuses, timeInWords } from './words.js'

export function valueInWords(name, value, { owners, stages }) {
  if (name === 'hs_pipeline_stage') return stages.find((stage) => stage.id === value)?.label ?? value
  if (name === 'complaint_sla_status') return statuses[value] ?? value
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return timeInWords(new Date(value))
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return dateInWords(value)
  if (value === 'true') return 'yes'
  if (value === 'false') return 'no'
  const owner = owners.find((each) => each.id === value)
  if (owner) return owner.name
  return /^[a-z0-9_;]+$/.test(value) ? value.replaceAll('_', ' ').replaceAll(';', ', ') : value
}
