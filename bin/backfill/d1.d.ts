// The types of D1 that the Worker's code names: what the commands share of it is checked without a Worker's other globals.

type D1Database = import('@cloudflare/workers-types').D1Database
type D1PreparedStatement = import('@cloudflare/workers-types').D1PreparedStatement
