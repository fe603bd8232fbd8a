using System.Globalization;
using System.IO.Pipes;
using System.Text;
using Runner.Plugins.Ssh.Masters;

namespace Runner.Plugins.Ssh.Authentication;

/// <summary>
/// Answers the questions of one client while it logs in. Secrets go through a named pipe to the program that asks and nowhere else: not
/// on a command line, not into an environment, not into a file.
/// </summary>
sealed class Askpass : IAsyncDisposable
{
    const int LongestQuestion = 64 * 1024;

    readonly string script, pipes;
    readonly NamedPipe questions, answers;
    readonly CancellationTokenSource over = new();
    readonly TaskCompletionSource<string> unanswerable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<string> declined = [];
    Task serving = Task.CompletedTask;

    Askpass(string script, string pipes, NamedPipe questions, NamedPipe answers) =>
        (this.script, this.pipes, this.questions, this.answers) = (script, pipes, questions, answers);

    /// <summary>Completes with the words of a question that nothing was given for, after which the client is to be ended.</summary>
    public Task<string> Unanswerable => unanswerable.Task;

    /// <summary>The questions that were not answered.</summary>
    public IReadOnlyList<string> Declined
    {
        get
        {
            lock (declined) return [.. declined];
        }
    }

    /// <summary>Makes the pipes.</summary>
    /// <exception cref="IOException">They cannot be made.</exception>
    public static Askpass Open(ControlFolder folder)
    {
        var script = folder.Script(AskpassScript.Name, AskpassScript.Text);
        var pipes = folder.NewPath('a');
        var questions = NamedPipe.Make(pipes + AskpassScript.QuestionPipe, PipeDirection.In);
        try
        {
            return new(script, pipes, questions, NamedPipe.Make(pipes + AskpassScript.AnswerPipe, PipeDirection.Out));
        }
        catch
        {
            questions.Dispose();
            throw;
        }
    }

    /// <summary>Tells a client where to ask. Also one that has no questions is told, so that nothing that it starts asks on the terminal.</summary>
    public void Prepare(IDictionary<string, string?> environment)
    {
        environment["SSH_ASKPASS"] = script;
        environment["SSH_ASKPASS_REQUIRE"] = "force";
        environment[AskpassScript.PipesVariable] = pipes;
        environment[AskpassScript.ProcessVariable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Answers from now on.</summary>
    /// <param name="client">The client's process. One that it starts to go through another host asks for that host, and gets no secret of this one.</param>
    /// <param name="options">What was given.</param>
    /// <param name="target">Whom the client connects to.</param>
    public void Serve(int client, SshOptions options, string target) => serving = ServeAsync(client, options, target);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync().ConfigureAwait(false);
        // A question without words ends the reading: an exception, the first above all, would take milliseconds of each login.
        questions.WriteBack("\0\0\0"u8);
        await serving.ConfigureAwait(false);
        questions.Dispose();
        answers.Dispose();
        over.Dispose();
    }

    async Task ServeAsync(int client, SshOptions options, string target)
    {
        var reader = new QuestionReader(questions.Stream, LongestQuestion);
        try
        {
            while (await reader.NextAsync().ConfigureAwait(false) is { } question)
            {
                if (over.IsCancellationRequested) return;
                var reply = question.Asker == client || question.Hint == "none" ? Replies.To(question, options, target) : new Reply.Decline();
                switch (reply)
                {
                    case Reply.Tell told:
                        options.OnWarning?.Invoke(told.Message);
                        continue;
                    case Reply.GiveUp:
                        unanswerable.TrySetResult(question.Text);
                        break;
                    case Reply.Decline:
                        lock (declined)
                        {
                            if (declined.Count < 16) declined.Add(question.Text);
                        }
                        break;
                }
                var line = Encoding.UTF8.GetBytes(reply is Reply.Answer answer ? $"={answer.Text}\n" : "-\n");
                await answers.Stream.WriteAsync(line, over.Token).ConfigureAwait(false);
                Array.Clear(line);
            }
            if (!over.IsCancellationRequested) unanswerable.TrySetResult("a question that is too long to be read");
        }
        catch (OperationCanceledException)
        {
            // The login is over.
        }
        catch (IOException cause)
        {
            unanswerable.TrySetResult($"a question that could not be read ({cause.Message})");
        }
    }
}
