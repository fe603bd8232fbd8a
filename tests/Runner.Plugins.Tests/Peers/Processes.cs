using System.Diagnostics;

namespace Runner.Plugins.Tests.Peers;

/// <summary>Processes that are not this one's children.</summary>
static class Processes
{
    /// <summary>Whether a process runs. One that has ended and that nobody has taken notice of (a zombie) does not.</summary>
    public static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && (!OperatingSystem.IsLinux() || !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is ArgumentException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The numbers of the processes whose command lines have a text in them. Linux tells them.</summary>
    public static IReadOnlyList<int> With(string text)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) continue;
            try
            {
                if (File.ReadAllText($"{folder}/cmdline").Contains(text, StringComparison.Ordinal)) found.Add(id);
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }
        return found;
    }
}
