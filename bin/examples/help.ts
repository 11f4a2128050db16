// What `redress test --help` says of how an example is written.

export const exampleHelp = `
An example is a JSON file under rules/<policy>/examples, or one of a list in such a file: the life of one ticket.
  {
    "title": "A formal complaint is asked for",
    "ticket": { "stage": "Early resolution", "receivedAt": "Mon 2026-11-23 09:00", "serviceArea": "repairs" },
    "steps": [
      { "at": "Mon 2026-11-23 10:00", "why": "24, 25 and 26 November are three working days",
        "set": { "formalRequested": true },
        "then": { "stage": "Stage 1", "owner": "teamLeader", "fires": ["early-formal"],
                  "clocks": { "stage1-acknowledge": "running, due Thu 2026-11-26" } } }
    ]
  }
Times are local to the policy's calendar, or ISO instants; a weekday is checked where one is given.
Beside title, ticket and steps an example may have
  why        a remark for the reader
  mode       how much Redress may write: "observe", "assist" or "full", which it is unless given
  directory  e-mail addresses of those who can be given work; everybody unless given
A step has
  at       when it happens
  why      a remark for the reader, such as how a date was counted
  set      facts by name that a person fills in; null clears
  hand     the stage or owner that a person gives it by hand; null takes the owner away
  lost     true: the event was lost, and nothing is looked at until a later step
  then     what must be so after the look:
    stage, owner     a stage by label; a role, an e-mail address, or null for nobody
    facts            what is on the ticket by then, by name; null is empty
    clocks           by name, null for no such clock:
                       "<state>", "<state>, due <date>" or "<state>, due <date> <time>", or an object with state,
                       startAt, dueOn, dueAt, stopAt, workingDays,
                       extension  "valid", "invalid", "invalid: <part of why>" or null for none
                       remark     part of what is remarked, a list of such parts, or null for no remark
                     states: waiting, running, due_soon, overdue, paused, met, met_late, cancelled
    fires, refuses   rules that had their way now, and rules whose conditions do not hold now
    nearMiss         by rule: part of what it lacks when it lacks one condition, or null where no one is lacking
    tasks, notes     by rule: the tasks that are open now, and the notes written by now; instead of its name a task
                     may be { "rule", "to": a role, an e-mail address or null, "due": a date or time, "says": part of it }
    says             part of the reason on the ticket, or a list of such parts
    problem          part of a problem that a person has to see to; any other problem fails the example
    changesNothing   true: nothing was written or made
Between steps the ticket is looked at whenever something falls due, as the sweeps do.
Every rule has to be shown firing by one example and refusing by another, every clock met in time and late as well.`
