using System.Buffers;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checking;

/// <summary>Looks for what does not belong into a command: a shell's syntax where no shell is, what came from outside, secrets.</summary>
sealed class CommandChecker(DiagnosticBag diagnostics)
{
    static readonly SearchValues<char> ShellSyntax = SearchValues.Create("'\"|&;<>()$`*?\\{}");

    /// <summary>Checks what a step gives to its action.</summary>
    public void Check(ActionDescriptor action, MapTemplate with, ScopeShape scope, UntrustedValues untrusted)
    {
        if (action.Name == BuiltInActions.Exec) CheckProgram(with, scope, untrusted);
        else CheckFields(action, with, action.Inputs, "", scope, untrusted);
    }

    void CheckProgram(MapTemplate with, ScopeShape scope, UntrustedValues untrusted)
    {
        if (Find(with, "command") is not { } command) return;
        if (ItemsOf(command) is not { Count: > 0 } items)
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, command.Location, "`command` names no program", "write a list: the program and its arguments, as in [ping, -c, '3', example.com]");
            return;
        }

        var program = items[0].Constant is { Kind: ValueKind.String } constant ? constant.AsString() : null;
        if (program is { Length: 0 })
            diagnostics.Error(DiagnosticCodes.InvalidValue, items[0].Location, "`command` names no program", "write a list: the program and its arguments, as in [ping, -c, '3', example.com]");
        else if ((command is not ListTemplate ? TextOf(command) : items.Count == 1 ? program : null) is { } line) CheckLine(line, items[0]);
        if (untrusted.Find(items[0], scope) is { } chooser)
            diagnostics.Warning(DiagnosticCodes.ShellInjection, items[0].Location, $"`{chooser}` comes from outside and chooses the program that runs", "write the program out; what comes from outside may be among its arguments");
        CheckScript(items, with, scope, untrusted);
        foreach (var item in items)
        {
            if (SecretValues.Find(item, scope) is { } secret)
                diagnostics.Warning(DiagnosticCodes.SecretArgument, item.Location, $"`{secret}` is secret, and every user of this machine can see the arguments of a program", $"pass it by `stdin` or by `env`, as in env: {{ TOKEN: \"${{{{ {secret} }}}}\" }}");
        }
    }

    void CheckScript(IReadOnlyList<InputTemplate> items, MapTemplate with, ScopeShape scope, UntrustedValues untrusted)
    {
        if (ScriptArguments.Of([.. items.Select(item => item.Constant?.ToString())]) is not { } script) return;
        var parts = script.Count > 0 ? items.Skip(script.From).Take(script.Count) : Find(with, "stdin") is { } stdin ? [stdin] : [];
        foreach (var part in parts)
        {
            if (untrusted.Find(part, scope) is not { } reference) continue;
            diagnostics.Warning(DiagnosticCodes.ShellInjection, part.Location, $"`{reference}` comes from outside and becomes part of the script that `{script.Program}` runs: whoever answers it can run commands here",
                script is { IsShell: true, Count: 1 }
                    ? $"pass it after the script, which then reads it as \"$1\": [{script.Program}, -c, 'echo \"$1\"', {script.Program}, \"${{{{ {reference} }}}}\"]; or by `env`"
                    : "pass it by `env`, and have the script read the variable");
        }
    }

    /// <summary>One text is one program; whoever writes a command line into it expects a shell.</summary>
    void CheckLine(string line, InputTemplate command)
    {
        var space = line.AsSpan().IndexOfAny(' ', '\t', '\n');
        // A path may well have a space in it.
        if (space < 0 || line.AsSpan(0, space).ContainsAny('/', '\\')) return;
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var isPlain = !line.AsSpan().ContainsAny(ShellSyntax);
        diagnostics.Error(DiagnosticCodes.InvalidValue, command.Location, $"`command` is one text, so it is the name of one program: `{ShownText.Shorten(line)}`",
            isPlain
                ? $"write a list, the program and its arguments: [{string.Join(", ", words)}]"
                : $"write a list, the program and its arguments: [{words[0]}, ...]; for a shell's syntax: [sh, -c, '...']");
    }

    /// <summary>The inputs that their plugin's author marked as read by a shell, wherever they are.</summary>
    void CheckFields(ActionDescriptor action, InputTemplate given, TypeShape shape, string path, ScopeShape scope, UntrustedValues untrusted)
    {
        if (shape.Fields.Count == 0) return;
        foreach (var (name, value) in (given as MapTemplate)?.Entries ?? [])
        {
            if (shape.Field(name) is not { } field) continue;
            var at = FieldPath.Of(path, field.Name);
            if (field.ShellCommand && untrusted.Find(value, scope) is { } reference)
                diagnostics.Warning(DiagnosticCodes.ShellInjection, value.Location, $"`{reference}` comes from outside and becomes part of `{at}`, which a shell interprets: whoever answers it can run commands there",
                    $"write the command out; `runner plugins show {action.Name}` tells what the action takes beside it");
            if (field.Type.Kind == ShapeKind.List)
                foreach (var item in (value as ListTemplate)?.Items ?? []) CheckFields(action, item, field.Type.Element!, at, scope, untrusted);
            else CheckFields(action, value, field.Type, at, scope, untrusted);
        }
    }

    /// <summary>The program and its arguments, each as written; a text or an expression alone is one.</summary>
    static IReadOnlyList<InputTemplate> ItemsOf(InputTemplate command) => command switch
    {
        ListTemplate list => list.Items,
        { Constant: { Kind: ValueKind.Array } constant } => [.. constant.AsArray().Select(item => new ConstantTemplate(item, command.Location))],
        _ => [command],
    };

    /// <summary>A command that is one text, as it is written; null for an expression, which may be a list.</summary>
    static string? TextOf(InputTemplate command) => command switch
    {
        TextTemplate { Template.IsSingleExpression: false } text => text.Template.Text,
        { Constant: { Kind: ValueKind.Array } constant } when constant.AsArray() is [var only] => only.ToString(),
        _ => null,
    };

    static InputTemplate? Find(MapTemplate with, string name) => with.Entries.FirstOrDefault(entry => entry.Name == name)?.Value;
}
