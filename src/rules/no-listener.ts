// Stands in the Worker for json-rules-engine's emitter: nobody listens to the engine or to a rule, whose results we read.

/** The engine calls it as a constructor of old, without `new`, which a class would refuse. */
export default function NoListener() {}

Object.assign(NoListener.prototype, { emitAsync: async () => [] })
