// Reads one file of rules: json-rules-engine rules with a title, a source and an event of a closed list.

import { parseClockTime } from './calendar/opening-span.ts'
import { parseSpan, type Span } from './calendar/span.ts'
import { parseCondition, type FactShape, type Scope } from './condition.ts'
import { factTypes, typeValue, type FactType } from './fact.ts'
import { Fields } from './fields.ts'
import { nearest, type Report } from './finding.ts'
import { placeholders } from './wording.ts'
import type {
  Candidate,
  Extension,
  FactDefinition,
  Once,
  Rule,
  RuleKind,
  Source,
  TaskRule,
} from './policy.ts'

/** What the names in a rule may refer to. */
export type RuleContext = {
  readonly scope: Scope
  readonly facts: ReadonlyMap<string, FactDefinition>
  readonly stages: ReadonlySet<string>
  readonly roles: ReadonlySet<string>
  readonly clocks: ReadonlySet<string>
  readonly messages: ReadonlySet<string>
}

const ruleKeys = ['name', 'title', 'source', 'conditions', 'event', 'priority', 'examples', 'description']

const paramKeys: Readonly<Record<RuleKind, readonly string[]>> = {
  move: ['to', 'ground', 'because'],
  assign: ['fact', 'to', 'not', 'record', 'optional'],
  clock: [
    'start',
    'stop',
    'stopAt',
    'within',
    'warn',
    'counting',
    'nonWorkingStart',
    'cutOff',
    'dueTime',
    'extensions',
    'cancel',
    'due',
    'result',
    'taken',
    'words',
  ],
  set: ['fact', 'to', 'overwrite'],
  task: ['subject', 'body', 'for', 'once', 'due', 'says'],
  note: ['text', 'once'],
}

const isKind = (type: string): type is RuleKind => Object.hasOwn(paramKeys, type)

/** The rules of one file; `allowed` are the event types that belong there. */
export function parseRules(
  raw: unknown,
  file: string,
  allowed: readonly RuleKind[],
  context: RuleContext,
  report: Report,
): readonly Rule[] {
  if (!Array.isArray(raw)) {
    report('', 'this file must hold a list of rules')
    return []
  }
  return raw.flatMap((item: unknown, index) => {
    const rule = parseRule(item, `/${index}`, file, allowed, context, report)
    return rule ? [rule] : []
  })
}

function parseRule(
  raw: unknown,
  pointer: string,
  file: string,
  allowed: readonly RuleKind[],
  context: RuleContext,
  report: Report,
): Rule | undefined {
  const fields = new Fields(raw, pointer, report, ruleKeys)
  const name = fields.text('name')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 64)
    report(fields.at('name'), `\`${name}\` can not name a rule: use small letters, digits and hyphens`)
  const title = fields.text('title')
  const source = parseSource(fields)
  const priority = fields.raw('priority') ?? 1
  if (typeof priority !== 'number' || !Number.isInteger(priority) || priority < 1)
    report(fields.at('priority'), '`priority` must be a whole number from 1')
  const condition = parseCondition(fields.raw('conditions'), fields.at('conditions'), context.scope, report)
  const event = new Fields(fields.raw('event'), fields.at('event'), report, ['type', 'params'])
  const type = event.text('type')
  if (!isKind(type) || !allowed.includes(type))
    return report(
      event.at('type'),
      `\`${type}\` does not belong here: the events of this file are ${allowed.map((kind) => `\`${kind}\``).join(', ')}${nearest(type, allowed)}`,
    )
  const params = new Fields(event.raw('params'), event.at('params'), report, paramKeys[type])
  if (!condition) return undefined
  const base = { name, title, source, priority: Number(priority), file, pointer, condition }
  return new Params(params, context).rule(type, base)
}

function parseSource(fields: Fields): Source {
  const source = new Fields(fields.raw('source'), fields.at('source'), fields.report, [
    'section',
    'paragraph',
    'sha256',
    'note',
  ])
  const sha256 = source.optionalText('sha256')
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    source.report(source.at('sha256'), 'a fingerprint is 64 hexadecimal digits')
  return {
    section: source.text('section'),
    paragraph: source.text('paragraph'),
    sha256,
    note: source.optionalText('note'),
  }
}

type Base = Omit<Extract<Rule, { kind: 'set' }>, 'kind' | 'fact' | 'value' | 'overwrite'>

/** Reads the parameters of one event against the names that it may use. */
class Params {
  readonly #fields: Fields
  readonly #context: RuleContext

  constructor(fields: Fields, context: RuleContext) {
    this.#fields = fields
    this.#context = context
  }

  rule(kind: RuleKind, base: Base): Rule {
    const fields = this.#fields
    switch (kind) {
      case 'move': {
        const to = fields.text('to')
        this.#known(to, this.#context.stages, fields.at('to'), 'stage')
        return { ...base, kind, to, ground: this.#ground(), because: fields.text('because') }
      }
      case 'assign':
        return {
          ...base,
          kind,
          fact: this.#fact('fact', ['person']) ?? 'owner',
          candidates: this.#candidates('to'),
          barred: this.#facts('not', ['person']),
          record: this.#written('record', ['person']),
          optional: fields.flag('optional'),
        }
      case 'clock':
        return this.#clock(base)
      case 'set':
        return this.#set(base)
      case 'task':
        return {
          ...base,
          kind,
          subject: this.#template('subject'),
          body: this.#template('body'),
          candidates: this.#candidates('for'),
          once: this.#once(),
          due: this.#due(),
          says: fields.has('says') ? this.#template('says') : undefined,
        }
      case 'note':
        return this.#note(base)
    }
  }

  /** A ground is an option of some set of facts: what the review's grounds are recorded in. */
  #ground(): string | undefined {
    const ground = this.#fields.optionalText('ground')
    const known = [...this.#context.scope.values()].flatMap(({ type, options }) =>
      type === 'set' ? options : [],
    )
    if (ground !== undefined && !known.includes(ground))
      this.#fields.report(
        this.#fields.at('ground'),
        `\`${ground}\` is an option of no set of facts${nearest(ground, known)}`,
      )
    return ground
  }

  #note(base: Base): Rule {
    const [text, once] = [this.#template('text'), this.#once()]
    if (once.kind !== 'clock' && /\{(dueOn|startOn)\}/.test(text))
      this.#fields.report(
        this.#fields.at('text'),
        'a note that is not once per `clock` has no `{dueOn}` or `{startOn}`',
      )
    return { ...base, kind: 'note', text, once }
  }

  #known(name: string, known: ReadonlySet<string>, at: string, what: string): void {
    if (name !== '' && !known.has(name))
      this.#fields.report(at, `unknown ${what} \`${name}\`${nearest(name, known)}`)
  }

  #check(name: string, at: string, types: readonly FactType[], shape: FactShape | undefined): void {
    if (!shape)
      this.#fields.report(at, `unknown fact \`${name}\`${nearest(name, this.#context.scope.keys())}`)
    else if (!types.includes(shape.type))
      this.#fields.report(at, `\`${name}\` is of type ${shape.type}, and this needs ${types.join(' or ')}`)
  }

  #fact(key: string, types: readonly FactType[]): string | undefined {
    const name = this.#fields.optionalText(key)
    if (name !== undefined) this.#check(name, this.#fields.at(key), types, this.#context.scope.get(name))
    return name
  }

  #required(key: string, types: readonly FactType[]): string {
    if (!this.#fields.has(key)) this.#fields.report(this.#fields.pointer, `\`${key}\` is missing`)
    return this.#fact(key, types) ?? ''
  }

  /** A fact that Redress writes: one with a CRM property. */
  #written(key: string, types: readonly FactType[]): string | undefined {
    const name = this.#fact(key, types)
    if (name !== undefined && this.#context.scope.has(name) && !this.#context.facts.get(name)?.property)
      this.#fields.report(this.#fields.at(key), `\`${name}\` has no CRM property to write`)
    return name
  }

  #facts(key: string, types: readonly FactType[]): readonly string[] {
    const names = this.#fields.names(key)
    for (const name of names) this.#check(name, this.#fields.at(key), types, this.#context.scope.get(name))
    return names
  }

  #span(fields: Fields, key: string): Span | undefined {
    if (!fields.has(key)) return undefined
    const span = parseSpan(fields.raw(key))
    return span.ok ? span.value : fields.report(fields.at(key), span.error)
  }

  #requiredSpan(fields: Fields, key: string): Span {
    if (!fields.has(key)) fields.report(fields.pointer, `\`${key}\` is missing`)
    return this.#span(fields, key) ?? { unit: 'workingDays', count: 0 }
  }

  #candidates(key: string): readonly Candidate[] {
    const items = this.#fields.items(key)
    if (items.length === 0)
      this.#fields.report(this.#fields.at(key), `\`${key}\` must list at least one role or fact`)
    return items.map(([raw, pointer]): Candidate => {
      const fields = new Fields(raw, pointer, this.#fields.report, ['role', 'fact', 'skipDeputies'])
      const [role, fact] = [fields.optionalText('role'), fields.optionalText('fact')]
      if ((role === undefined) === (fact === undefined))
        fields.report(pointer, 'a candidate is either a `role` or a `fact`')
      if (fact !== undefined) {
        this.#check(fact, fields.at('fact'), ['person'], this.#context.scope.get(fact))
        return { kind: 'fact', fact }
      }
      this.#known(role ?? '', this.#context.roles, fields.at('role'), 'role')
      return { kind: 'role', role: role ?? '', skipDeputies: fields.flag('skipDeputies') }
    })
  }

  #clock(base: Base): Rule {
    const fields = this.#fields
    const words = new Fields(fields.raw('words'), fields.at('words'), fields.report, ['todo', 'done'])
    const cutOff = parseClockTime(fields.raw('cutOff'))
    if (fields.has('cutOff') && cutOff === undefined)
      fields.report(fields.at('cutOff'), '`cutOff` is a time such as 17:00')
    const stop = this.#facts('stop', ['instant'])
    if (stop.length === 0) fields.report(fields.pointer, 'a clock needs a `stop`: nothing could ever end it')
    const [within, warn] = [this.#requiredSpan(fields, 'within'), this.#span(fields, 'warn')]
    for (const [key, span] of [
      ['within', within],
      ['warn', warn],
    ] as const)
      if (span && span.count <= 0) fields.report(fields.at(key), `\`${key}\` must be more than nothing`)
    if (warn && warn.unit === within.unit && warn.count > within.count)
      fields.report(fields.at('warn'), '`warn` is longer than the time itself')
    const result = this.#written('result', ['option'])
    const results = this.#context.scope.get(result ?? '')?.options ?? []
    if (result !== undefined && !(results.includes('met') && results.includes('met_late')))
      fields.report(fields.at('result'), `\`${result}\` needs the options \`met\` and \`met_late\``)
    return {
      ...base,
      kind: 'clock',
      start: this.#required('start', ['instant']),
      stop,
      stopAt: fields.choice('stopAt', ['first', 'last']),
      within,
      warn,
      counting: fields.choice('counting', ['exclusive', 'inclusive']),
      nonWorkingStart: fields.choice('nonWorkingStart', ['nextIsDayOne', 'receivedNextWorkingDay']),
      cutOff,
      dueTime: fields.choice('dueTime', ['endOfDay', 'closing']),
      extensions: fields.items('extensions').map(([raw, pointer]) => this.#extension(raw, pointer)),
      cancel: this.#facts('cancel', ['boolean']),
      due: this.#written('due', ['date', 'instant']),
      result,
      taken: this.#written('taken', ['number']),
      words: { todo: words.text('todo'), done: words.text('done') },
    }
  }

  #extension(raw: unknown, pointer: string): Extension {
    const fields = new Fields(raw, pointer, this.#fields.report, [
      'name',
      'when',
      'notice',
      'reason',
      'until',
      'atMost',
      'dateOptional',
    ])
    const fact = (key: string, types: readonly FactType[]) => {
      const name = fields.optionalText(key)
      if (name !== undefined) this.#check(name, fields.at(key), types, this.#context.scope.get(name))
      return name
    }
    fields.text('notice')
    fields.text('until')
    return {
      name: fields.text('name'),
      when: fact('when', ['boolean']),
      notice: fact('notice', ['instant']) ?? '',
      reason: fact('reason', ['text']),
      until: fact('until', ['date']) ?? '',
      atMost: this.#requiredSpan(fields, 'atMost'),
      dateOptional: fields.flag('dateOptional'),
    }
  }

  #set(base: Base): Rule {
    const fields = this.#fields
    const fact = this.#written('fact', factTypes) ?? this.#required('fact', factTypes)
    const overwrite = fields.choice('overwrite', ['always', 'own', 'once'])
    const to = fields.raw('to')
    const shape = this.#context.scope.get(fact)
    if (typeof to === 'string') {
      if (shape && !typeValue(shape.type, shape.options, to).ok)
        fields.report(fields.at('to'), `\`${to}\` does not fit \`${fact}\`${nearest(to, shape.options)}`)
      return { ...base, kind: 'set', fact, overwrite, value: { kind: 'literal', value: to } }
    }
    const value = new Fields(to, fields.at('to'), fields.report, ['fact', 'now'])
    if (value.flag('now')) return { ...base, kind: 'set', fact, overwrite, value: { kind: 'now' } }
    const other = value.text('fact')
    const otherShape = this.#context.scope.get(other)
    this.#check(other, value.at('fact'), shape ? [shape.type] : factTypes, otherShape)
    const stray = shape && otherShape?.options.find((option) => !shape.options.includes(option))
    if (stray !== undefined && shape && shape.options.length > 0)
      fields.report(value.at('fact'), `\`${other}\` can be \`${stray}\`, which is no option of \`${fact}\``)
    return { ...base, kind: 'set', fact, overwrite, value: { kind: 'fact', fact: other } }
  }

  #once(): Once {
    const fields = new Fields(this.#fields.raw('once'), this.#fields.at('once'), this.#fields.report, [
      'clock',
      'fact',
      'ticket',
    ])
    const [clock, fact] = [fields.optionalText('clock'), fields.optionalText('fact')]
    if (clock !== undefined) {
      this.#known(clock, this.#context.clocks, fields.at('clock'), 'clock')
      return { kind: 'clock', clock }
    }
    if (fact !== undefined) {
      this.#check(fact, fields.at('fact'), factTypes, this.#context.scope.get(fact))
      return { kind: 'fact', fact }
    }
    if (!fields.flag('ticket'))
      fields.report(fields.pointer, '`once` needs a `clock`, a `fact` or `"ticket": true`: once per what?')
    return { kind: 'ticket' }
  }

  #due(): TaskRule['due'] {
    const fields = new Fields(this.#fields.raw('due'), this.#fields.at('due'), this.#fields.report, [
      'clock',
      'from',
      'within',
    ])
    const clock = fields.optionalText('clock')
    if (clock !== undefined) {
      this.#known(clock, this.#context.clocks, fields.at('clock'), 'clock')
      return { kind: 'clock', clock }
    }
    const from = fields.text('from')
    this.#check(from, fields.at('from'), ['instant'], this.#context.scope.get(from))
    return { kind: 'span', from, within: this.#requiredSpan(fields, 'within') }
  }

  #template(key: string): string {
    const text = this.#fields.text(key)
    for (const [whole, name = ''] of text.matchAll(/\{([^{}]*)\}/g))
      if (!placeholders.includes(name) && !this.#context.messages.has(name))
        this.#fields.report(
          this.#fields.at(key),
          `unknown placeholder \`${whole}\`${nearest(name, [...placeholders, ...this.#context.messages])}`,
        )
    return text
  }
}
