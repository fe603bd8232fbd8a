namespace Runner.Plugins.Ssh.Authentication;

/// <summary>
/// What the client runs to ask a question (<c>SSH_ASKPASS</c>): it carries the question to the Runner that started the client, and the
/// answer back, through two named pipes. There is nothing secret in it; which pipes, the environment says.
/// </summary>
static class AskpassScript
{
    /// <summary>Its name in the control folder.</summary>
    public const string Name = "ask";

    /// <summary>The variable with the path of both pipes, without <see cref="QuestionPipe"/> and <see cref="AnswerPipe"/>.</summary>
    public const string PipesVariable = "RUNNER_ASKPASS_PIPES";

    /// <summary>The variable with the number of Runner's process: where it is no more, nobody answers and nobody waits.</summary>
    public const string ProcessVariable = "RUNNER_ASKPASS_PROCESS";

    /// <summary>The end of the name of the pipe that carries questions.</summary>
    public const string QuestionPipe = ".question";

    /// <summary>The end of the name of the pipe that carries answers.</summary>
    public const string AnswerPipe = ".answer";

    /// <summary>Its text. A question is three texts with a zero after each: who asks, of which kind it is, its words. An answer is a line: = and the answer, or anything else for none.</summary>
    public const string Text = """
        #!/bin/sh
        # Runner: carries a question of ssh to the Runner that started it, and the answer back. Nothing secret is in this file.
        kill -0 "$RUNNER_ASKPASS_PROCESS" || exit 1
        printf '%s\000%s\000%s\000' "$PPID" "$SSH_ASKPASS_PROMPT" "$1" >"$RUNNER_ASKPASS_PIPES.question" || exit 1
        [ "$SSH_ASKPASS_PROMPT" = none ] && exit 0
        IFS= read -r answer <"$RUNNER_ASKPASS_PIPES.answer" || exit 1
        case $answer in
        =*) printf '%s\n' "${answer#=}" ;;
        *) exit 1 ;;
        esac

        """;
}
