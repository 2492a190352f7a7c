// ClickHouse's engine (chdb) behind as much of ClickHouse's HTTP interface as the store uses. One process, one data folder, one query at a time.
//   node server.mjs <data folder> [port]
// Prints "listening <port>" when it answers. Understands: the query in the body, or in `query` with data for an INSERT in the body; gzip bodies; settings as
// parameters; `database`, `default_format`; errors as text with X-ClickHouse-Exception-Code. Ends when its standard input does, so that it never outlives the tests.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

// The public API gives text only; the addon below it gives any bytes.
const engine = createRequire(import.meta.url)('./node_modules/chdb/dist/loader.js').loadNative()

const [, , folder, wantedPort = '0'] = process.argv
const connection = engine.CreateConnection(folder)
const notSettings = new Set(['query', 'database', 'default_format', 'query_id', 'user', 'password', 'wait_end_of_query', 'buffer_size', 'session_id', 'role', 'compress', 'decompress'])
const plain = async (sql) => Buffer.from((await engine.QueryAsyncConnection(connection, sql, 'TabSeparated')).bytes)

const rows = join(folder, 'rows.bin')

let queue = Promise.resolve()
let database = 'default'
let settings = ''

function inTurn(work) {
  const turn = queue.then(work)
  queue = turn.catch(() => {})
  return turn
}

async function prepare(parameters) {
  const wantedDatabase = parameters.get('database') ?? 'default'
  if (wantedDatabase !== database) {
    await plain(`USE \`${wantedDatabase.replaceAll('`', '\\`')}\``)
    database = wantedDatabase
  }

  const wanted = [...parameters].filter(([name]) => !notSettings.has(name) && /^\w+$/.test(name))
  const text = wanted.map(([name, value]) => `${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`).join(', ')
  if (text === settings) return
  const before = settings.match(/\w+(?= = ')/g)
  if (before) await plain(`SET ${before.map((name) => `${name} = DEFAULT`).join(', ')}`)
  settings = ''
  if (text) await plain(`SET ${text}`)
  settings = text
}

async function run(parameters, body) {
  await prepare(parameters)
  const query = parameters.get('query')
  if (query === null) return Buffer.from((await engine.QueryAsyncConnection(connection, body.toString('utf8'), parameters.get('default_format') ?? 'TabSeparated')).bytes)
  if (!/^\s*INSERT\b/i.test(query)) return Buffer.from((await engine.QueryAsyncConnection(connection, query, parameters.get('default_format') ?? 'TabSeparated')).bytes)
  // The engine takes rows beside a statement for text, and text ends at an empty line: they go by way of a file.
  if (body.length > 0) {
    writeFileSync(rows, body)
    await plain(query.replace(/\sFORMAT\s+(\w+)\s*$/i, ` FROM INFILE '${rows}' FORMAT $1`))
  }

  return Buffer.alloc(0)
}

const server = createServer(async (request, response) => {
  const parts = []
  try {
    for await (const part of request) parts.push(part)
  } catch {
    return // Cut off in the middle: there is nobody to answer, and half an insert is none.
  }

  const url = new URL(request.url, 'http://localhost')
  if (url.pathname === '/ping') return response.end('Ok.\n')
  try {
    const raw = Buffer.concat(parts)
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
    const result = await inTurn(() => run(url.searchParams, body))
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'X-ClickHouse-Server-Display-Name': 'chdb' })
    response.end(result)
  } catch (error) {
    const message = String(error?.message ?? error)
    const code = /Code: (\d+)/.exec(message)?.[1] ?? '1000'
    response.writeHead(['60', '81'].includes(code) ? 404 : ['193', '194', '516'].includes(code) ? 403 : 500, { 'Content-Type': 'text/plain', 'X-ClickHouse-Exception-Code': code })
    response.end(message + '\n')
  }
})

server.keepAliveTimeout = 60_000
server.listen(Number(wantedPort), '127.0.0.1', () => console.log(`listening ${server.address().port}`))
process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL')).resume()
