using System.CommandLine;
using System.Text.Json;
using Runner.Cli.Fleets;
using Runner.Cli.Help;
using Runner.Cli.Inputs;
using Runner.Cli.Scans;
using Runner.Engine;
using Runner.Reporting;
using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Cli.Commands;

/// <summary><c>runner scan</c>: finds hosts, open ports and what answers there.</summary>
sealed class ScanCommand
{
    /// <summary>Stands for an option that is given without its value.</summary>
    const string Standard = "-";

    readonly Surroundings around;
    readonly WorkspaceOpening opening;
    readonly Command command;
    readonly Argument<string[]> targets = new("targets") { Description = "Names, addresses, networks (10.0.0.0/24), ranges (10.0.0.1-20), files of these (@FILE), or hosts of the inventory: a group or pattern such as web:!canary", Arity = ArgumentArity.ZeroOrMore };
    readonly Option<string?> ports = new("--ports", "-p") { Description = "Numbers, ranges, names of services: 22,80,8000-8100,https; - for all, udp:53 for UDP. Without it the 1000 most common ones", HelpName = "ports" };
    readonly Option<int?> top = new("--top") { Description = "The so many most common ports, in place of -p", HelpName = "n" };
    readonly Option<string[]> exclude = new("--exclude") { Description = "What is left out, written like targets; may be repeated", HelpName = "targets" };
    readonly Option<string[]> inventory = InventoryOption.Create();
    readonly Option<bool> hosts = new("--hosts") { Description = "Only look for hosts that are up" };
    readonly Option<string?> discovery = new("--discovery") { Description = "Which hosts are looked for before their ports are asked: those of networks and ranges (auto, the default), none, or all", HelpName = "auto|none|all" };
    readonly Option<bool> services = new("--services", "-s") { Description = "Ask open ports what answers there: protocol, product, version, TLS" };
    readonly Option<bool> syn = new("--syn") { Description = "By raw SYN packets; needs root or CAP_NET_RAW. The default where that is allowed" };
    readonly Option<bool> connect = new("--connect") { Description = "By connecting, as any program may" };
    readonly Option<bool> udp = new("--udp") { Description = "Ports of UDP; the 100 most common ones without -p" };
    readonly Option<int?> rate = new("--rate") { Description = "The most probes a second; without it at most 5,000 beyond this machine's links", HelpName = "n" };
    readonly Option<bool> open = new("--open") { Description = "Show only open ports" };
    readonly Option<bool> json = new("--json") { Description = "Print the report as JSON" };
    readonly Option<string?> xml = new("--xml") { Description = "Write the report in nmap's XML format, to a file or, without one, to the output", HelpName = "file", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string?> diff = new("--diff") { Description = "Show what changed since the last scan of the same, or since a baseline; exit code 1 when something did", HelpName = "baseline", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string?> saveBaseline = new("--save-baseline") { Description = "Write the report to a file that later scans are compared with: --diff FILE", HelpName = "file" };
    readonly Option<string?> saveAs = new("--save-as") { Description = "The name that the scan is kept under, with earlier and later ones", HelpName = "name" };
    readonly Option<string?> resume = new("--resume") { Description = "Go on with a scan that was cut short: its id, its file, or last", HelpName = "id|file" };

    ScanCommand(Surroundings around, WorkspaceOpening opening)
    {
        (this.around, this.opening) = (around, opening);
        discovery.AcceptOnlyFromAmong("auto", "none", "all");
        targets.CompletionSources.Add(context => HostCompletions.For(context, opening));
        ports.CompletionSources.Add("22", "80", "443", "top:100", "top:1000", "1-1024", "1-65535");
        command = new("scan", "Find hosts, open ports and what answers there") { targets, ports, top, exclude, inventory, hosts, discovery, services, syn, connect, udp, rate, open, json, xml, diff, saveBaseline, saveAs, resume };
        command.SetAction(Run);
        Examples.Of(command,
            ("runner scan 10.0.0.0/24", "the hosts of a network, and their most common ports"),
            ("runner scan db1 -p 5432,9000-9100", "some ports of a host"),
            ("runner scan 10.0.0.0/24 --services --open", "what answers on open ports, and nothing else"),
            ("runner scan 'web:!canary' -p https --services", "hosts of the inventory"),
            ("runner scan 10.0.0.0/24 --hosts", "who is there"),
            ("runner scan 10.0.0.1 --udp --top 20", "UDP"),
            ("runner scan 10.0.0.0/24 --save-baseline net.json", "remember how it is to be"),
            ("runner scan 10.0.0.0/24 --diff net.json", "what has changed since; exit code 1 when something has"),
            ("runner scan 10.0.0.0/24 --xml scan.xml", "for ndiff and what else reads nmap's files"),
            ("runner scan --resume last", "go on after Ctrl-C"));
    }

    public static Command Create(Surroundings around, WorkspaceOpening opening) => new ScanCommand(around, opening).command;

    int Run(ParseResult parsed)
    {
        Check(parsed);
        var known = opening.Inventory(parsed.GetValue(inventory) ?? []);
        if (opening.Open(known) is not { } workspace) return ExitCode.Invalid;
        using var files = new ReportFiles();
        if (WorkOf(parsed, known, files) is not { } work) return ExitCode.Invalid;

        var isTerminal = around.IsTerminal();
        var isReport = parsed.GetValue(json) || IsXmlPrinted(parsed);
        var changes = new ScanChanges();
        // A report that goes to a file or to another program leaves the terminal to who waits for it.
        var (live, isLive) = isTerminal ? (around.Output, !isReport) : (around.ErrorOutput, around.IsErrorTerminal());
        using var reporter = ScanReporter.Create(work.Title, live, isLive, Note, around.Variables);
        var request = new RunRequest
        {
            Workflow = ScanWorkflow.Of(work, workspace.Catalogue, around.WorkingDirectory) with { UsesInventory = known.Exists },
            Actions = workspace.Catalogue,
            Inventory = known,
            Variables = around.Variables,
            Observers = [reporter, changes],
        };
        var result = WorkflowRunner.RunAsync(request, around.Cancel()).GetAwaiter().GetResult();
        using var report = files.Read();
        if (report is not null) Print(parsed, report.RootElement, files, changes, isTerminal, isReport);
        foreach (var error in reporter.Errors)
        {
            around.Error.WriteLine($"error: {PrintableLine(error.Message)}");
            if (error.Help is { } help) around.Error.WriteLine($"help: {PrintableLine(help)}");
        }

        // What an input cannot be was written on this command line, and what may not be scanned is known before anything is sent.
        return result.Finished.ExitCode == ExitCode.StepFailed && reporter.Errors is [{ Kind: "input" or "policy" }, ..] ? ExitCode.Invalid : result.Finished.ExitCode;

        void Note(LogLevel level, string message) => around.Error.WriteLine(level == LogLevel.Warning ? $"warning: {PrintableLine(message)}" : PrintableLine(message));
    }

    void Check(ParseResult parsed)
    {
        Exclusive("one of --syn, --connect and --udp", (syn, parsed.GetValue(syn)), (connect, parsed.GetValue(connect)), (udp, parsed.GetValue(udp)));
        Exclusive("the report goes to the output once", (json, parsed.GetValue(json)), (xml, IsXmlPrinted(parsed)));
        Exclusive("-p names ports, --top takes the most common ones", (ports, parsed.GetValue(ports) is not null), (top, parsed.GetValue(top) is not null));
        foreach (var (option, given) in new (Option, bool)[] { (ports, parsed.GetValue(ports) is not null), (top, parsed.GetValue(top) is not null), (services, parsed.GetValue(services)), (udp, parsed.GetValue(udp)), (resume, parsed.GetValue(resume) is not null) })
            Exclusive("--hosts asks no ports", (hosts, parsed.GetValue(hosts)), (option, given));
        var given2 = parsed.GetValue(targets) ?? [];
        if (parsed.GetValue(resume) is not null)
        {
            if (given2.Length > 0) throw new UsageException("--resume has its targets already", "such as: runner scan --resume last");
            Exclusive("a scan that goes on has its ports", (resume, true), (ports, parsed.GetValue(ports) is not null));
            Exclusive("a scan that goes on has its ports", (resume, true), (top, parsed.GetValue(top) is not null));
            Exclusive("a scan that goes on has its targets", (resume, true), (exclude, parsed.GetValue(exclude) is { Length: > 0 }));
        }
        else if (given2.Length == 0) throw new UsageException("nothing to scan is named", "such as: runner scan 10.0.0.0/24, or runner scan --help for more");
        if (parsed.GetValue(top) is < 1) throw new UsageException($"--top cannot be {parsed.GetValue(top)}", "how many of the most common ports, such as 100");
    }

    static void Exclusive(string help, params (Option Option, bool IsGiven)[] options)
    {
        var given = options.Where(each => each.IsGiven).Select(each => each.Option.Name).ToList();
        if (given.Count > 1) throw new UsageException($"{string.Join(" and ", given)} do not go together", help);
    }

    ScanWork? WorkOf(ParseResult parsed, Workflows.Inventories.ProjectInventory known, ReportFiles files)
    {
        var inputs = new List<FleetInput> { new("report", Value.From(files.Json), "--json") };
        var words = parsed.GetValue(targets) ?? [];
        if (words.Length > 0)
        {
            if (ScanTargetWords.Of(words, known, around) is not { } value) return null;
            inputs.Add(new("targets", value, "targets"));
        }

        if (parsed.GetValue(exclude) is { Length: > 0 } left)
        {
            if (ScanTargetWords.Of(left, known, around) is not { } value) return null;
            inputs.Add(new("exclude", value, "--exclude"));
        }

        if (parsed.GetValue(top) is { } most) inputs.Add(new("ports", Value.From($"top:{most}"), "--top"));
        Add("ports", ports);
        Add("save-as", saveAs);
        Add("resume", resume);
        Add("discovery", discovery);
        if (parsed.GetValue(rate) is { } bound) inputs.Add(new("rate", Value.From(bound), "--rate"));
        var only = parsed.GetValue(hosts);
        if (!only)
        {
            if (parsed.GetValue(services)) inputs.Add(new("services", Value.True, "--services"));
            foreach (var option in (Option<bool>[])[syn, connect, udp])
            {
                if (parsed.GetValue(option)) inputs.Add(new("method", Value.From(option.Name[2..]), option.Name));
            }
        }

        if (parsed.GetResult(xml) is { Implicit: false }) inputs.Add(new("xml", Value.From(IsXmlPrinted(parsed) ? files.Xml : FullPath(parsed.GetValue(xml)!)), "--xml"));
        var title = words.Length > 0 ? $"scan of {string.Join(' ', words)}" : $"scan {parsed.GetValue(resume)}";
        return new(only ? "scan.hosts" : "scan.ports", title, inputs, DiffOf(parsed, files));

        void Add(string name, Option<string?> option)
        {
            if (parsed.GetValue(option) is { } value) inputs.Add(new(name, Value.From(value), option.Name));
        }
    }

    List<FleetInput>? DiffOf(ParseResult parsed, ReportFiles files)
    {
        if (parsed.GetResult(diff) is not { Implicit: false }) return null;
        var inputs = new List<FleetInput> { new("after", Value.From(files.Json), "--diff") };
        if (parsed.GetValue(diff) is { } baseline)
        {
            // Said before the scan, which may take long.
            if (!File.Exists(FullPath(baseline))) throw new UsageException($"--diff {baseline}: there is no such file", "write one by --save-baseline, or leave it out to compare with the last scan of the same");
            if (!ReportFiles.IsReport(FullPath(baseline))) throw new UsageException($"--diff {baseline}: it is no report of a scan", "give a file that --save-baseline or --json wrote");
            inputs.Add(new("baseline", Value.From(FullPath(baseline)), "--diff"));
        }

        return inputs;
    }

    void Print(ParseResult parsed, JsonElement report, ReportFiles files, ScanChanges changes, bool isTerminal, bool isReport)
    {
        var isWhole = !report.TryGetProperty("interrupted", out var interrupted) || !interrupted.GetBoolean();
        if (parsed.GetValue(json)) ReportFiles.Print(files.Json, around);
        else if (IsXmlPrinted(parsed)) ReportFiles.Print(files.Xml, around);
        else if (changes.Lines is { } lines) ScanText.WriteChanges(lines, around.Output, isTerminal, around.Variables);
        else ScanText.Write(report, new(parsed.GetValue(open), parsed.GetValue(hosts)), around.Output, isTerminal, around.Variables);
        if (isWhole && parsed.GetValue(saveBaseline) is { } baseline)
        {
            File.Copy(files.Json, FullPath(baseline), overwrite: true);
            around.Error.WriteLine($"baseline: {baseline}; compare with it by --diff {baseline}");
        }

        var summary = $"{(isWhole ? "" : "cut short: ")}{ScanText.Summary(report)}{(changes.Summary is { } what ? $"; {what}" : "")}";
        if (isTerminal && !isReport) around.Out.WriteLine(summary);
        else around.Error.WriteLine(summary);
    }

    bool IsXmlPrinted(ParseResult parsed) => parsed.GetResult(xml) is { Implicit: false } && parsed.GetValue(xml) is null or Standard;

    string FullPath(string path) => Path.GetFullPath(path, around.WorkingDirectory);

    static string PrintableLine(string text) => Hosts.PrintableText.Of(text);
}
