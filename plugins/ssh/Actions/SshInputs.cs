using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>The inputs of the actions that do something on a host: exactly one of <c>host</c> and <c>connection</c>.</summary>
/// <remarks>Steps of a job that give the same <c>host</c> and login share one connection, which is closed when the job ends.</remarks>
public abstract record SshInputs : SshLoginInputs
{
    /// <summary>The step that opened the connection (<c>ssh.connect</c>), in place of <c>host</c>.</summary>
    public SshClient? Connection { get; init; }

    /// <summary>The client to work with. It is the job's: whoever asks for it does not dispose it.</summary>
    /// <exception cref="ActionInputException">Both or none of <c>host</c> and <c>connection</c>, or a login that cannot work.</exception>
    /// <exception cref="NetworkException">There is no connection.</exception>
    private protected ValueTask<SshClient> ClientAsync(ActionContext context, CancellationToken cancel)
    {
        if (Connection is null)
        {
            if (Host is null) throw new ActionInputException("host", "Neither `host` nor `connection` is given: give one of them.");
            return SshClient.OfJobAsync(Login(context), context, cancel);
        }

        if (Host is not null) throw new ActionInputException("host", "`host` and `connection` are both given: give one of them.");
        if (GivenLogin() is { } input)
            throw new ActionInputException(input, $"`{input}` is given with `connection`, which is logged in already: give it to the ssh.connect step.");
        return ValueTask.FromResult(Connection);
    }
}
