using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Plugins.Scan.Services;

/// <summary>
/// What an answer looks like, and what follows from it. Matching takes time in proportion to the answer, whatever the peer sends; the
/// expression is made when an answer first begins as it does.
/// </summary>
sealed class ServicePattern
{
    /// <summary>The longest text that is taken over from a peer.</summary>
    const int MaxText = 100;

    readonly string prefix;
    readonly RegexOptions options;
    Regex? regex;

    internal ServicePattern(string service, string expression, bool ignoresCase)
    {
        (Service, Expression, IgnoresCase) = (service, expression, ignoresCase);
        // Over bytes a dot is any byte; a line is [^\r\n].
        options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline | (ignoresCase ? RegexOptions.IgnoreCase : 0);
        prefix = ignoresCase ? "" : PatternPrefix.Of(expression);
    }

    /// <summary>The protocol's name; <c>tls</c> when the peer turned out to expect TLS.</summary>
    internal string Service { get; }

    /// <summary>What the answer must fit.</summary>
    internal string Expression { get; }

    /// <summary>Whether upper and lower case are alike.</summary>
    internal bool IgnoresCase { get; }

    /// <summary>Texts with $1 to $9, and ${1:n} for a group's bytes as a number.</summary>
    internal string? Product { get; init; }

    /// <inheritdoc cref="Product"/>
    internal string? Version { get; init; }

    /// <inheritdoc cref="Product"/>
    internal string? Info { get; init; }

    /// <summary>The probe that makes such a peer say more; null when there is none.</summary>
    internal string? Then { get; init; }

    /// <summary>Makes the expression, so that a mistake in it is found now.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or needs backtracking.</exception>
    internal void Compile()
    {
        try
        {
            regex ??= new Regex(Expression, options);
        }
        catch (NotSupportedException cause)
        {
            throw new ArgumentException(cause.Message, cause);
        }
    }

    /// <summary>What an answer says; null when it is none of this kind.</summary>
    /// <param name="answer">Its bytes, one a character.</param>
    internal ServiceMatch? Match(string answer)
    {
        if (!answer.StartsWith(prefix, StringComparison.Ordinal)) return null;
        Compile();
        var match = regex!.Match(answer);
        return match.Success ? new(this, Filled(Product, match), Filled(Version, match), Filled(Info, match)) : null;
    }

    static string? Filled(string? template, Match match)
    {
        if (template is null) return null;
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '$' || i + 1 == template.Length) text.Append(template[i]);
            else if (char.IsAsciiDigit(template[i + 1])) text.Append(match.Groups[template[++i] - '0'].Value);
            else if (template[i + 1] == '{')
            {
                text.Append(Number(match.Groups[template[i + 2] - '0'].Value));
                i += "{1:n}".Length;
            }
        }
        return PrintableText.Of(text.ToString(), MaxText);
    }

    static string Number(string bytes)
    {
        ulong number = 0;
        foreach (var value in bytes) number = (number << 8) | value;
        return number.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>What an answer says of who gave it.</summary>
sealed record ServiceMatch(ServicePattern Pattern, string? Product, string? Version, string? Info);
