using System.Buffers;
using System.CommandLine;
using Runner.Reporting;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Cli.Fleets;

/// <summary>The options of <c>runner exec</c> that become inputs of the action, by the same names.</summary>
sealed class ExecWorkOptions
{
    const int LongestTitle = 60;

    static readonly SearchValues<char> NameLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Bytes of each stream where the outputs of all hosts are held until the end.</summary>
    const int MostFolded = 1024 * 1024;

    /// <summary>Bytes of each stream where only those of the hosts that are at work are held.</summary>
    const int MostShown = 16 * 1024 * 1024;

    readonly Option<string?> user = new("--user", "-u") { Description = "The user to log in as, in place of the inventory's", HelpName = "name" };
    readonly Option<int?> port = new("--port", "-p") { Description = "The port, in place of the inventory's", HelpName = "port" };
    readonly Option<string[]> identityFile = new("--identity-file", "-i") { Description = "The file of a private key; may be repeated", HelpName = "file" };
    readonly Option<string[]> jump = new("--jump", "-J") { Description = "A host to go through, as user@host:port; may be repeated, the first first", HelpName = "host" };
    readonly Option<string?> hostKey = new("--host-key") { Description = "Which host keys are accepted: strict (the default: known ones), accept-new, SHA256:..., or off, which is warned of", HelpName = "policy" };
    readonly Option<string?> connectTimeout = new("--connect-timeout") { Description = "How long connecting and logging in may take; 30s unless given", HelpName = "duration" };
    readonly Option<bool> askPassword = new("--ask-password", "-k") { Description = "Ask for the password to log in with" };
    readonly Option<bool> sudo = new("--sudo", "-b") { Description = "Run it as root, by sudo" };
    readonly Option<bool> askSudoPassword = new("--ask-sudo-password", "-K") { Description = "Ask for sudo's password; --sudo goes without saying" };
    readonly Option<string[]> env = new(ExecArguments.Env) { Description = "A variable of the command's environment, as NAME=value; may be repeated", HelpName = "NAME=value" };
    readonly Option<string?> directory = new("--directory", "-C") { Description = "The remote folder that it starts in", HelpName = "folder" };
    readonly Option<string?> script = new("--script") { Description = "A local script to run there in place of a command; what follows -- are its arguments", HelpName = "file" };
    readonly Option<string?> stdin = new("--stdin") { Description = "A local file that the command reads from its standard input; - for Runner's own", HelpName = "file" };

    readonly Option<int?> maxOutput = new("--max-output") { Description = "How many bytes are kept of each host's output, of either stream; 1 MiB unless given, 16 MiB with --no-fold and --stream", HelpName = "bytes" };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [user, port, identityFile, jump, hostKey, connectTimeout, askPassword, sudo, askSudoPassword, env, directory, script, stdin, maxOutput];

    /// <summary>How many bytes of each output stream are kept of a host.</summary>
    public int MaxOutputOf(ParseResult parsed, FleetLook look) => parsed.GetValue(maxOutput) ?? (look == FleetLook.Folded ? MostFolded : MostShown);

    /// <summary>What they come to. Passwords are asked for.</summary>
    /// <exception cref="UsageException">One of them cannot be.</exception>
    public GivenWork Read(ParseResult parsed, ExecArguments arguments, FleetLook look, Surroundings around)
    {
        var inputs = new List<FleetInput>();
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        var file = parsed.GetValue(script);
        if (file is not null) Add("file", Value.From(Path.GetFullPath(Existing(file, "--script", around), around.WorkingDirectory)), "--script");
        CheckSameForAll(parsed, arguments, file, around);
        if (arguments.Command is [var line] && file is null) Add("command", Value.From(line), "the command");
        else if (arguments.Command.Count > 0) Add("args", List(arguments.Command), "the command");
        Text("user", parsed.GetValue(user), "--user");
        if (parsed.GetValue(port) is { } number) Add("port", Value.From(number), "--port");
        if (parsed.GetValue(identityFile) is { Length: > 0 } keys) Add("identity-file", List(keys), "--identity-file");
        if (parsed.GetValue(jump) is { Length: > 0 } hosts) Add("jump", List([.. hosts.SelectMany(each => each.Split(','))]), "--jump");
        Text("host-key", parsed.GetValue(hostKey), "--host-key");
        Text("connect-timeout", parsed.GetValue(connectTimeout), "--connect-timeout");
        Text("directory", parsed.GetValue(directory), "--directory");
        if (parsed.GetValue(env) is { Length: > 0 } variables) Add("env", VariablesOf(variables), "--env");
        if (look == FleetLook.Streamed) Add("log", Value.True, "--stream");
        if (parsed.GetValue(maxOutput) is < 0) throw new UsageException("--max-output cannot be less than 0", "how many bytes of each host's output are kept, of either stream");
        Add("max-output", Value.From(MaxOutputOf(parsed, look)), "--max-output");
        var input = parsed.GetValue(stdin) is { } from ? StdinFile.Of(from, around) : null;
        if (input is not null) Add("stdin-file", Value.From(input.Path), "--stdin");
        // Asked for last: whoever mistyped an option need not type a password first.
        if (parsed.GetValue(askPassword)) Password("password", "Password: ", "--ask-password");
        if (parsed.GetValue(sudo) || parsed.GetValue(askSudoPassword)) Add("sudo", Value.True, "--sudo");
        if (parsed.GetValue(askSudoPassword)) Password("sudo-password", "Password for sudo: ", "--ask-sudo-password");
        return new(new(file is null ? "ssh.run" : "ssh.script", TitleOf(arguments, file)) { Inputs = inputs, Secrets = secrets }, input);

        void Add(string name, Value value, string origin) => inputs.Add(new(name, value, origin));

        void Text(string name, string? text, string origin)
        {
            if (text is not null) Add(name, Value.From(text), origin);
        }

        void Password(string name, string question, string origin)
        {
            var password = around.AskHidden(question) ?? throw new UsageException($"{origin}: there is no terminal to ask at", "a password can stand in the inventory as ${{ env('NAME') }}");
            if (password.Length == 0) throw new UsageException($"{origin}: the password is empty", null);
            secrets[name] = password;
            Add(name, Value.From(password), origin);
        }
    }

    /// <summary>What would fail in the same way on every host is said before anything is done.</summary>
    void CheckSameForAll(ParseResult parsed, ExecArguments arguments, string? file, Surroundings around)
    {
        if (file is null && string.IsNullOrWhiteSpace(arguments.Command[0])) throw new UsageException("the command after -- is empty", "such as: runner exec web -- uptime");
        // Another user's home only ssh finds.
        foreach (var key in parsed.GetValue(identityFile) ?? [])
        {
            if (!key.StartsWith('~')) Existing(key, "--identity-file", around);
            else if (key.StartsWith("~/", StringComparison.Ordinal) && !File.Exists(Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), key[1..]))) throw new UsageException($"--identity-file {key}: there is no such file", null);
        }

        if (parsed.GetValue(hostKey) is { } policy && policy is not ("strict" or "accept-new" or "off") && !policy.StartsWith("SHA256:", StringComparison.Ordinal))
            throw new UsageException($"--host-key cannot be '{policy}'", "strict, accept-new, off, or a fingerprint such as SHA256:oNh6...");
        if (parsed.GetValue(connectTimeout) is { } limit && (!DurationText.TryParse(limit, out var duration) || duration <= TimeSpan.Zero))
            throw new UsageException($"--connect-timeout cannot be '{limit}'", duration == TimeSpan.Zero && limit.StartsWith('0') ? "a duration above 0, such as 10s" : DurationText.Help);
    }

    static Value VariablesOf(string[] variables)
    {
        var env = new ValueObject();
        foreach (var variable in variables)
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw new UsageException($"--env {variable} has no value", $"values are not remembered: write --env {variable}=value once more");
            if (equals == 0) throw new UsageException("--env has a value without a name", "write --env NAME=value");
            if (!variable.AsSpan(0, equals).ContainsAnyExcept(NameLetters) && !char.IsAsciiDigit(variable[0])) env[variable[..equals]] = Value.From(variable[(equals + 1)..]);
            else throw new UsageException($"--env cannot set `{variable[..equals]}`", "the name of a variable has letters, digits and _, and starts with no digit");
        }

        return Value.From(env);
    }

    static string Existing(string file, string option, Surroundings around) =>
        File.Exists(Path.Combine(around.WorkingDirectory, file)) ? file : throw new UsageException($"{option} {file}: there is no such file", null);

    static Value List(IReadOnlyList<string> texts) => Value.From([.. texts.Select(text => Value.From(text))]);

    static string TitleOf(ExecArguments arguments, string? script)
    {
        var title = string.Join(' ', script is null ? arguments.Command : [Path.GetFileName(script), .. arguments.Command]).ReplaceLineEndings(" ");
        return title.Length <= LongestTitle ? title : title[..LongestTitle] + "…";
    }
}
