using System.Runtime.InteropServices;
using System.Text;
using Runner.Engine;

namespace Runner.Cli;

/// <summary>What the program finds around it. Tests give their own, so that commands run in their process.</summary>
sealed record Surroundings
{
    readonly Lazy<TextWriter> writer;

    /// <summary>Takes the two streams.</summary>
    /// <param name="output">Standard output: what was asked for.</param>
    /// <param name="error">Standard error: what went wrong.</param>
    public Surroundings(Stream output, TextWriter error)
    {
        Output = output;
        Error = error;
        writer = new(() => WriterOf(output));
    }

    /// <summary>Standard output as it is, for reporters with an encoding of their own.</summary>
    public Stream Output { get; }

    /// <summary>Standard output as text.</summary>
    public TextWriter Out => writer.Value;

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a person watches the output. Asking costs; most commands need not know.</summary>
    public Func<bool> IsTerminal { get; init; } = static () => false;

    /// <summary>The folder that relative paths start from.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>The folder with the built-in plugins.</summary>
    public string BuiltInPlugins { get; init; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>Environment variables.</summary>
    public Func<string, string?> Variables { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Ends what is running.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>The real ones: the console, the process's environment, Ctrl-C.</summary>
    public static Surroundings OfProcess() => new(Standard(1), WriterOf(Standard(2)))
    {
        IsTerminal = static () => !Console.IsOutputRedirected,
        Cancel = Interrupts(),
    };

    static Stream Standard(int descriptor) => OperatingSystem.IsWindows()
        ? descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError()
        : new DescriptorStream(descriptor);

    static StreamWriter WriterOf(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };

    /// <summary>The first SIGINT or SIGTERM cancels cleanly, the second ends the process at once.</summary>
    static CancellationToken Interrupts()
    {
        var source = new CancellationTokenSource();
        // In the background, since setting it up takes 3 ms. The registrations last as long as the process.
        ThreadPool.UnsafeQueueUserWorkItem(_ =>
        {
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        }, null);
        return source.Token;

        void Handle(PosixSignalContext signal)
        {
            if (source.IsCancellationRequested) Environment.Exit(ExitCode.Cancelled);
            signal.Cancel = true;
            source.Cancel();
        }
    }
}
