// The source of a module: `routes` maps "POST /orders/:id" to the text of its handler, `top` comes before it.
export function moduleSource(name: string, routes: Record<string, string>, top = ""): string {
  const registered = Object.entries(routes).map(([label, handler]) => {
    const [method, path] = label.split(" ");
    return `    sdk.registerRoute({ method: "${method}", path: "${path}", handler: ${handler} });\n`;
  });
  return [
    `import { ConvoticModule } from "@convotic/block-sdk";\n`,
    top,
    `\nconst module: ConvoticModule = {\n  name: "${name}",\n  version: "1.0.0",\n  register(sdk) {\n`,
    ...registered,
    "  },\n};\nexport default module;\n",
  ].join("");
}
