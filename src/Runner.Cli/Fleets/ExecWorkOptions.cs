using System.CommandLine;
using Runner.Workflows.Values;

namespace Runner.Cli.Fleets;

/// <summary>The options of <c>runner exec</c> that become inputs of the action, by the same names.</summary>
sealed class ExecWorkOptions
{
    const int LongestTitle = 60;

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

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [user, port, identityFile, jump, hostKey, connectTimeout, askPassword, sudo, askSudoPassword, env, directory, script, stdin];

    /// <summary>What they come to. Passwords are asked for.</summary>
    /// <exception cref="UsageException">One of them cannot be.</exception>
    public GivenWork Read(ParseResult parsed, ExecArguments arguments, bool isStreamed, Surroundings around)
    {
        var inputs = new List<FleetInput>();
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        var file = parsed.GetValue(script);
        if (file is not null) Add("file", Value.From(Path.GetFullPath(Existing(file, "--script", around), around.WorkingDirectory)), "--script");
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
        if (isStreamed) Add("log", Value.True, "--stream");
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

    static Value VariablesOf(string[] variables)
    {
        var env = new ValueObject();
        foreach (var variable in variables)
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw new UsageException($"--env {variable} has no value", $"values are not remembered: write --env {variable}=value once more");
            if (equals == 0) throw new UsageException("--env has a value without a name", "write --env NAME=value");
            env[variable[..equals]] = Value.From(variable[(equals + 1)..]);
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
