// How days are counted, where it is otherwise than usual: keys that clocks and due dates share.

import type { countingKeys } from '../../src/rules/parse-counting.ts'
import { choice, described, type Schema } from './json-schema.ts'
import { timeOfDay } from './plain-values.ts'
import type { Vocabulary } from './vocabulary.ts'

export const counting = (words: Vocabulary): Readonly<Record<(typeof countingKeys)[number], Schema>> => ({
  calendar: described('Another calendar than the policy’s.', words.calendar()),
  counting: choice('Which day is the first.', {
    exclusive: 'the first day is the day after the start',
    inclusive: 'the day of the start is the first day',
  }),
  nonWorkingStart: choice('What a start on a day that does not count means.', {
    nextIsDayOne: 'the next working day is the first day',
    receivedNextWorkingDay: 'it is taken as started on the next working day',
  }),
  nonWorkingEnd: choice('What an end on a day that does not count means.', {
    stays: 'it is due on that day',
    nextWorkingDay: 'it is due on the next working day',
  }),
  cutOff: timeOfDay('From this time of the day on a start is taken as one on the next working day.'),
  dueTime: choice('At what time of the last day it is due.', {
    endOfDay: 'at midnight, when the day ends',
    closing: 'when the office closes',
  }),
})
