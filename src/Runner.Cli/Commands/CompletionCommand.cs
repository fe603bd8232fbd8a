using System.CommandLine;
using Runner.Cli.Help;
using Runner.Engine;

namespace Runner.Cli.Commands;

/// <summary><c>runner completion</c>: scripts that let a shell complete commands, options and their values.</summary>
static class CompletionCommand
{
    static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        // Files complete where Runner has nothing to offer: most arguments are workflow files.
        ["bash"] = """
            _runner() {
              local IFS=$'\n' line=${COMP_LINE:0:COMP_POINT}
              local word=${line##*[[:space:]]}
              local plain=${word#[\'\"]}
              COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null | sed "s/^[\"']//")" -- "$plain"))
              # Outside quotes a colon begins a new word for bash, which completes only that.
              [[ $word == "$plain" && $word == *[:=@]* ]] && COMPREPLY=("${COMPREPLY[@]#"${word%"${word##*[:=@]}"}"}")
              return 0
            }
            complete -o default -F _runner runner
            """,
        ["zsh"] = """
            #compdef runner
            _runner() {
              local -a found
              found=("${(@f)$(${words[1]} "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              [[ -n "$found" ]] && compadd -- $found || _files
            }
            compdef _runner runner
            """,
        ["fish"] = """
            complete -c runner -a '(runner "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName runner -ScriptBlock {
              param($word, $ast, $cursor)
              runner "[suggest:$cursor]" "$ast" | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    public static Command Create(Surroundings around)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a script that lets your shell complete runner's commands") { shell };
        command.SetAction(parsed =>
        {
            around.Out.WriteLine(Scripts[parsed.GetValue(shell)!]);
            return ExitCode.Success;
        });
        Examples.Of(command,
            ("source <(runner completion bash)", "for this shell"),
            ("runner completion fish > ~/.config/fish/completions/runner.fish", "for every fish"));
        return command;
    }
}
