// `redress due`: reads questions about due dates as JSON lines and answers one line each, in order.

import type { Command } from 'commander'
import { answerDue } from './due-answer.ts'
import { answerLines } from './json-lines.ts'

export function addDue(program: Command): void {
  program
    .command('due')
    .description('read JSON lines on stdin and answer each: when is it due, or how much working time passed')
    .option('--json', 'answer in JSON, which is what it does anyway')
    .addHelpText(
      'after',
      `
A question has
  calendar         the id of a shipped calendar, or a calendar as its file has it
  start            an instant (2026-11-23T10:00:00Z) or a date (2026-11-23)
  within           one of workingDays, workingHours, workingMinutes, calendarDays, weeks, months; negative looks back
  or until         an instant or a date: asks for the working time since the start instead
and may have
  pauses           [["<instant>", "<instant>"], ["<instant>", null]]: null where the pause has not ended
  counting         exclusive (default) or inclusive: the start date is day 1
  nonWorkingStart  nextIsDayOne (default) or receivedNextWorkingDay
  cutOff           "17:00": a start from then on counts as received on the next working day
  dueTime          endOfDay (default) or closing

Example
  echo '{"calendar":"england-and-wales","start":"2026-11-23","within":{"workingDays":3}}' | redress due
  {"dueOn":"2026-11-26","dueAt":"2026-11-27T00:00:00Z"}`,
    )
    .action(async () => {
      await answerLines(answerDue())
    })
}
