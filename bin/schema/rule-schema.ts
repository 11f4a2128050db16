// Rule files: what all rules have in common, and the events that belong into each file.

import { paramKeys, ruleKeys } from '../../src/rules/parse-rules.ts'
import { sourceKeys } from '../../src/rules/parse-source.ts'
import type { RuleKind } from '../../src/rules/policy.ts'
import { clockParams } from './clock-schema.ts'
import { condition } from './condition-schema.ts'
import { closed, described, flag, oneOrMore, schemaKey, text, type Schema } from './json-schema.ts'
import { noteParams, taskParams } from './notice-schema.ts'
import { candidates } from './people-schema.ts'
import { setParams } from './set-schema.ts'
import type { Vocabulary } from './vocabulary.ts'

const eventMeanings: Readonly<Record<RuleKind, string>> = {
  move: 'moves the ticket to another stage',
  assign: 'gives the ticket an owner, or fills in another person',
  clock: 'is a time limit',
  set: 'fills in a CRM property',
  task: 'creates a task on the ticket',
  note: 'writes a note on the ticket',
}

/** The file that holds rules with these events: a list, as it is or under `rules`. */
export function ruleFileSchema(words: Vocabulary, file: string, kinds: readonly RuleKind[]): Schema {
  const rules = { type: 'array', items: rule(words, kinds), maxItems: 500 }
  return words.file(`${file} of ${words.policy.title}`, {
    anyOf: [
      {
        type: 'object',
        properties: {
          $schema: schemaKey,
          rules: { description: 'The rules. Their order does not matter.', ...rules },
        },
        required: ['rules'],
        additionalProperties: false,
      },
      rules,
    ],
  })
}

function rule(words: Vocabulary, kinds: readonly RuleKind[]): Schema {
  return words.ref('rule', () =>
    closed(
      'rule',
      ruleKeys,
      {
        name: {
          description: 'A name of its own: small letters, digits and hyphens.',
          type: 'string',
          pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
          maxLength: 64,
        },
        title: text('What the rule says, in a few words.'),
        source: source(words),
        conditions: described('When the rule applies.', condition(words)),
        event: described(
          'What it does.',
          kinds.length === 1 ? event(words, kinds[0]) : { anyOf: kinds.map((kind) => event(words, kind)) },
        ),
        priority: {
          description: 'Of several rules that hold and differ, that with the highest number wins.',
          type: 'integer',
          minimum: 1,
          default: 1,
        },
        description: text('A remark for whoever reads the rule.'),
      },
      ['name', 'title', 'source', 'conditions', 'event'],
      { defaultSnippets: [snippet(kinds)] },
    ),
  )
}

function event(words: Vocabulary, kind: RuleKind = 'move'): Schema {
  return words.ref(`event-${kind}`, () =>
    closed(
      `event ${kind}`,
      ['type', 'params'],
      {
        type: { description: `\`${kind}\` ${eventMeanings[kind]}.`, const: kind },
        params: params[kind](words),
      },
      ['type', 'params'],
    ),
  )
}

const params: Readonly<Record<RuleKind, (words: Vocabulary) => Schema>> = {
  move: (words) =>
    closed(
      'where it moves',
      paramKeys.move,
      {
        to: described('The stage that the ticket moves to.', words.stage()),
        ground: described(
          'The ground that this rule stands for, where the procedure lists grounds.',
          words.member(),
        ),
        because: text('Why, as it follows on “because” on the ticket.'),
      },
      ['to', 'because'],
    ),
  assign: (words) =>
    closed(
      'who gets it',
      paramKeys.assign,
      {
        fact: { ...described('What is filled in.', words.fact(['person'])), default: 'owner' },
        to: candidates(words, 'Who it is, the first choice first.'),
        not: oneOrMore('Persons who may never be it.', words.fact(['person'])),
        record: described('A person fact that follows it from now on.', words.property(['person'])),
        optional: flag(
          'Whether the place may stay empty when nobody is left; else that is a failure that people see.',
        ),
      },
      ['to'],
    ),
  clock: clockParams,
  set: setParams,
  task: taskParams,
  note: noteParams,
}

/** Which paragraph of the procedure something rests on. */
export const source = (words: Vocabulary): Schema =>
  described(
    'The paragraph of the procedure that this rests on.',
    words.ref('source', () =>
      closed(
        'source',
        sourceKeys,
        {
          section: text('The heading of the section.'),
          paragraph: text('The paragraph: its letter or number.'),
          sha256: {
            description:
              'The fingerprint of the paragraph’s text: `redress check --procedure` says when the text has changed.',
            type: 'string',
            pattern: '^[0-9a-f]{64}$',
          },
          note: text('Where this is a reading of the text or an addition to it: what and why.'),
        },
        ['section', 'paragraph'],
      ),
    ),
  )

/** What an editor proposes as a new rule. */
const snippet = (kinds: readonly RuleKind[]): Schema => ({
  label: 'new rule',
  body: {
    name: '${1:name}',
    title: '${2:what it says}',
    source: { section: '${3:section}', paragraph: '${4:paragraph}' },
    conditions: { all: [{ fact: 'stage', operator: 'equal', value: '${5:stage}' }] },
    event: { type: kinds[0], params: {} },
  },
})
