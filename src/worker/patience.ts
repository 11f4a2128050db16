// How long one goes on asking a CRM that does not answer: a fault may be of one ticket, several in a row are of the CRM.

import type { CrmFault } from '../integrations/crm.ts'

const mostFaults = 3

/** Counts faults in a row; once they are too many, `over` says why no further call is made. */
export function createPatience() {
  let faults = 0
  let last: CrmFault | undefined
  return {
    over: (): CrmFault | undefined =>
      last && (faults >= mostFaults || last.limit === 'daily') ? last : undefined,
    failed: (fault: CrmFault): void => {
      faults += 1
      last = fault
    },
    worked: (): void => {
      faults = 0
      last = undefined
    },
  }
}
