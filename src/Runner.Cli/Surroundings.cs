using System.Runtime.InteropServices;
using System.Text;
using Runner.Cli.Inputs;
using Runner.Engine;

namespace Runner.Cli;

/// <summary>What the program finds around it. Tests give their own, so that commands run in their process.</summary>
sealed record Surroundings
{
    // Their finalizers unregister: without this, the first garbage collection would make Ctrl-C deadly again.
    static PosixSignalRegistration[] registrations = [];

    readonly Lazy<TextWriter> writer;
    readonly Lazy<TextWriter> error;

    /// <summary>Takes the two streams.</summary>
    /// <param name="output">Standard output: what was asked for.</param>
    /// <param name="error">Standard error: what went wrong.</param>
    public Surroundings(Stream output, Stream error)
    {
        Output = output;
        writer = new(() => WriterOf(output));
        this.error = new(() => WriterOf(error));
    }

    /// <summary>Standard output as it is, for reporters with an encoding of their own.</summary>
    public Stream Output { get; }

    /// <summary>Standard output as text.</summary>
    public TextWriter Out => writer.Value;

    /// <summary>Standard error.</summary>
    public TextWriter Error => error.Value;

    /// <summary>Whether a person watches the output. Asking costs; most commands need not know.</summary>
    public Func<bool> IsTerminal { get; init; } = static () => false;

    /// <summary>Whether a person can be asked. Asking costs; most commands never do.</summary>
    public Func<bool> IsInputTerminal { get; init; } = static () => false;

    /// <summary>Standard input.</summary>
    public Func<Stream> Input { get; init; } = static () => Stream.Null;

    /// <summary>Asks for something that nobody may read over a shoulder; null where nobody can be asked.</summary>
    public Func<string, string?> AskHidden { get; init; } = static _ => null;

    /// <summary>The folder that relative paths start from.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>The folder with the built-in plugins.</summary>
    public string BuiltInPlugins { get; init; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>Environment variables.</summary>
    public Func<string, string?> Variables { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>What ends a run. Asking sets it up, which takes 3 ms.</summary>
    public Func<CancellationToken> Cancel { get; init; } = static () => CancellationToken.None;

    /// <summary>The real ones: the console, the process's environment, Ctrl-C.</summary>
    public static Surroundings OfProcess() => new(Standard(1), Standard(2))
    {
        IsTerminal = static () => !Console.IsOutputRedirected,
        IsInputTerminal = static () => !Console.IsInputRedirected,
        Input = Console.OpenStandardInput,
        AskHidden = HiddenAnswer.Ask,
        Cancel = Interrupts,
    };

    static Stream Standard(int descriptor) => OperatingSystem.IsWindows()
        ? descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError()
        : new DescriptorStream(descriptor);

    static StreamWriter WriterOf(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };

    /// <summary>The first SIGINT, SIGTERM or SIGHUP (a terminal that is closed) cancels cleanly, the second ends the process at once.</summary>
    static CancellationToken Interrupts()
    {
        var source = new CancellationTokenSource();
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle), PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle)];
        return source.Token;

        void Handle(PosixSignalContext signal)
        {
            if (source.IsCancellationRequested) EndAtOnce();
            signal.Cancel = true;
            source.Cancel();
        }
    }

    static void EndAtOnce()
    {
        try
        {
            // On a line of its own: ^C and lines that are drawn anew stand on the one before.
            using var error = Standard(2);
            error.Write("\nrunner: told twice to end, so nothing was cleaned up: what was started on other machines may go on\n"u8);
        }
        catch (IOException)
        {
            // Nobody reads it any more.
        }

        Environment.Exit(ExitCode.Cancelled);
    }
}
