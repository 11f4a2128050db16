// Whether HubSpot still supports the version of its API that is set, and for how long.

import { fine, todo, type Check } from './check.ts'

const newest = '2026-09'

// HubSpot's announcement: v4 (of which Redress uses the associations) ends first, the rest half a year later.
const numberedEndsOn = '2027-03-30'
const warnFrom = '2027-01-01'

export function versionCheck(version: string, today: string): Check {
  const advice = `set \`HUBSPOT_API_VERSION\` to \`${newest}\`, here and for the Worker`
  if (version === 'v3') {
    if (today >= warnFrom)
      return todo('api version', `\`v3\`: HubSpot ends support on ${numberedEndsOn}`, advice)
    return fine('api version', `\`v3\`, which HubSpot supports until ${numberedEndsOn}; then \`${newest}\``)
  }
  return fine('api version', `\`${version}\``)
}
