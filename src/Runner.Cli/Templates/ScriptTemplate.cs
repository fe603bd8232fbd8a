namespace Runner.Cli.Templates;

/// <summary>What <c>runner new script</c> writes.</summary>
static class ScriptTemplate
{
    /// <summary>A script that runs as it is, and shows what there is.</summary>
    /// <param name="file">Its file, as it is typed.</param>
    public static string Write(string file) => $$"""
        // Run it:    runner run {{file}}
        // Check it:  runner validate {{file}}      (compiles it, runs nothing)
        // Try code:  runner repl                   (Tab completes; :actions lists what plugins can do)
        //
        // A script is no sandbox: it may do whatever you may.

        // runner run {{file}} --input url=http://localhost:8080/health
        var url = Inputs.Get("url", "");

        // Without a url the script serves itself something to ask. Each action of a plugin is a step of the run:
        // http.serve is `new Http.Serve`, and `runner plugins show http.get` lists what Http.Get takes and gives.
        if (url == "")
        {
            var stub = await Run(new Http.Serve { Routes = [new() { Path = "/health" }] });
            url = $"{stub.Url}/health";
        }

        // A status of 400 or more fails the step; what may pass is tried again, three times in all.
        var answer = await Run(new Http.Get { Url = url }, name: "health", timeout: TimeSpan.FromSeconds(5), attempts: 3);

        // An expectation that fails says what it saw, and the run ends with exit code 1.
        Expect(() => answer.Status == 200);

        // Code of your own as a step. Args are what stands behind -- on the command line.
        await Step("report", async () =>
        {
            Log($"{url} answered {answer.Status}, arguments: {string.Join(' ', Args)}");
            await Task.Delay(10, Cancel); // hand Cancel on: Ctrl-C and timeouts then end what waits
        });

        // A secret is an environment variable (or a line of --env-file) that is masked wherever it shows up:
        //     var token = Secret("API_TOKEN");

        // The last expression is the result.
        answer.Status

        """;

    /// <summary>What has OmniSharp complete names in scripts.</summary>
    /// <param name="response">The response file with what scripts may use, from the folder of the file that this is.</param>
    public static string OmniSharp(string response) => $$"""
        {
          "script": { "enabled": true, "defaultTargetFramework": "net10.0", "rspFilePath": "{{response}}" }
        }

        """;

    /// <summary>A task for VS Code that shows what is wrong with the script that is open, where it is.</summary>
    public const string Tasks = """
        {
          "version": "2.0.0",
          "tasks": [
            {
              "label": "runner: validate this file",
              "type": "process",
              "command": "runner",
              "args": ["validate", "${file}"],
              "presentation": { "reveal": "silent", "clear": true },
              "group": { "kind": "build", "isDefault": true },
              "problemMatcher": {
                "owner": "runner",
                "fileLocation": ["autoDetect", "${workspaceFolder}"],
                "pattern": {
                  "regexp": "^(.+?):(\\d+):(\\d+): (error|warning) (RUN\\d+): (.+)$",
                  "file": 1, "line": 2, "column": 3, "severity": 4, "code": 5, "message": 6
                }
              }
            },
            {
              "label": "runner: run this file",
              "type": "process",
              "command": "runner",
              "args": ["run", "${file}"],
              "group": { "kind": "test", "isDefault": true },
              "problemMatcher": []
            }
          ]
        }

        """;
}
