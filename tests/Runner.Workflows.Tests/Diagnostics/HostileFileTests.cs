using System.Diagnostics;
using System.Text;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Diagnostics;

/// <summary>
/// Files that nobody would write on purpose: whatever they hold, the answer comes soon, and it is a workflow or
/// diagnostics that point into the file.
/// </summary>
public sealed class HostileFileTests
{
    const int Megabyte = 1_000_000;
    const string Head = "steps:\n  - uses: http.post\n    with:\n      url: http://localhost\n";

    /// <summary>Few, so that the tests stay quick; <c>RUNNER_FUZZ_ROUNDS</c> searches longer.</summary>
    static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("RUNNER_FUZZ_ROUNDS"), out var rounds) ? rounds : 3_000;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    static readonly string[] Tokens =
    [
        "\n", "\r\n", " ", "  ", "\t", ":", ": ", "- ", "? ", "[", "]", "{", "}", ",", "'", "\"", "#", " #", "&a ", "*a", "!", "!!str ", "|", ">-", "|2+\n", "%YAML 1.2\n", "---\n", "...\n",
        "${{", "}}", "${{ ", " }}", "\\", "\\x4", "\\U0001F600", "\\uD800", "<<: ", "~", "null", "0x", "1e999", "😀", "\ud83d", "\u0000", "\u0085", "\u2028", "\ufeff", "é",
        "steps:", "uses: http.get", "with:", "if: ", "id: a", "retry: ", "expect: ", "outputs: ", "inputs.", "steps.a.", "secrets.", "env.", "result.", "fromJSON(", "jobs:", "needs: ", "for-each: ", "matrix: ", "finally:", "uses: exec", "command: [sh, -c, ", "needs.", "item.", "defaults: ", "concurrency: ", "((((", "a: ", "@", "`", "\e[2J",
    ];

    public static TheoryData<string> Shapes => [.. Pathological.Keys];

    static Dictionary<string, Func<string>> Pathological { get; } = new()
    {
        ["one long line"] = () => "name: " + new string('a', Megabyte) + "\n" + Head,
        ["one long line that is no workflow"] = () => new('a', Megabyte),
        ["one long unknown key"] = () => "? " + new string('a', Megabyte) + "\n: 1\n" + Head,
        ["two long ids"] = () => Repeat(2, i => $"- {{ id: {new string('a', Megabyte)}{i}, uses: http.get }}\n", "steps:\n"),
        ["long key over a list"] = () => Head + "      json:\n        ? " + new string('k', Megabyte / 2) + "\n        : [" + Repeat(100_000, _ => "1,") + "]\n",
        ["100,000 unknown keys"] = () => Repeat(100_000, i => $"k{i}: 1\n"),
        ["100,000 keys of a value"] = () => Head + "      json:\n" + Repeat(100_000, i => $"        k{i}: 1\n"),
        ["100,000 equal keys"] = () => Repeat(100_000, _ => "name: a\n"),
        ["100,000 items"] = () => Head + "      json:\n" + Repeat(100_000, _ => "        - 1\n"),
        ["100,000 items of the wrong type"] = () => "steps:\n  - uses: scan.ports\n    with: { host: a, ports: [" + Repeat(100_000, _ => "x,") + "] }\n",
        ["thousands of unknown inputs"] = () => Head + Repeat(50_000, i => $"      ulr{i}: 1\n"),
        ["thousands of steps with ids that name each other"] = () =>
            "steps:\n" + Repeat(15_000, i => $"- {{ id: s{i}, uses: http.get, with: {{ url: \"${{{{ steps.s{Math.Max(0, i - 1)}.result.url }}}}\" }} }}\n"),
        ["thousands of steps that name later ones"] = () =>
            "steps:\n" + Repeat(12_000, i => $"- {{ id: s{i}, uses: http.get, with: {{ url: \"${{{{ steps.s{i + 1}.result.url }}}}\" }} }}\n"),
        ["thousands of connections"] = () =>
            "steps:\n- { id: stub, uses: http.serve, with: { routes: { path: / } } }\n" + Repeat(20_000, i => $"- {{ id: s{i}, uses: http.calls, with: {{ server: stub }} }}\n"),
        ["thousands of unknown actions"] = () => "steps:\n" + Repeat(40_000, i => $"- uses: http.gte{i}\n"),
        ["thousands of inputs and of undeclared ones"] = () =>
            "inputs:\n" + Repeat(15_000, i => $"  input{i}: {{}}\n") + Head + "      json:\n" + Repeat(15_000, i => $"        - ${{{{ inputs.inptu{i} }}}}\n"),
        ["thousands of variables and of their uses"] = () =>
            "env:\n" + Repeat(20_000, i => $"  V{i}: a\n") + Head + "      json:\n" + Repeat(20_000, i => $"        - ${{{{ env.V{i} }}}}\n"),
        ["thousands of undeclared secrets"] = () =>
            "secrets: [" + Repeat(20_000, i => $"S{i},") + "]\n" + Head + "      json:\n" + Repeat(20_000, i => $"        - ${{{{ secrets.TOKEN{i} }}}}\n"),
        ["thousands of unknown names"] = () => Head + "      json:\n" + Repeat(30_000, i => $"        - ${{{{ nme{i} }}}}\n"),
        ["thousands of anchors"] = () => Repeat(30_000, i => $"a{i}: &anchor{i} 1\n") + "b: *anchro1\n",
        ["thousands of jobs in a row"] = () => "jobs:\n" + Repeat(12_000, i => Job(i, i > 0 ? $"j{i - 1}" : "")),
        ["thousands of jobs in a circle"] = () => "jobs:\n" + Repeat(12_000, i => Job(i, $"j{(i + 1) % 12_000}")),
        ["hundreds of jobs that need all before them"] = () => "jobs:\n" + Repeat(600, i => Job(i, string.Join(',', Enumerable.Range(0, i).Select(k => $"j{k}")))),
        ["thousands of variables under thousands of jobs"] = () => "env:\n" + Repeat(20_000, i => $"  V{i}: a\n") + "jobs:\n" + Repeat(4_000, i => $"  j{i}:\n    env: {{ A: \"${{{{ env.V{i} }}}}\" }}\n    steps: [{{ uses: log, with: {{ message: \"${{{{ env.A }}}}\" }} }}]\n"),
        ["thousands of outputs and of their uses"] = () =>
            "jobs:\n  a:\n    steps: [{ id: s, uses: log, with: { message: a } }]\n    outputs:\n" + Repeat(12_000, i => $"      o{i}: ${{{{ steps.s.outcome }}}}\n")
            + "  b:\n    needs: a\n    steps:\n" + Repeat(8_000, i => $"    - {{ uses: log, with: {{ message: \"${{{{ needs.a.outputs.o{i} }}}}\" }} }}\n"),
        ["thousands of items, each with a field of its own"] = () => "steps:\n- uses: log\n  for-each: [" + Repeat(25_000, i => $"{{ name: n{i}, k{i}: 1 }},") + "]\n  with: { message: \"${{ item.name }}\" }\n",
        ["a matrix without bounds"] = () => "steps:\n- uses: log\n  matrix:\n" + Repeat(40_000, i => $"    a{i}: [1, 2, 3]\n") + "  with: { message: a }\n",
        ["a matrix of many entries"] = () => "steps:\n- uses: log\n  matrix:\n    a: [" + Repeat(300, i => $"{i},") + "]\n    b: [" + Repeat(300, i => $"{i},") + "]\n    exclude: [" + Repeat(200, i => $"{{ a: {i} }},") + "]\n  with: { message: a }\n",
        ["thousands of nested inputs"] = () => "inputs:\n" + Repeat(12_000, i => $"  i{i}: {{ type: object, properties: {{ a: {{ type: list, items: {{ type: object }} }} }} }}\n") + Head,
        ["[ without end"] = () => new('[', Megabyte),
        ["{ without end"] = () => new('{', Megabyte),
        ["[ on lines of their own"] = () => Repeat(Megabyte / 2, _ => "[\n"),
        ["] without start"] = () => new(']', Megabyte),
        ["a: on one line"] = () => Repeat(Megabyte / 3, _ => "a: "),
        ["a: nested"] = () => Repeat(1_400, i => new string(' ', i) + "a:\n"),
        ["- on one line"] = () => Repeat(Megabyte / 2, _ => "- "),
        ["? on one line"] = () => Repeat(Megabyte / 2, _ => "? "),
        ["quote that is not closed"] = () => "name: \"" + new string('a', Megabyte),
        ["quote over many lines"] = () => "name: '" + Repeat(Megabyte / 3, _ => "\n a") + "'\n" + Head,
        ["quoted scalar"] = () => "name: \"" + Repeat(Megabyte / 4, _ => "\\x41") + "\"\n" + Head,
        ["quoted scalar with an expression at its end"] = () => Head + "      json: \"" + Repeat(Megabyte / 4, _ => "\\x41") + "${{ inputs.nope }}\"\n",
        ["folded block"] = () => Head + "      json: >\n" + Repeat(Megabyte / 10, _ => "        a\n") + "        ${{ inputs.nope }}\n",
        ["literal block with many expressions"] = () => Head + "      json: |\n" + Repeat(Megabyte / 30, _ => "        ${{ inputs.nope }}\n"),
        ["folded block with many expressions"] = () => Head + "      json: >\n" + Repeat(Megabyte / 30, _ => "        ${{ inputs.nope }}\n"),
        ["one expression"] = () => Head + "    if: " + Repeat(Megabyte / 5, _ => "a || ") + "b\n",
        ["one expression in braces"] = () => Head + "      json: ${{ " + Repeat(Megabyte / 5, _ => "a || ") + "b }}\n",
        ["expression that is not closed"] = () => Head + "      json: " + Repeat(Megabyte / 4, _ => "${{ "),
        ["text around a condition"] = () => Head + "    if: a ${{ b }} " + new string('c', Megabyte) + "\n",
        ["empty lines"] = () => new string('\n', Megabyte) + Head,
        ["lines of spaces"] = () => Repeat(Megabyte / 100, _ => new string(' ', 99) + "\n") + Head,
        ["comments"] = () => Repeat(Megabyte / 2, _ => "#\n") + Head,
        ["carriage returns"] = () => new string('\r', Megabyte) + Head,
        ["tabs"] = () => new string('\t', Megabyte) + Head,
        ["tag without end"] = () => "name: !" + new string('a', Megabyte) + "\n" + Head,
        ["anchor without end"] = () => "name: &" + new string('a', Megabyte) + " b\n" + Head,
        ["documents"] = () => Repeat(Megabyte / 4, _ => "---\n"),
        ["directives"] = () => Repeat(Megabyte / 10, _ => "%YAML 1.2\n") + "---\n" + Head,
        ["aliases that nest"] = () => "a0: &a0 [1]\n" + Repeat(5_000, i => $"a{i + 1}: &a{i + 1} [*a{i}]\n"),
        ["aliases that multiply"] = () => "a0: &a0 [1]\n" + Repeat(60, i => $"a{i + 1}: &a{i + 1} [*a{i}, *a{i}]\n"),
        ["surrogates"] = () => "name: " + new string('\ud83d', Megabyte) + "\n" + Head,
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Megabyte_of_one_shape_does_not_hang(string shape)
    {
        var text = Pathological[shape]();
        var time = Stopwatch.StartNew();

        var found = Check(text);

        time.Elapsed.ShouldBeLessThan(Limit, shape);
        found.ShouldBeLessThanOrEqualTo(DiagnosticBag.MaxCount + 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Mutated_workflow_is_judged_with_places_inside_the_file(int seed)
    {
        var random = new Random(seed * Rounds);
        string[] files = [.. Corpus.NamesIn(Corpus.Broken).Select(name => Read(Corpus.Broken, name)), .. Enumerable.Repeat(Corpus.NamesIn(Corpus.Valid).Select(name => Read(Corpus.Valid, name)), 20).SelectMany(each => each)];
        var corpus = Array.FindAll(files, file => file.Length is > 0 and < 4_000);
        for (var i = 0; i < Rounds; i++)
        {
            var text = corpus[random.Next(corpus.Length)];
            for (var n = random.Next(1, 5); n > 0; n--) text = Mutate(text, corpus, random);
            var time = Stopwatch.StartNew();
            Check(text);
            time.Elapsed.ShouldBeLessThan(Limit, text);
        }
    }

    static string Mutate(string text, string[] corpus, Random random)
    {
        var place = random.Next(text.Length + 1);
        var lines = text.Split('\n').ToList();
        var line = random.Next(lines.Count);
        switch (random.Next(7))
        {
            case 0:
                return text.Insert(place, Tokens[random.Next(Tokens.Length)]);
            case 1:
                return text.Remove(place, Math.Min(random.Next(1, 8), text.Length - place));
            case 2:
                var bytes = Encoding.UTF8.GetBytes(text);
                if (bytes.Length > 0) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return Encoding.UTF8.GetString(bytes);
            case 3:
                lines.Insert(line, lines[random.Next(lines.Count)]);
                return string.Join('\n', lines);
            case 4:
                lines.RemoveAt(line);
                return string.Join('\n', lines);
            case 5:
                lines[line] = new string(' ', random.Next(8)) + lines[line].TrimStart();
                return string.Join('\n', lines);
            default:
                var other = corpus[random.Next(corpus.Length)];
                return text[..place] + other[random.Next(other.Length)..];
        }
    }

    /// <summary>Compiles, and answers how many diagnostics there are.</summary>
    static int Check(string text)
    {
        var compiled = Compilation.Of(text);
        foreach (var diagnostic in compiled.Diagnostics)
        {
            var span = diagnostic.Location.Span;
            (span.Start >= 0 && span.Length >= 0 && span.End <= text.Length).ShouldBeTrue($"{span} is not in {text}");
            DiagnosticText.Format(diagnostic).Length.ShouldBeLessThan(5_000);
        }

        (compiled.Workflow is null).ShouldBe(compiled.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error), text);
        return compiled.Diagnostics.Count;
    }

    static string Job(int number, string needs) => $"  j{number}:\n    needs: [{needs}]\n    steps: [{{ uses: log, with: {{ message: a }} }}]\n";

    static string Read(string folder, string name) => File.ReadAllText(Path.Combine(folder, name + ".yaml"));

    static string Repeat(int count, Func<int, string> part, string start = "")
    {
        var text = new StringBuilder(start);
        for (var i = 0; i < count; i++) text.Append(part(i));
        return text.ToString();
    }
}
