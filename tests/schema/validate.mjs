// Validates YAML files with Ajv.
//   node validate.mjs SCHEMA < files, one path a line
// Answers a JSON object a line, in order: { "file", "errors": [{ "path", "message" }] }.
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { parse } from "yaml";

const schema = JSON.parse(readFileSync(process.argv[2], "utf8"));

// Strict: a keyword that Ajv does not know, or that can have no effect, is an error. Two of its rules are matters of taste that
// this schema does not share: several types for a value, and names that a condition requires without describing them.
const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
// What editors read beside the standard's.
ajv.addVocabulary(["errorMessage", "patternErrorMessage", "deprecationMessage", "markdownEnumDescriptions", "defaultSnippets"]);
const validate = ajv.compile(schema);

for (const file of readFileSync(0, "utf8").split("\n").filter(line => line.length > 0)) {
  const valid = validate(parse(readFileSync(file, "utf8"), { version: "1.2", schema: "core" }));
  const errors = valid ? [] : validate.errors.map(error => ({ path: error.instancePath, message: `${error.message} (${error.schemaPath})` }));
  console.log(JSON.stringify({ file, errors }));
}
