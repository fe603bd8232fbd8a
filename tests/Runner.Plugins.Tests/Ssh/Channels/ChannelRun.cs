using System.Text;
using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Tests.Ssh.Channels;

/// <summary>All that came of a command.</summary>
sealed record ChannelRun(byte[] Bytes, string Errors, ChannelEnd End)
{
    public string Output => Encoding.UTF8.GetString(Bytes);

    public int? ExitCode => End.ExitCode;

    /// <summary>Gives a command its input, and reads it to its end.</summary>
    public static async Task<ChannelRun> OfAsync(ISshChannel channel, string input = "")
    {
        var cancel = TestContext.Current.CancellationToken;
        await using (channel)
        {
            using var output = new MemoryStream();
            using var errors = new MemoryStream();
            var reading = Task.WhenAll(channel.Output.CopyToAsync(output, cancel), channel.Error.CopyToAsync(errors, cancel));
            if (input.Length > 0) await channel.Input.WriteAsync(Encoding.UTF8.GetBytes(input), cancel);
            await channel.Input.DisposeAsync();
            await reading;
            return new(output.ToArray(), Encoding.UTF8.GetString(errors.ToArray()), await channel.End.WaitAsync(cancel));
        }
    }
}
