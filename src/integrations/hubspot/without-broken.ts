// A call for several tickets that HubSpot answers with an error of its own: whether it is out of order, or breaks at one of them.

import { CrmUnavailable, type CrmFault } from '../crm.ts'

/** So many tickets are asked for alone before HubSpot is taken to be out of order. */
const probes = 2

/**
 * What `call` answers for `items`, where need be in parts, so that one at which HubSpot breaks keeps no other from it; what it
 * breaks at alone is `left`. Throws what `call` throws where HubSpot breaks at whatever it is asked.
 */
export async function withoutBroken<T, R>(
  items: readonly T[],
  call: (some: readonly T[]) => Promise<readonly R[]>,
  left: (item: T, fault: CrmFault) => R,
): Promise<readonly R[]> {
  try {
    return await call(items)
  } catch (error) {
    if (!mayBeOfOne(error) || items.length === 1) throw error
    const answers: R[] = []
    // Others each time: those that were asked for may be the very ones that it breaks at.
    const order = inAnyOrder(items)
    for (const [index, item] of order.slice(0, probes).entries()) {
      const answer = await alone(item)
      answers.push(...answer.value)
      if (answer.works) return [...answers, ...(await inParts(order.slice(index + 1)))]
    }
    throw error
  }

  async function inParts(some: readonly T[]): Promise<readonly R[]> {
    const [first] = some
    if (first === undefined) return []
    if (some.length === 1) return (await alone(first)).value
    const middle = Math.ceil(some.length / 2)
    const answers: R[] = []
    for (const part of [some.slice(0, middle), some.slice(middle)]) answers.push(...(await together(part)))
    return answers
  }

  async function together(some: readonly T[]): Promise<readonly R[]> {
    try {
      return await call(some)
    } catch (error) {
      if (!mayBeOfOne(error)) throw error
      return inParts(some)
    }
  }

  async function alone(item: T): Promise<{ readonly works: boolean; readonly value: readonly R[] }> {
    try {
      return { works: true, value: await call([item]) }
    } catch (error) {
      if (!mayBeOfOne(error)) throw error
      return { works: false, value: [left(item, error.fault)] }
    }
  }
}

const mayBeOfOne = (error: unknown): error is CrmUnavailable =>
  error instanceof CrmUnavailable && error.fault.mayBeOfOne === true

const inAnyOrder = <T>(items: readonly T[]): readonly T[] =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
