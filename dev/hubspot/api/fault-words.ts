// A fault in a sentence, for whoever looks at the log.

import type { Fault } from './faults.ts'

/** "429 to POST /crm/v3/objects/tickets/batch/update, from 10:02 for 30 s" */
export function faultInWords(fault: Fault): string {
  const calls = [fault.method, fault.path === undefined ? '' : String(fault.path)].filter(Boolean).join(' ')
  return [
    `${effectInWords(fault)} to ${calls || 'any call'}`,
    fault.bodyIncludes === undefined ? '' : `that contains “${fault.bodyIncludes}”`,
    fault.every === undefined || fault.every === 1 ? '' : `every ${ordinal(fault.every)} of them`,
    fault.chance === undefined ? '' : `${Number((fault.chance * 100).toFixed(2))} in 100 of them`,
    fault.at === undefined
      ? ''
      : `from ${fault.at}${fault.forSeconds === undefined ? '' : ` for ${fault.forSeconds} s`}`,
    fault.times === undefined || fault.times === Infinity
      ? ''
      : fault.times === 1
        ? 'once'
        : `${fault.times} times`,
  ]
    .filter(Boolean)
    .join(', ')
}

function effectInWords({ answer, status, afterEffect, drop, hang, delayMs }: Fault): string {
  const late = delayMs === undefined ? '' : ` after ${delayMs} ms`
  if (drop !== undefined) return `Connection dropped ${drop} the work${late}`
  if (hang !== undefined) return `No answer at all, ${hang} the work${late},`
  if (answer === undefined && status === undefined) return `Answers${late}`
  return `${answer === undefined ? `Status ${status}` : `Answer ${answer}`}${afterEffect ? ' though the work is done' : ''}${late}`
}

function ordinal(number: number): string {
  const ends = number % 100 >= 11 && number % 100 <= 13 ? 'th' : ['th', 'st', 'nd', 'rd'][number % 10]
  return `${number}${ends ?? 'th'}`
}
