// Compiles every schema of the contract with Ajv, strictly, and checks the bodies for servers with the open one.
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";

const [folder, bodies] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".json"));
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });

for (const name of files) ajv.addSchema(JSON.parse(readFileSync(join(folder, name))), name.replaceAll("\\", "/"));
for (const name of files) ajv.getSchema(name.replaceAll("\\", "/"));

const received = ajv.getSchema("tracker-snapshot-received.schema.json");
let wrong = 0;
for (const { name, body, path } of JSON.parse(readFileSync(bodies)).filter((one) => one.is_strict_json)) {
  const isTaken = received(JSON.parse(body));
  if (isTaken === (path === null)) continue;
  console.error(`${name}: the schema says ${isTaken}`);
  wrong += 1;
}
console.log(`${files.length} schemas in ${relative(".", folder)} compiled, ${wrong} bodies wrong`);
process.exit(wrong === 0 ? 0 : 1);
