// better-auth as the benchmark measures it beside Tegata: accounts with a password of argon2id, sessions
// that are read from PostgreSQL, a password reset that mails nothing. A process for each core.
//
//   DATABASE_URL   an empty database
//   PORT           where to listen, on loopback
//   ACCOUNTS       accounts `person00000@example.jp`, …
//   PASSWORD       of all of them
import cluster from "node:cluster";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";

import { hash, verify } from "@node-rs/argon2";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import pg from "pg";

const { DATABASE_URL, PORT, ACCOUNTS, PASSWORD } = process.env;
const cores = availableParallelism();
const argon2id = { algorithm: 2, memoryCost: 19456, timeCost: 2, parallelism: 1 };
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Math.ceil(16 / cores) });
const base = `http://127.0.0.1:${PORT}`;

const auth = betterAuth({
  baseURL: base,
  basePath: "/api/auth",
  secret: "a secret of the benchmark, which guards nothing",
  database: pool,
  logger: { disabled: true },
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password) => hash(password, argon2id),
      verify: ({ hash, password }) => verify(hash, password),
    },
    sendResetPassword: async () => {},
  },
});

/** Makes the schema and the accounts. They share a password hash: it costs the same to verify. */
async function prepare() {
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  await pool.query(
    `INSERT INTO "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
     SELECT 'person' || n, '山田 太郎', 'person' || lpad(n::text, 5, '0') || '@example.jp', true, now(), now()
       FROM generate_series(0, $1::int - 1) n`,
    [ACCOUNTS],
  );
  await pool.query(
    `INSERT INTO account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
     SELECT id, id, 'credential', id, $1, now(), now() FROM "user"`,
    [await hash(PASSWORD, argon2id)],
  );
  await pool.end();
}

if (cluster.isPrimary) {
  await prepare();
  for (let core = 0; core < cores; core += 1) cluster.fork();
  // One that dies would leave the others to be measured.
  cluster.on("exit", () => process.exit(1));
} else {
  const handler = toNodeHandler(auth);
  createServer((request, response) => {
    if (request.url === "/ready") response.end("{}");
    else handler(request, response);
  }).listen(Number(PORT), "127.0.0.1");
}
