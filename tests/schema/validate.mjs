// Validates YAML files with Ajv.
//   node validate.mjs SCHEMA < files, one path a line
// Answers a JSON object a line, in order: { "file", "errors": [{ "path", "message" }] }. What is no YAML is wrong at its root.
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { parseDocument } from "yaml";

const schema = JSON.parse(readFileSync(process.argv[2], "utf8"));

// Strict: a keyword that Ajv does not know, or that can have no effect, is an error. Two of its rules are matters of taste that
// this schema does not share: several types for a value, and names that a condition requires without describing them.
const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
// What editors read beside the standard's.
ajv.addVocabulary(["markdownDescription", "doNotSuggest", "errorMessage", "patternErrorMessage", "deprecationMessage", "markdownEnumDescriptions", "defaultSnippets"]);
const validate = ajv.compile(schema);

const errorsOf = text => {
  const document = parseDocument(text, { version: "1.2", schema: "core" });
  if (document.errors.length > 0) return document.errors.map(error => ({ path: "", message: error.message }));
  return validate(document.toJS()) ? [] : validate.errors.map(error => ({ path: error.instancePath, message: `${error.message} (${error.schemaPath})` }));
};

for (const file of readFileSync(0, "utf8").split("\n").filter(line => line.length > 0)) {
  console.log(JSON.stringify({ file, errors: errorsOf(readFileSync(file, "utf8")) }));
}
