// A client with the types that openapi-typescript generates from our document makes every call of it.
//
//     node tests/clients/generated.mjs http://localhost:9000 docs/openapi.json target/clients/typescript
//
// Each operation is called as it must be, and once with each parameter that it may be given. TypeScript checks
// the calls, and then the answers, written down as values of the generated types.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import openapiTypescript, { astToString } from "openapi-typescript";
import typescript from "typescript";

const JSON_TYPE = "application/json";
const [address, source, folder] = process.argv.slice(2);
const modules = fileURLToPath(new URL("../node_modules", import.meta.url));
const document = JSON.parse(readFileSync(source, "utf8"));

const write = (name, text) => writeFileSync(join(folder, name), text);
const success = (operation) => Object.keys(operation.responses).filter((status) => /^[23]/.test(status)).sort()[0];
const isJson = (operation) => JSON_TYPE in (operation.responses[success(operation)].content ?? {});

// What a parameter can be: its example, its default, or the first of its choices.
function example(parameter) {
  let { schema } = parameter;
  if ("example" in parameter) return parameter.example;
  for (;;) {
    if ("default" in schema) return schema.default;
    if ("example" in schema) return schema.example;
    if (schema.enum) return schema.enum[0];
    schema = schema.oneOf?.[0] ?? document.components.schemas[schema.$ref.split("/").pop()];
  }
}

// The calls of an operation, each as what openapi-fetch takes for its parameters.
function calls(path, operation) {
  const parameters = operation.parameters ?? [];
  const call = (chosen) => {
    const values = {};
    for (const parameter of chosen) (values[parameter.in] ??= {})[parameter.name] = example(parameter);
    const parse = isJson(operation) ? {} : { parseAs: "text" };
    return { path, operation, options: { params: values, redirect: "manual", ...parse } };
  };
  const required = parameters.filter((parameter) => parameter.required);
  const optional = parameters.filter((parameter) => !parameter.required);
  return [call(required), ...optional.map((parameter) => call([...required, parameter]))];
}

const operations = Object.entries(document.paths).flatMap(([path, item]) => {
  assert.deepEqual(Object.keys(item), ["get"], path);
  return [[path, item.get]];
});
const all = operations.flatMap(([path, operation]) => calls(path, operation));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
symlinkSync(modules, resolve(folder, "node_modules"));
write("package.json", JSON.stringify({ type: "module" }));
write("api.ts", astToString(await openapiTypescript(pathToFileURL(resolve(source)))));
const body = all.map(({ path, options }) => `  () => client.GET(${JSON.stringify(path)}, ${JSON.stringify(options)}),`);
const client = `import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const client = createClient<paths>({ baseUrl: ${JSON.stringify(address)} });
export const calls = [
${body.join("\n")}
];
`;
write("calls.ts", client);
write("calls.js", typescript.transpile(client, { module: "esnext", target: "es2022" }));
const made = await import(pathToFileURL(resolve(folder, "calls.js")));

const answers = ['import type { paths } from "./api.js";'];
for (const [index, call] of made.calls.entries()) {
  const { path, operation, options } = all[index];
  const { data, error, response } = await call();
  const status = success(operation);
  assert.equal(String(response.status), status, `${path} ${JSON.stringify(options.params)}: ${JSON.stringify(error)}`);
  if (!isJson(operation)) continue;
  const type = ["paths", path, "get", "responses", Number(status), "content", JSON_TYPE];
  const [root, ...names] = type;
  const indexed = names.map((name) => `[${JSON.stringify(name)}]`).join("");
  answers.push(`export const answer${index}: ${root}${indexed} = ${JSON.stringify(data)};`);
}
write("answers.ts", answers.join("\n"));
const options = { strict: true, noEmit: true, module: "nodenext", target: "es2022", types: [], skipLibCheck: true };
write("tsconfig.json", JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
try {
  execFileSync(process.execPath, [join(modules, "typescript/bin/tsc"), "--project", folder], { encoding: "utf8" });
} catch (error) {
  throw new Error(error.stdout.slice(0, 5000));
}
console.log(`openapi-typescript: ${all.length} calls of ${operations.length} operations got their types`);
