namespace Runner.Plugins.Ssh.Commands;

/// <summary>Signals by name, without SIG; these numbers are the same on every Unix.</summary>
static class SignalNumbers
{
    static readonly (string Name, int Number)[] All =
    [
        ("HUP", 1), ("INT", 2), ("QUIT", 3), ("ILL", 4), ("TRAP", 5), ("ABRT", 6), ("FPE", 8), ("KILL", 9), ("SEGV", 11), ("PIPE", 13), ("ALRM", 14), ("TERM", 15),
    ];

    public static int? Of(string name) => Array.Find(All, signal => signal.Name == name) is { Name: not null } found ? found.Number : null;

    public static string? NameOf(int number) => Array.Find(All, signal => signal.Number == number).Name;
}
