/* A command as the buttons send it, for scripts. Imports what room this is. */
import { room } from "./seal.js";

/** False when the server did not take it. */
export async function post(command, fields) {
  const response = await fetch(`/r/${room}/do/${command}`, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: new URLSearchParams(fields),
  });
  return response.ok;
}
