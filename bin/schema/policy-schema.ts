// `policy.json`: what the policy is called, its stages, facts, roles, people and messages.

import type { accesses, reaches } from '../../src/rules/policy.ts'
import { messageKeys } from '../../src/rules/parse-messages.ts'
import { policyKeys } from '../../src/rules/parse-policy.ts'
import { taskLimitKeys } from '../../src/rules/parse-announcing.ts'
import { personKeys } from '../../src/rules/parse-directory.ts'
import { doneByPeopleKeys } from '../../src/rules/parse-done-by-people.ts'
import { absenceKeys, roleKeys } from '../../src/rules/parse-roles.ts'
import { stageKeys } from '../../src/rules/parse-stages.ts'
import { facts } from './fact-schema.ts'
import {
  byName,
  choice,
  closed,
  described,
  flag,
  list,
  oneOf,
  oneOrMore,
  text,
  type Schema,
  schemaKey,
} from './json-schema.ts'
import { date, email, emailPattern } from './plain-values.ts'
import { source } from './rule-schema.ts'
import type { Vocabulary } from './vocabulary.ts'

const reachMeanings = {
  newStages: 'only stages that begin from its date on',
  openTickets: 'as a correction also stages that began under the version before it',
} satisfies Record<(typeof reaches)[number], string>

export function policySchema(words: Vocabulary): Schema {
  const schema = closed(
    'policy',
    policyKeys,
    {
      $schema: schemaKey,
      id: text('A short name without spaces: the name of the folder.'),
      title: text('What the policy is called.'),
      version: text('Which version this is, as people refer to it.'),
      effectiveFrom: date('The date from which this version holds.'),
      enforceFrom: date(
        'What was due before this date is recorded, and no task or note is made of it: for a CRM with old tickets.',
      ),
      appliesTo: choice('What a new version governs from its date on.', reachMeanings),
      calendar: described('The calendar by which working days count.', words.calendar()),
      pipeline: text('The name of the CRM pipeline that its tickets are in.'),
      stages: byName('The stages in the order of the procedure, by a key that rules use.', stage(words), {
        minProperties: 1,
      }),
      facts: facts(words),
      roles: byName('Who does what, by a name that rules use.', role(words)),
      rolesBy: oneOrMore(
        'The fact whose value picks the owner of a role, such as the service area.',
        words.fact(['option']),
      ),
      conflicts: oneOrMore(
        'Person facts: nobody that they name is ever owner, reviewer or holder of a task.',
        words.fact(['person']),
      ),
      pausedBy: oneOrMore(
        'The boolean fact that stops everything Redress writes to a ticket.',
        words.fact(['boolean']),
      ),
      messages: byName(
        'Texts that change with the years, for `{name}` in tasks and notes.',
        list(
          'The texts, each from its date on.',
          closed(
            'dated text',
            messageKeys,
            {
              from: date('The date from which this text holds.'),
              text: text('The text.'),
              source: text('Where the text comes from.'),
            },
            ['from', 'text'],
          ),
          1,
        ),
      ),
      directory: byName(
        'Everybody who may have a role, by e-mail address, and machines that may use the API, by the client id of their Access service token. Where there is one, a role can be held only by who is in it.',
        closed(
          'person',
          personKeys,
          {
            name: text('The person’s name.'),
            access: {
              description: 'How far the person may use the console; not at all unless given.',
              ...oneOf({ viewer: 'sees everything', editor: 'sees and changes' } satisfies Record<
                (typeof accesses)[number],
                string
              >),
            },
          },
          ['name'],
        ),
        { propertyNames: { pattern: emailPattern } },
      ),
      taskLimit: {
        description: 'How many tasks may be made in an hour; any more are listed in one task.',
        ...closed(
          'limit of tasks',
          taskLimitKeys,
          {
            anHour: { description: 'So many tasks are made in an hour.', type: 'integer', minimum: 1 },
            digestFor: described('Who has the task that lists any more.', words.role()),
          },
          ['anHour', 'digestFor'],
        ),
      },
      doneByPeople: list(
        'Paragraphs of the procedure that no rule answers for, because people see to them.',
        closed(
          'paragraph that people see to',
          doneByPeopleKeys,
          { source: source(words), because: text('Why no rule does it.') },
          ['source', 'because'],
        ),
      ),
      description: text('A remark for whoever reads the policy.'),
    },
    ['id', 'title', 'version', 'effectiveFrom', 'calendar', 'pipeline', 'stages'],
  )
  return words.file(`policy ${words.policy.title}`, schema)
}

const stage = (words: Vocabulary): Schema =>
  words.ref('declared-stage', () =>
    closed(
      'stage',
      stageKeys,
      {
        label: text('The name of the stage in the CRM, by which it is found.'),
        closed: flag('Whether the complaint is closed here.'),
        says: text(
          'A sentence, without capital and full stop, for a ticket that stands here when nothing else explains why.',
        ),
        start: oneOrMore(
          'Facts that say when a ticket came to this stage, the first that is known: by that date the version of the policy is chosen that governs the stage.',
          words.fact(['instant', 'date']),
        ),
      },
      ['label', 'says'],
    ),
  )

function role(words: Vocabulary): Schema {
  return words.ref('declared-role', () => {
    const areas = areasOf(words)
    const emails = { type: 'array', items: email(words) }
    return closed(
      'role',
      roleKeys,
      {
        title: text('What the role is called, in small letters where it follows on “the”.'),
        owners: {
          description: 'Who has it, by service area; `*` for any other.',
          ...byArea(areas, email(words)),
          minProperties: 1,
        },
        deputies: {
          description: 'Who stands in, in this order: by service area, or one list for all of them.',
          anyOf: [byArea(areas, { anyOf: [email(words), emails] }), emails],
        },
        away: list(
          'When somebody is not there.',
          closed(
            'absence',
            absenceKeys,
            {
              email: text('Who is away.'),
              from: date('The first day of the absence.'),
              to: date('The last day of the absence.'),
            },
            ['email', 'from', 'to'],
          ),
        ),
      },
      ['title', 'owners'],
    )
  })
}

const byArea = (areas: readonly string[], value: Schema): Schema => ({
  title: 'by service area',
  type: 'object',
  properties: Object.fromEntries([...areas, '*'].map((area) => [area, value])),
  additionalProperties: false,
})

function areasOf({ policy }: Vocabulary): readonly string[] {
  return policy.rolesBy === undefined ? [] : (policy.scope.get(policy.rolesBy)?.options ?? [])
}
