/* The farewell: what this tab still knew of the room goes too. */
for (const key of Object.keys(sessionStorage)) if (key.startsWith("kring:")) sessionStorage.removeItem(key);
