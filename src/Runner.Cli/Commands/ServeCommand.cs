using System.CommandLine;
using System.Net;
using Runner.Cli.Help;
using Runner.Cli.Hosts;
using Runner.Cli.Inputs;
using Runner.Cli.Runs;
using Runner.Cli.Serving;
using Runner.Engine;
using Runner.Service;
using Runner.Service.Health;
using Runner.Service.Logging;
using Runner.Store;
using Runner.Workflows.Configuration;
using Runner.Workflows.Types;

namespace Runner.Cli.Commands;

/// <summary><c>runner serve</c>: keeps workflows running on time.</summary>
static class ServeCommand
{
    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var listen = new Option<string?>("--listen") { Description = "Serve /healthz, /readyz and /metrics at this address; a port alone is one of loopback", HelpName = "address:port" };
        var log = new Option<string>("--log") { Description = "The service's own log: as plain lines, or as a JSON object a line", DefaultValueFactory = _ => "plain" };
        log.AcceptOnlyFromAmong("plain", "json");
        var level = new Option<string>("--log-level") { Description = "What is less than this is left out", DefaultValueFactory = _ => "info" };
        level.AcceptOnlyFromAmong("debug", "info", "warn", "error");
        var envFile = new Option<string?>("--env-file") { Description = "A file with NAME=value lines, for secrets and env()", HelpName = "file" };
        var maxRuns = new Option<int?>("--max-runs") { Description = "How many runs may go on at once; without it, what runner.yaml says, or 100", HelpName = "n" };
        var drain = new Option<string?>("--drain") { Description = "How long runs may go on after SIGTERM or Ctrl-C; without it, what runner.yaml says, or 30s", HelpName = "duration" };
        var name = new Option<string?>("--name") { Description = "This node's name in logs and `runner nodes`; without it, the machine's", HelpName = "name" };
        var label = new Option<string[]>("--label") { Description = "What this node has, for workflows that say runs-on, besides the labels of runner.yaml; may be repeated", HelpName = "label" };
        var command = new Command("serve", "Run workflows on their schedules, and what is queued, until it is told to end") { listen, log, level, envFile, maxRuns, drain, name, label };
        command.SetAction(parsed =>
        {
            var address = parsed.GetValue(listen) is { } written ? ServiceConfiguration.ParseListen(written) ?? throw new UsageException($"--listen cannot be '{written}'", "write an address and a port, such as 127.0.0.1:9090, or a port alone") : null;
            if (parsed.GetValue(maxRuns) is < 1) throw new UsageException("--max-runs must be at least 1", null);
            TimeSpan? limit = parsed.GetValue(drain) is { } text ? DurationText.TryParse(text, out var duration) ? duration : throw new UsageException($"--drain cannot be '{text}'", DurationText.Help) : null;
            var labels = parsed.GetValue(label) ?? [];
            if (Array.Find(labels, each => !NodeLabel.IsRight(each)) is { } wrong) throw new UsageException($"--label cannot be '{wrong}'", NodeLabel.Help);
            var nodeName = parsed.GetValue(name) ?? Environment.MachineName;
            if (nodeName.Length is 0 or > 100 || nodeName.Any(char.IsControl)) throw new UsageException($"--name cannot be '{PrintableText.Of(nodeName)}'", "write a short text without control characters, such as paris-1");
            var variables = EnvironmentFile.Layer(parsed.GetValue(envFile), around);
            if (opening.Open(opening.Inventory([], variables)) is not { } workspace) return ExitCode.Invalid;
            var serviceLog = new ServiceLog(around.Output, parsed.GetValue(log) == "json", LevelOf(parsed.GetValue(level)!), TimeProvider.System);
            if (StorePlace.Of(workspace.Configuration, around) is { } place && !OpenedStore.OptionsOf(place, around).KeepsSecretValues)
            {
                serviceLog.Write(ServiceLogLevel.Warning, "no-store-key",
                    ("problem", "values that hold secrets are not kept: after a kill, a step that had ended with them counts as begun"),
                    ("help", "set RUNNER_STORE_KEY, or `key` of `store` in runner.yaml, to the same on all nodes; `openssl rand -base64 32` prints one"));
            }

            if (OpenedStore.Open(opening, around) is not { } opened) return ExitCode.Invalid;
            using var closing = opened;
            OpenedStore.Wait(() =>
            {
                // A wrong key would be found when the first secret is to be kept, in the middle of a run.
                opened.Store.CheckKey();
                return Task.FromResult(true);
            });
            var options = ServiceOpening.Options(workspace, opened.Store, opening, variables, serviceLog, around);
            var configuration = options.Configuration;
            options = options with { Configuration = configuration with { MaxRuns = parsed.GetValue(maxRuns) ?? configuration.MaxRuns, Drain = limit ?? configuration.Drain, Labels = [.. configuration.Labels.Union(labels, StringComparer.OrdinalIgnoreCase)] } };
            options = options with { Refresh = opened.RefreshAsync, Keep = opened.Rules, NodeName = nodeName, Version = RunnerVersion.Text };
            return ServeAsync(options, address ?? configuration.Listen, around).GetAwaiter().GetResult();
        });
        Examples.Of(command,
            ("runner serve", "run the workflows of the folder workflows/ on time"),
            ("runner serve --listen 127.0.0.1:9090", "with health and metrics"),
            ("runner serve --log json --env-file .env", "for a log collector; secrets from a file"),
            ("runner serve --name paris-1 --label paris --label dmz", "one of several nodes on a PostgreSQL store, for workflows that say runs-on: paris"),
            ("runner schedule next", "what would start, and when"));
        return command;
    }

    static ServiceLogLevel LevelOf(string level) => level switch
    {
        "debug" => ServiceLogLevel.Debug,
        "warn" => ServiceLogLevel.Warning,
        "error" => ServiceLogLevel.Error,
        _ => ServiceLogLevel.Info,
    };

    static async Task<int> ServeAsync(ServiceOptions options, IPEndPoint? listen, Surroundings around)
    {
        using var service = new RunnerService(options);
        using var endpoint = listen is null ? null : Listen(listen, service, options.Log);
        using var systemd = new SystemdNotice(around, () => true);
        var cancel = around.Cancel();
        using var stopping = cancel.Register(systemd.Stopping);
        if (listen is not null) options.Log.Write(ServiceLogLevel.Info, "listening", ("address", $"http://{listen}"));
        try
        {
            await service.RunAsync(systemd.Ready, cancel).ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch (StoreException e)
        {
            throw new UsageException(e.Message, e.Help);
        }
    }

    static HealthEndpoint Listen(IPEndPoint address, RunnerService service, ServiceLog log)
    {
        try
        {
            return HealthEndpoint.Start(address, service, log);
        }
        catch (HttpListenerException e)
        {
            throw new UsageException($"cannot listen at {address}: {e.Message}", "another program may have the port: choose another one with --listen");
        }
    }
}
