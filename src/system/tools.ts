import { lookUpProgram, programVersion } from '#engine/index.ts';
import tools from '#engine/tools.json' with { type: 'json' };
import type { ToolReport } from '#model/index.ts';

/** The programs that disk2iso runs, with the versions that are installed and the commands that install what is not. */
export async function reportTools(): Promise<readonly ToolReport[]> {
  const wanted = tools.filter(({ neededFor }) => neededFor === 'run' || neededFor === 'optional');
  return Promise.all(
    wanted.map(async (tool) => {
      const path = await lookUpProgram(tool.program);
      return {
        program: tool.program,
        package: tool.package,
        purpose: tool.purpose,
        isRequired: tool.neededFor === 'run',
        path,
        version: path === null ? null : await programVersion(path, tool.versionArgs),
        installCommand: path === null ? `sudo apt install ${tool.package}` : null,
      };
    }),
  );
}
