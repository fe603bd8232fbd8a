using System.Text;

namespace Runner.Reporting;

/// <summary>What the terminal, if there is one, can show.</summary>
/// <param name="Color">Whether to write colours.</param>
/// <param name="Unicode">Whether signs beyond ASCII come out right.</param>
/// <param name="Live">Whether lines can be redrawn.</param>
/// <param name="Size">The size as it is now; asked again before every redraw, so that a resize is followed.</param>
public sealed record TerminalCapabilities(bool Color, bool Unicode, bool Live, Func<TerminalSize> Size)
{
    /// <summary>
    /// Reads the capabilities from the environment: <c>NO_COLOR</c> (https://no-color.org) and <c>FORCE_COLOR</c>, of
    /// which <c>NO_COLOR</c> is the stronger; <c>TERM</c>; the encoding.
    /// </summary>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    /// <param name="encoding">The encoding in which the output is written.</param>
    /// <param name="environment">The environment's variables by name.</param>
    /// <param name="size">The size of the terminal.</param>
    public static TerminalCapabilities Detect(
        bool isTerminal, Encoding encoding, Func<string, string?> environment, Func<TerminalSize> size)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentNullException.ThrowIfNull(environment);
        var term = environment("TERM") ?? "";
        var dumb = term == "dumb";
        var noColor = !string.IsNullOrEmpty(environment("NO_COLOR"));
        var forced = environment("FORCE_COLOR") is { Length: > 0 } force && force is not ("0" or "false");
        return new(
            Color: !noColor && (forced || (isTerminal && !dumb)),
            // The Linux console has 256 or 512 glyphs, and braille and check marks are not among them.
            Unicode: IsUnicode(encoding) && !dumb && term != "linux",
            Live: isTerminal && !dumb,
            size);
    }

    static bool IsUnicode(Encoding encoding) => encoding.CodePage is 65001 or 1200 or 1201 or 12000 or 12001;
}
