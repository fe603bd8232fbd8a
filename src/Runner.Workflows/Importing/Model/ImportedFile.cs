using System.Text;

namespace Runner.Workflows.Importing;

/// <summary>Small files that a source names, and whose text goes into the workflow.</summary>
static class ImportedFile
{
    const int LargestText = 256 * 1024;

    /// <summary>The file's text; null when there is a reason not to have it.</summary>
    public static string? Read(string path, ImportOptions options, out string why)
    {
        why = "";
        if (path == "-")
        {
            why = "it is known only when curl runs";
            return null;
        }

        try
        {
            var file = new FileInfo(Path.Combine(options.SourceDirectory, path));
            if (!file.Exists) why = "there is no such file";
            else if (file.Length > LargestText) why = $"it has more than {LargestText / 1024} KiB";
            else
            {
                var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file.FullName));
                if (!text.Contains('\0', StringComparison.Ordinal)) return text;
                why = "it is not text";
            }
        }
        catch (DecoderFallbackException)
        {
            why = "it is not text";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            why = e.Message;
        }

        return null;
    }
}
